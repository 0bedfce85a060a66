package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.store.StoreUri;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What the mailboxes of all jobs share of object stores: the steps, the buckets of ours, and what
 * is being done now. Safe for use from many threads.
 */
final class StorageDesk implements Buckets {
    /** Calls to stores for each time that a sweep is left out. */
    private static final int LOOKS_PER_ROUND = 20;

    private final StorageActions actions;
    private final BucketBook buckets = new BucketBook();
    private final Parts parts;
    private final LiveJobs jobs;
    private final Map<Long, String> notes = new ConcurrentHashMap<>();
    private final Map<StoreUri, String> troubles = new ConcurrentHashMap<>();
    private final BucketCheck check;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicInteger pause = new AtomicInteger();

    StorageDesk(Parts parts, LiveJobs jobs) {
        this.actions = new StorageActions(parts, buckets);
        this.parts = parts;
        this.jobs = jobs;
        this.check = new BucketCheck(parts.stores(), parts.store().installation(), this);
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

    @Override
    public List<ControlPlane.Storage> known() {
        return buckets.all().stream()
                .map(
                        record ->
                                new ControlPlane.Storage(
                                        record, jobs.usersOf(record.uri()).boxed().toList()))
                .toList();
    }

    @Override
    public Set<String> stores() {
        return parts.store().objectStores();
    }

    @Override
    public Optional<BucketRecord> ever(StoreUri uri) {
        return buckets.at(uri).or(() -> parts.store().bucket(uri));
    }

    @Override
    public Optional<Maker> maker(BucketRecord record) {
        JobProcess process = jobs.get(record.job());
        Optional<ManagedJob> job =
                process == null
                        ? parts.store().job(record.job()).map(StoredJob::job)
                        : Optional.of(process.job());
        return job.map(
                it ->
                        new Maker(
                                !it.ended(),
                                it.storage(),
                                ended(it),
                                record.isPlace() || isDrawn(record)));
    }

    private boolean isDrawn(BucketRecord record) {
        return parts.store()
                .spec(record.job())
                .flatMap(JobSpec::staging)
                .filter(it -> it.ownBucket() && it.directory().bucketUri().equals(record.uri()))
                .isPresent();
    }

    private static Optional<Instant> ended(ManagedJob job) {
        List<Instant> ends =
                job.tasks().stream()
                        .filter(TaskState.Ended.class::isInstance)
                        .map(it -> ((TaskState.Ended) it).outcome().at())
                        .toList();
        return ends.size() == job.tasks().size()
                ? ends.stream().max(Comparator.naturalOrder())
                : Optional.empty();
    }

    @Override
    public Optional<String> trouble(StoreUri uri) {
        return Optional.ofNullable(troubles.get(uri));
    }

    @Override
    public void reclaim(StoreUri uri, Consumer<ControlPlane.DeleteAnswer> answer) {
        Optional<BucketRecord> record = ever(uri);
        Optional<Maker> maker = record.flatMap(this::maker);
        List<Long> users = jobs.usersOf(uri).boxed().toList();
        if (record.isEmpty() || maker.isEmpty()) {
            answer.accept(new ControlPlane.DeleteAnswer.NotFound());
        } else if (!users.isEmpty()) {
            answer.accept(new ControlPlane.DeleteAnswer.InUse(users));
        } else if (maker.get().live()) {
            answer.accept(refused("Job " + record.get().job() + " removes it itself."));
        } else if (record.get().persistent()) {
            answer.accept(refused("It outlives its job. To remove it: sky storage delete"));
        } else if (!record.get().state().mayExist() && !maker.get().drawn()) {
            answer.accept(refused("Ours is gone; somebody else may have made this one."));
        } else {
            begin(record.get(), answer);
        }
    }

    private static ControlPlane.DeleteAnswer refused(String sentence) {
        return new ControlPlane.DeleteAnswer.Refused(sentence);
    }

    @Override
    public void delete(StoreUri bucket, Consumer<ControlPlane.DeleteAnswer> answer) {
        Optional<BucketRecord> record = buckets.of(bucket);
        List<Long> users = jobs.usersOf(bucket).boxed().toList();
        if (record.isEmpty()) {
            answer.accept(new ControlPlane.DeleteAnswer.NotFound());
        } else if (!users.isEmpty()) {
            answer.accept(new ControlPlane.DeleteAnswer.InUse(users));
        } else {
            begin(record.get(), answer);
        }
    }

    /** The intent first, then for good. */
    private void begin(BucketRecord record, Consumer<ControlPlane.DeleteAnswer> answer) {
        BucketRecord going = record.with(new BucketState.Removing(now()));
        put(
                going,
                stored -> {
                    if (stored) {
                        parts.executor().execute(() -> remove(going, answer));
                    } else {
                        answer.accept(refused("It could not be stored that it is to go."));
                    }
                });
    }

    private void remove(BucketRecord going, Consumer<ControlPlane.DeleteAnswer> answer) {
        if (!buckets.beginRemoval(going.uri(), BucketBook.NOBODY)) {
            answer.accept(refused("It is being removed already."));
            return;
        }
        // Who comes from now on waits; who came before, or has it anew by now, is found here.
        List<Long> users = jobs.usersOf(going.uri()).boxed().toList();
        if (!users.isEmpty() || !buckets.at(going.uri()).equals(Optional.of(going))) {
            buckets.endRemoval(going.uri());
            answer.accept(new ControlPlane.DeleteAnswer.InUse(users));
            return;
        }
        Optional<Reason> trouble = actions.remove(going);
        if (trouble.isPresent()) {
            buckets.endRemoval(going.uri());
            troubles.put(going.uri(), trouble.get().sentence());
            answer.accept(
                    refused(trouble.get().sentence() + " It is tried again until it is gone."));
            return;
        }
        troubles.remove(going.uri());
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

    /**
     * Goes on with removals that an earlier try, or an earlier process, did not finish, and removes
     * what appeared again: a controller that was held back in the midst of a call may have made it
     * after its successor removed it.
     */
    void tick() {
        for (BucketRecord record : buckets.all()) {
            if (record.state() instanceof BucketState.Removing) {
                parts.executor().execute(() -> remove(record, answer -> {}));
            }
        }
        if (pause.getAndUpdate(it -> Math.max(0, it - 1)) == 0
                && sweeping.compareAndSet(false, true)) {
            parts.executor().execute(this::sweep);
        }
    }

    private void sweep() {
        try {
            int found = 0;
            for (String store : check.stores()) {
                BucketCheck.Account account = check.account(store);
                found += account.looks();
                account.leaks().stream()
                        .filter(BucketCheck.Found::removable)
                        .forEach(it -> reclaim(it.uri(), answer -> {}));
            }
            // The more there is to look at, the less often it is looked at.
            pause.set(found / LOOKS_PER_ROUND);
        } finally {
            sweeping.set(false);
        }
    }

    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
