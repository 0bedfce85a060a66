package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.controller.BucketCheck.Account;
import io.skyjobs.core.controller.BucketCheck.Found;
import io.skyjobs.core.controller.Buckets.Maker;
import io.skyjobs.core.controller.LeakCheck.Standing;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.testkit.FakeObjectStore;
import io.skyjobs.testkit.ManualClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What is told of buckets and places, and who stands behind them (P-02, P-31). */
class BucketCheckTest {
    private static final Instant THEN = Instant.parse("2026-03-01T12:00:00Z");
    private static final BucketState MADE = new BucketState.Made();
    private static final BucketState GONE = new BucketState.Gone(THEN);
    private static final StoreUri SHARED = bucket("shared");

    private final FakeObjectStore store = new FakeObjectStore("s3", new ManualClock(THEN));
    private final HandBook book = new HandBook();

    private static StoreUri bucket(String name) {
        return StoreUri.ofBucket("s3", "", name);
    }

    private static StoreUri own(String run) {
        return bucket("skypilot-filemounts-me-" + run);
    }

    /** A book that is written by hand. */
    private static final class HandBook implements Buckets {
        private final Map<StoreUri, BucketRecord> records = new LinkedHashMap<>();
        private final Map<Long, List<StoreUri>> users = new HashMap<>();
        private final Map<Long, Maker> makers = new HashMap<>();
        private Optional<String> trouble = Optional.empty();

        void has(StoreUri uri, long job, boolean persistent, BucketState state) {
            records.put(uri, new BucketRecord(uri, job, persistent, THEN, state));
        }

        @Override
        public List<ControlPlane.Storage> known() {
            return records.values().stream()
                    .filter(it -> it.state().mayExist())
                    .map(it -> new ControlPlane.Storage(it, users(it.uri())))
                    .toList();
        }

        private List<Long> users(StoreUri uri) {
            List<Long> found = new ArrayList<>();
            users.forEach(
                    (job, uris) -> {
                        if (uris.contains(uri)) {
                            found.add(job);
                        }
                    });
            return found;
        }

        @Override
        public Set<String> stores() {
            return Set.of("s3");
        }

        @Override
        public Optional<BucketRecord> ever(StoreUri uri) {
            return Optional.ofNullable(records.get(uri));
        }

        @Override
        public Optional<Maker> maker(BucketRecord record) {
            return Optional.ofNullable(makers.get(record.job()));
        }

        @Override
        public Optional<String> trouble(StoreUri uri) {
            return trouble;
        }

        @Override
        public void delete(StoreUri bucket, Consumer<ControlPlane.DeleteAnswer> answer) {
            throw new AssertionError("a check removes nothing");
        }

        @Override
        public void reclaim(StoreUri uri, Consumer<ControlPlane.DeleteAnswer> answer) {
            throw new AssertionError("a check removes nothing");
        }
    }

    @BeforeEach
    void aJobIsLiveAndAnotherIsOver() {
        store.plant("shared");
        book.makers.put(1L, new Maker(true, new StorageState.Ready(true), Optional.empty(), true));
        book.makers.put(2L, new Maker(false, new StorageState.Removed(), Optional.of(THEN), true));
    }

    private Account account(FakeObjectStore seen) {
        StoreBook stores = new StoreBook(List.of(seen), TreeUploads.NONE, Optional.of(SHARED));
        return new BucketCheck(stores, "abc", book).account("s3");
    }

    private Found only(FakeObjectStore seen) {
        assertThat(account(seen).found()).hasSize(1);
        return account(seen).found().getFirst();
    }

    private void put(StoreUri object, String content) throws ObjectStoreException {
        store.put(
                object,
                content.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                PutCondition.ALWAYS);
    }

    @Test
    void whatALiveJobUsesIsClean() throws Exception {
        store.plant(own("1").bucket());
        put(SHARED.resolve("job-1/workdir/a"), "a");
        book.has(own("1"), 1, false, MADE);
        book.has(SHARED.resolve("job-1"), 1, false, MADE);
        book.users.put(1L, List.of(own("1"), SHARED.resolve("job-1")));

        assertThat(account(store).clean()).isTrue();
        assertThat(account(store).found())
                .extracting(Found::standing)
                .containsExactly(Standing.MATCHED, Standing.MATCHED);
    }

    @Test
    void aBucketWhoseJobIsOverIsLeftSinceThen() {
        store.plant("left");
        book.has(bucket("left"), 2, false, MADE);

        Found left = only(store);
        assertThat(left.standing()).isEqualTo(Standing.UNMATCHED);
        assertThat(left.state()).isEqualTo("LEFT");
        assertThat(left.since()).contains(THEN);
        assertThat(left.removable()).isTrue();
        assertThat(account(store).clean()).isFalse();
        store.lose("left");
        assertThat(account(store).found()).as("what is not there is not left").isEmpty();
    }

