package io.skyjobs.core.controller;

import io.skyjobs.spi.store.StoreUri;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the mailboxes of all jobs share of object stores: the steps, the buckets of ours, and what
 * is being done now. Safe for use from many threads.
 */
final class StorageDesk {
    private final StorageActions actions;
    private final BucketBook buckets = new BucketBook();
    private final LiveJobs jobs;
    private final Map<Long, String> notes = new ConcurrentHashMap<>();

    StorageDesk(Parts parts, LiveJobs jobs) {
        this.actions = new StorageActions(parts, buckets);
        this.jobs = jobs;
        buckets.takeUp(parts.store().buckets(false));
    }

    /** What is done to object stores. */
    StorageActions actions() {
        return actions;
    }

    /** The buckets of ours. */
    BucketBook buckets() {
        return buckets;
    }

    /** Whether another live job, whose storage is not being removed, uses a bucket. */
    boolean isUsedByOthers(StoreUri bucket, long job) {
        return jobs.usersOf(bucket).anyMatch(id -> id != job);
    }

    /** Notes what is being done for a job now, for people to read; empty when it is over. */
    void noted(long job, Optional<String> sentence) {
        sentence.ifPresentOrElse(it -> notes.put(job, it), () -> notes.remove(job));
    }

    /** What is being done for a job now. */
    Optional<String> note(long job) {
        return Optional.ofNullable(notes.get(job));
    }
}
