package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.spi.store.StoreUri;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What this installation has in object stores as its book has it, and the removal of that. What is
 * not in the book is never removed. Safe for use from many threads.
 */
public interface Buckets {
    /** Buckets and places that may exist, with the live jobs that use them, the oldest first. */
    List<ControlPlane.Storage> known();

    /** As {@link #known}, without places in buckets that are not ours. */
    default List<ControlPlane.Storage> storages() {
        return known().stream().filter(it -> !it.bucket().isPlace()).toList();
    }

    /** Names of the stores in which something of ours is, or ever was. */
    Set<String> stores();

    /** What the book has of a bucket or a place, also when that is gone. */
    Optional<BucketRecord> ever(StoreUri uri);

    /** The job that something was made for; empty when it is not known. */
    Optional<Maker> maker(BucketRecord record);

    /** Why the last try to remove something came to nothing, in one sentence. */
    Optional<String> trouble(StoreUri uri);

    /**
     * Removes a bucket that a person wants to go. The answer comes once, when it is gone or cannot
     * go now.
     */
    void delete(StoreUri bucket, Consumer<ControlPlane.DeleteAnswer> answer);

    /**
     * Removes a bucket or a place that its job should have removed: one that is in the book, that
     * nobody wants to keep, and whose job is over; and one that appeared again after it was gone,
     * if its name was drawn for that job alone. The answer comes once, as for {@link #delete}.
     */
    void reclaim(StoreUri uri, Consumer<ControlPlane.DeleteAnswer> answer);

    /**
     * The job that something was made for.
     *
     * @param live whether something is left to do for it
     * @param storage where its storage stands
     * @param ended when its last task ended; empty while one has not
     * @param drawn whether the name was drawn for this job, so that nobody else has one like it
     */
    record Maker(boolean live, StorageState storage, Optional<Instant> ended, boolean drawn) {}
}
