package io.skyjobs.app;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.controller.Buckets;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.StoreBook;
import io.skyjobs.core.controller.TreeUploads;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.testkit.FakeObjectStore;
import io.skyjobs.testkit.ManualClock;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** One store and a book that tests write by hand; jobs up to 9 are live. For tests of servers. */
public final class HandBuckets implements Buckets {
    private final FakeObjectStore store =
            new FakeObjectStore("s3", new ManualClock(MemoryPlane.NOW));
    private final Map<String, BucketRecord> records = new ConcurrentSkipListMap<>();
    private volatile boolean stuck;

    /** A bucket that is there and in the book. */
    public HandBuckets has(String bucket, long job, boolean persistent) {
        return has(bucket, job, persistent, new BucketState.Made());
    }

    /** A bucket that is there, and stands so in the book. */
    public HandBuckets has(String bucket, long job, boolean persistent, BucketState state) {
        store.plant(bucket);
        StoreUri uri = StoreUri.ofBucket("s3", "", bucket);
        records.put(uri.toString(), new BucketRecord(uri, job, persistent, MemoryPlane.NOW, state));
        return this;
    }

    /** From now on nothing can be removed. */
    public void isStuck() {
        stuck = true;
    }

    /** The one store. */
    public FakeObjectStore store() {
        return store;
    }

    /** The stores that there are. */
    public StoreBook storeBook() {
        return new StoreBook(List.of(store), TreeUploads.NONE);
    }

    @Override
    public Set<String> stores() {
        return records.isEmpty() ? Set.of() : Set.of("s3");
    }

    @Override
    public List<ControlPlane.Storage> known() {
        return records.values().stream()
                .filter(it -> it.state().mayExist())
                .map(
                        it ->
                                new ControlPlane.Storage(
                                        it, it.job() < 10 ? List.of(it.job()) : List.of()))
                .toList();
    }

    @Override
    public Optional<BucketRecord> ever(StoreUri uri) {
        return Optional.ofNullable(records.get(uri.toString()));
    }

    @Override
    public Optional<Maker> maker(BucketRecord record) {
        Instant ended = MemoryPlane.NOW.minusSeconds(600);
        return Optional.of(
                record.job() < 10
                        ? new Maker(true, new StorageState.Ready(true), Optional.empty(), true)
                        : new Maker(false, new StorageState.Removed(), Optional.of(ended), true));
    }

    @Override
    public Optional<String> trouble(StoreUri uri) {
        return stuck ? Optional.of("The credentials have expired.") : Optional.empty();
    }

    @Override
    public void delete(StoreUri bucket, Consumer<ControlPlane.DeleteAnswer> answer) {
        answer.accept(new ControlPlane.DeleteAnswer.NotFound());
    }

    @Override
    public void reclaim(StoreUri uri, Consumer<ControlPlane.DeleteAnswer> answer) {
        if (stuck) {
            answer.accept(new ControlPlane.DeleteAnswer.Refused("The credentials have expired."));
            return;
        }
        store.lose(uri.bucket());
        records.remove(uri.toString());
        answer.accept(new ControlPlane.DeleteAnswer.Deleted());
    }
}
