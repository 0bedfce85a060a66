package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.spi.store.StoreUri;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The buckets of ours that may exist, as last committed. Safe for use from many threads. */
final class BucketBook {
    private final Map<StoreUri, BucketRecord> records = new ConcurrentHashMap<>();

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
        }
    }

    /** The record of a bucket; empty when it is not ours, or gone. */
    Optional<BucketRecord> of(StoreUri bucket) {
        return Optional.ofNullable(records.get(bucket.bucketUri()));
    }

    /** All of them, the oldest first. */
    List<BucketRecord> all() {
        return records.values().stream().sorted(Comparator.comparing(BucketRecord::made)).toList();
    }
}