    @Test
    void aRemovalThatFailsTellsWhy() {
        store.plant("going");
        book.has(bucket("going"), 2, true, new BucketState.Removing(THEN));
        book.trouble = Optional.of("The credentials have expired.");

        assertThat(only(store).reason()).isEqualTo("The credentials have expired.");
        assertThat(only(store).removable()).as("it is tried again anyway").isFalse();
        assertThat(only(store).since()).contains(THEN);
    }

    /** A job that removes what it has stands behind it, until something is in its way. */
    @Test
    void theRemovalByAJobIsALeakOnlyWhenItFails() {
        store.plant("going");
        book.has(bucket("going"), 3, false, MADE);
        book.makers.put(3L, removing(Optional.empty()));
        assertThat(account(store).clean()).isTrue();

        book.makers.put(
                3L, removing(Optional.of(new Reason(ReasonCode.STORAGE, "It is down.", ""))));
        assertThat(only(store).standing()).isEqualTo(Standing.UNMATCHED);
        assertThat(only(store).reason()).isEqualTo("It is down.");
        assertThat(only(store).removable()).as("two must not remove it").isFalse();
    }

    private static Maker removing(Optional<Reason> trouble) {
        return new Maker(true, new StorageState.Removing(trouble), Optional.of(THEN), true);
    }

    @Test
    void whatIsToStayIsNoLeak() {
        store.plant("kept");
        book.has(bucket("kept"), 2, true, MADE);

        assertThat(account(store).found()).isEmpty();
    }

    /** What a controller that was held back made after its successor had removed it. */
    @Test
    void whatAppearedAgainIsFound() throws Exception {
        store.plant(own("2").bucket());
        put(SHARED.resolve("job-2/workdir/a"), "a");
        put(SHARED.resolve("job-2/workdir/b"), "b");
        book.has(own("2"), 2, false, GONE);
        book.has(SHARED.resolve("job-2"), 2, false, GONE);

        assertThat(account(store).leaks())
                .extracting(Found::uri, Found::state, Found::removable)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(own("2"), "AGAIN", true),
                        org.assertj.core.groups.Tuple.tuple(
                                SHARED.resolve("job-2"), "AGAIN", true));
    }

    /** A bucket with a name that a person chose may be that person's now. */
    @Test
    void aBucketOfAChosenNameThatIsThereAgainIsNotOurs() {
        store.plant(own("chosen").bucket());
        book.has(own("chosen"), 2, false, GONE);
        book.makers.put(2L, new Maker(false, new StorageState.Removed(), Optional.of(THEN), false));

        assertThat(account(store).found()).isEmpty();
    }

    @Test
    void whatIsNotInTheBookIsToldByItsMarkAndNeverRemoved() throws Exception {
        for (String run : List.of("ours", "theirs", "unmarked")) {
            store.plant(own(run).bucket());
        }
        put(BucketCheck.mark(own("ours")), "abc");
        put(BucketCheck.mark(own("theirs")), "xyz\n");
        put(SHARED.resolve("job-theirs/workdir/a"), "a");
        store.plant("of-somebody");

        assertThat(account(store).found())
                .extracting(Found::uri, Found::standing, Found::installation, Found::removable)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                own("ours"), Standing.UNMATCHED, "abc", false),
                        org.assertj.core.groups.Tuple.tuple(
                                own("theirs"), Standing.FOREIGN, "xyz", false),
                        org.assertj.core.groups.Tuple.tuple(
                                own("unmarked"), Standing.FOREIGN, "", false));
    }

    /** Not known is not clean; an account that may not list its buckets still has the book. */
    @Test
    void aStoreThatIsDownIsNotCleanAndOneThatDoesNotListIsKnownFromTheBook() {
        Account down = account(failing(ObjectStoreException.Kind.INFRASTRUCTURE, "list"));
        assertThat(down.clean()).isFalse();
        assertThat(down.unknown()).isEqualTo("Fake store s3 could not be asked: No list.");

        Account shy = account(failing(ObjectStoreException.Kind.DENIED, "buckets"));
        assertThat(shy.clean()).isTrue();
        assertThat(shy.note()).contains("does not list buckets");
    }

    private FakeObjectStore failing(ObjectStoreException.Kind kind, String failing) {
        return store.seenBy(
                (call, uri) -> {
                    if (call.equals(failing)) {
                        throw new ObjectStoreException(kind, "X", "No " + call + ".");
                    }
                },
                (call, uri) -> {});
    }

    /** One call for each place, however much is in it, and names that sort in between. */
    @Test
    void placesAreFoundByTheirFirstObjectAlone() throws Exception {
        for (String run : List.of("a", "a-b", "a0", "b")) {
            for (int file = 0; file < 30; file++) {
                put(SHARED.resolve("job-" + run + "/f" + file), "x");
            }
            book.has(SHARED.resolve("job-" + run), 2, false, GONE);
        }
        put(SHARED.resolve("job-list.txt"), "no place");

        Account account = account(store);
        assertThat(account.leaks()).hasSize(4);
        assertThat(account.looks()).isLessThan(16);
    }
}
