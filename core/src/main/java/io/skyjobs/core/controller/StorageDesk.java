package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.spi.store.StoreUri;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What the mailboxes of all jobs share of object stores: the steps, the buckets of ours, and what
 * is being done now. Safe for use from many threads.
 */
final class StorageDesk {
    private final StorageActions actions;
    private final BucketBook buckets = new BucketBook();
    private final Parts parts;
    private final LiveJobs jobs;
    private final Map<Long, String> notes = new ConcurrentHashMap<>();

    StorageDesk(Parts parts, LiveJobs jobs) {
        this.actions = new StorageActions(parts, buckets);
        this.parts = parts;
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

    /** The buckets of ours with the live jobs that use them, the oldest first. */
    List<ControlPlane.Storage> storages() {
        return buckets.all().stream()
                .map(
                        record ->
                                new ControlPlane.Storage(
                                        record, jobs.usersOf(record.uri()).boxed().toList()))
                .toList();
    }

    /** Removes a bucket of ours that no live job uses: the intent first, then for good. */
    void delete(StoreUri bucket, Consumer<ControlPlane.DeleteAnswer> answer) {
        Optional<BucketRecord> record = buckets.of(bucket);
        List<Long> users = jobs.usersOf(bucket).boxed().toList();
        if (record.isEmpty()) {
            answer.accept(new ControlPlane.DeleteAnswer.NotFound());
        } else if (!users.isEmpty()) {
            answer.accept(new ControlPlane.DeleteAnswer.InUse(users));
        } else {
            BucketRecord going = record.get().with(new BucketState.Removing(now()));
            put(
                    going,
                    stored -> {
                        if (stored) {
                            parts.executor().execute(() -> remove(going, answer));
                        } else {
                            answer.accept(
                                    new ControlPlane.DeleteAnswer.Refused(
                                            "It could not be stored that the bucket is to go."));
                        }
                    });
        }
    }

    private void remove(BucketRecord going, Consumer<ControlPlane.DeleteAnswer> answer) {
        if (!buckets.beginRemoval(going.uri(), BucketBook.NOBODY)) {
            answer.accept(new ControlPlane.DeleteAnswer.Refused("It is being removed already."));
            return;
        }
        // Who comes from now on waits; who came before, or has it anew by now, is found here.
        List<Long> users = jobs.usersOf(going.uri()).boxed().toList();
        if (!users.isEmpty() || !buckets.of(going.uri()).equals(Optional.of(going))) {
            buckets.endRemoval(going.uri());
            answer.accept(new ControlPlane.DeleteAnswer.InUse(users));
            return;
        }
        Optional<Reason> trouble = actions.remove(going);
        if (trouble.isPresent()) {
            buckets.endRemoval(going.uri());
            answer.accept(
                    new ControlPlane.DeleteAnswer.Refused(
                            trouble.get().sentence() + " It is tried again until it is gone."));
            return;
        }
        put(
                going.with(new BucketState.Gone(now())),
                stored -> {
                    buckets.endRemoval(going.uri());
                    answer.accept(new ControlPlane.DeleteAnswer.Deleted());
                });
    }

    private void put(BucketRecord record, Consumer<Boolean> then) {
        parts.commits()
                .write(
                        new StoreWrite.PutBucket(record),
                        result -> {
                            boolean stored = result instanceof GroupCommit.Result.Done;
                            if (stored) {
                                buckets.put(record);
                            }
                            then.accept(stored);
                        });
    }

    /** Goes on with removals that an earlier try, or an earlier process, did not finish. */
    void tick() {
        for (BucketRecord record : buckets.all()) {
            if (record.state() instanceof BucketState.Removing) {
                parts.executor().execute(() -> remove(record, answer -> {}));
            }
        }
    }

    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
