package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.spi.store.StoreUri;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The buckets of ours that may exist, as last committed. Safe for use from many threads. */
final class BucketBook {
    /** In the place of a job, for what a person wants to go. */
    static final long NOBODY = -1;

    private final Map<StoreUri, BucketRecord> records = new ConcurrentHashMap<>();

    /**
     * Buckets that are being removed, and the jobs that do it; nobody else may begin to use one.
     */
    private final Map<StoreUri, Long> going = new ConcurrentHashMap<>();

    /** Takes up what is stored. */
    void takeUp(Collection<BucketRecord> stored) {
        stored.forEach(this::put);
    }

    /** Notes a record that was committed. */
    void put(BucketRecord record) {
        if (record.state().mayExist()) {
            records.put(record.uri(), record);
        } else {
            records.remove(record.uri());
            going.remove(record.uri());
        }
    }

    /**
     * Marks a bucket, or a place, as being removed; false when somebody else does it already.
     *
     * @param job whose removal it is, which may begin it again
     */
    boolean beginRemoval(StoreUri uri, long job) {
        Long before = going.putIfAbsent(uri, job);
        return before == null || (before == job && job != NOBODY);
    }

    /** Takes the mark away, when the bucket is not removed after all. */
    void endRemoval(StoreUri uri) {
        going.remove(uri);
    }

    /** Whether a bucket is being removed, or is to be. */
    boolean isGoing(StoreUri bucket) {
        return going.containsKey(bucket.bucketUri())
                || of(bucket).filter(it -> it.state() instanceof BucketState.Removing).isPresent();
    }

    /** The record of a bucket; empty when it is not ours, or gone. */
    Optional<BucketRecord> of(StoreUri bucket) {
        return Optional.ofNullable(records.get(bucket.bucketUri()));
    }

    /** The record of exactly this bucket, or of this place in one. */
    Optional<BucketRecord> at(StoreUri uri) {
        return Optional.ofNullable(records.get(uri));
    }

    /** All of them, places too, the oldest first. */
    List<BucketRecord> all() {
        return records.values().stream().sorted(Comparator.comparing(BucketRecord::made)).toList();
    }
}
