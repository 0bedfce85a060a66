package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.controller.StoragePlan.Kind;
import io.skyjobs.core.controller.StoragePlan.Upload;
import io.skyjobs.core.controller.StoragePlan.Want;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What is done to object stores for one job: each call blocks, does one step as far as it can, and
 * answers with what came of it; the same step again does what is left. Never decides, never touches
 * a state. Safe for use from many threads.
 */
final class StorageActions {
    private final Parts parts;
    private final TreeUploads uploads;
    private final BucketBook book;

    StorageActions(Parts parts, BucketBook book) {
        this.parts = parts;
        this.uploads = parts.stores().uploads();
        this.book = book;
    }

    /** A bucket cannot be used, or something else needs a person. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Reason reason;

        Refusal(String sentence, String evidence) {
            super(sentence);
            this.reason = new Reason(ReasonCode.STORAGE_REFUSED, sentence, evidence);
        }
    }

    /** Looks at all buckets of a job, and says which are to be made. */
    Input.BucketsSeen look(JobSpec spec) {
        List<StoreUri> missing = new ArrayList<>();
        try {
            for (Want want : StoragePlan.of(spec).wants()) {
                ObjectStore store = store(want.bucket());
                if (want.kind() == Kind.OWN || isMissing(want, store)) {
                    missing.add(want.bucket());
                }
            }
            return new Input.BucketsSeen(missing, Optional.empty());
        } catch (Refusal refusal) {
            return new Input.BucketsSeen(List.of(), Optional.of(refusal.reason));
        } catch (ObjectStoreException trouble) {
            return new Input.BucketsSeen(List.of(), Optional.of(reason(trouble)));
        }
    }

    private ObjectStore store(StoreUri uri) throws Refusal {
        Optional<ObjectStore> store = parts.stores().of(uri);
        if (store.isEmpty()) {
            throw new Refusal(
                    "This version has no access to the store of "
                            + uri
                            + "; 'sky check' lists the stores that it can use.",
                    "no store '" + uri.store() + "'");
        }
        return store.get();
    }

    /**
     * The way to a store in which something is to change. Only while the jobs are ours: who took
     * them over may have removed what would be made here, and made what would be removed.
     */
    private ObjectStore changing(StoreUri uri) throws Refusal, ObjectStoreException {
        if (!parts.commits().stillHolds()) {
            throw new ObjectStoreException(
                    ObjectStoreException.Kind.INFRASTRUCTURE,
                    "NOT_OURS",
                    "This server may not act for these jobs now.");
        }
        return store(uri);
    }

    /** Whether a named bucket is to be made. */
    private boolean isMissing(Want want, ObjectStore store) throws Refusal, ObjectStoreException {
        String name = want.bucket().bucket();
        Optional<String> wrong =
                want.kind() == Kind.NAMED ? store.nameProblem(name) : Optional.empty();
        if (wrong.isPresent()) {
            throw new Refusal(wrong.get(), want.bucket().toString());
        }
        if (book.isGoing(want.bucket())) {
            throw new ObjectStoreException(
                    ObjectStoreException.Kind.INFRASTRUCTURE,
                    "REMOVING",
                    busy(want.bucket()).sentence());
        }
        return switch (store.presence(want.bucket())) {
            case DENIED -> throw denied(want.bucket());
            case ABSENT -> {
                if (want.kind() == Kind.EXTERNAL) {
                    throw new Refusal(
                            "The bucket "
                                    + want.bucket()
                                    + " does not exist. Create it, or give a storage with `name`"
                                    + " and without `source`, which is created when missing.",
                            "no such bucket");
                }
                yield true;
            }
            case USABLE -> {
                if (want.kind() == Kind.NAMED && book.of(want.bucket()).isEmpty()) {
                    throw foreign(want.bucket());
                }
                yield false;
            }
        };
    }

    private static Refusal denied(StoreUri bucket) {
        return new Refusal(
                "Failed to access existing bucket '"
                        + bucket.bucket()
                        + "'. This is likely because it is a private bucket you do not have access"
                        + " to. To fix: if you are trying to create a new bucket, use a different"
                        + " name; if you want to use an existing one, check the credentials of this"
                        + " account with 'sky check'.",
                bucket.toString());
    }

    private static Refusal foreign(StoreUri bucket) {
        return new Refusal(
                "Attempted to mount a non-sky managed bucket '"
                        + bucket.bucket()
                        + "' without specifying the storage source. Bucket '"
                        + bucket.bucket()
                        + "' already exists. To use it, give its address as `source: "
                        + bucket
                        + "`; to have one made, choose a `name` that nobody has.",
                bucket.toString());
    }

    /**
     * Makes what is to be made, and brings the files where they are to be.
     *
     * @param planned the buckets that this job makes
     * @param moved told of the bytes that are done
     */
    Input.StoragePrepared make(JobSpec spec, List<StoreUri> planned, ObjectStore.Moved moved) {
        Instant begun = parts.clock().instant();
        StoragePlan plan = StoragePlan.of(spec);
        TreeUploads.Sent sent = TreeUploads.Sent.NOTHING;
        String note = "";
        boolean staged = plan.staging().isPresent();
        try {
            for (Want want : plan.wants()) {
                if (planned.contains(want.bucket())) {
                    try {
                        create(want);
                    } catch (ObjectStoreException refused) {
                        if (want.kind() != Kind.OWN || !refused.needsUser()) {
                            throw refused;
                        }
                        // Its files can also go from the server to the nodes.
                        staged = false;
                        note =
                                "They go from the server to the nodes, because the bucket for them"
                                        + " could not be made: "
                                        + refused.sentence();
                    }
                }
            }
            for (Upload upload : plan.uploads()) {
                if (staged || !upload.staged()) {
                    sent =
                            sent.and(
                                    uploads.upload(
                                            order(spec, upload),
                                            changing(upload.target()),
                                            upload.target(),
                                            moved));
                }
            }
        } catch (Refusal refusal) {
            return failed(refusal.reason, begun);
        } catch (ObjectStoreException trouble) {
            return failed(reason(trouble), begun);
        } catch (TaskFiles.MissingFiles missing) {
            return failed(
                    new Reason(
                            missing.forGood() ? ReasonCode.STORAGE_REFUSED : ReasonCode.STORAGE,
                            missing.sentence(),
                            ""),
                    begun);
        }
        return new Input.StoragePrepared(staged, sent, took(begun), note, Optional.empty());
    }

    private void create(Want want) throws Refusal, ObjectStoreException {
        ObjectStore store = changing(want.bucket());
        store.create(want.bucket(), want.region());
        if (want.kind() == Kind.OWN) {
            store.put(
                    BucketCheck.mark(want.bucket()),
                    parts.store().installation().getBytes(StandardCharsets.UTF_8),
                    PutCondition.ALWAYS);
        }
    }

    private static TreeUploads.Order order(JobSpec spec, Upload upload) {
        return new TreeUploads.Order(spec, upload.source(), upload.staged());
    }

    private Duration took(Instant begun) {
        return Duration.between(begun, parts.clock().instant());
    }

    private Input.StoragePrepared failed(Reason reason, Instant begun) {
        return new Input.StoragePrepared(
                false, TreeUploads.Sent.NOTHING, took(begun), "", Optional.of(reason));
    }

    /**
     * Removes what goes with a job: buckets that nobody wants to keep go with the last job that
     * uses them, whichever made them. A bucket whose record says that it stays is never removed.
     *
     * @param usedByOthers whether another live job still needs a bucket
     */
    Input.StorageCleared clear(long job, JobSpec spec, Predicate<StoreUri> usedByOthers) {
        StoragePlan plan = StoragePlan.of(spec);
        List<StoreUri> gone = new ArrayList<>();
        Optional<Reason> trouble = Optional.empty();
        for (Want want : plan.wants()) {
            Optional<Reason> obstacle = clear(job, want.bucket(), usedByOthers, gone);
            trouble = trouble.or(() -> obstacle);
        }
        if (plan.staging().filter(it -> !it.ownBucket()).isPresent()) {
            StoreUri directory = plan.staging().get().directory().resolve("");
            Optional<Reason> obstacle = attempt(directory, store -> store.deleteAll(directory));
            trouble = trouble.or(() -> obstacle);
        }
        return new Input.StorageCleared(gone, trouble);
    }

    private Optional<Reason> clear(
            long job, StoreUri bucket, Predicate<StoreUri> usedByOthers, List<StoreUri> gone) {
        Optional<BucketRecord> record = book.of(bucket);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        boolean persistent = record.get().persistent();
        boolean neverMade =
                record.get().job() == job && record.get().state() instanceof BucketState.Intended;
        if (persistent && !neverMade) {
            return Optional.empty();
        }
        if (!book.beginRemoval(bucket, job)) {
            return Optional.of(busy(bucket));
        }
        // Others that come from now on wait; those before are found here, and may be making it.
        if (usedByOthers.test(bucket)) {
            book.endRemoval(bucket);
            return Optional.empty();
        }
        return persistent ? forget(bucket, gone) : remove(bucket, gone);
    }

    /** The mark of the removal stays until it is in the book that the bucket is gone. */
    private Optional<Reason> remove(StoreUri bucket, List<StoreUri> gone) {
        Optional<Reason> obstacle = attempt(bucket, store -> store.remove(bucket));
        if (obstacle.isEmpty()) {
            gone.add(bucket);
        } else {
            book.endRemoval(bucket);
        }
        return obstacle;
    }

    /** A bucket that was never made is not ours: somebody else may make it later. */
    private Optional<Reason> forget(StoreUri bucket, List<StoreUri> gone) {
        Optional<Reason> obstacle =
                attempt(
                        bucket,
                        store -> {
                            if (store.presence(bucket) == ObjectStore.Presence.ABSENT) {
                                gone.add(bucket);
                            }
                        });
        if (!gone.contains(bucket)) {
            book.endRemoval(bucket);
        }
        return obstacle;
    }

    private static Reason busy(StoreUri bucket) {
        return new Reason(
                ReasonCode.STORAGE,
                "The bucket " + bucket + " is just being removed.",
                "removal under way");
    }

    /** Something to do to a store. */
    private interface Step {
        void at(ObjectStore store) throws ObjectStoreException;
    }

    private Optional<Reason> attempt(StoreUri uri, Step step) {
        try {
            step.at(changing(uri));
            return Optional.empty();
        } catch (Refusal refusal) {
            return Optional.of(refusal.reason);
        } catch (ObjectStoreException trouble) {
            return trouble.kind() == ObjectStoreException.Kind.NO_BUCKET
                    ? Optional.empty()
                    : Optional.of(reason(trouble));
        }
    }

    /** Removes a bucket, or all that is at a place; what stands in the way, if anything does. */
    Optional<Reason> remove(BucketRecord record) {
        StoreUri uri = record.uri();
        return attempt(
                uri,
                store -> {
                    if (record.isPlace()) {
                        store.deleteAll(uri.resolve(""));
                    } else {
                        store.remove(uri);
                    }
                });
    }

    private static Reason reason(ObjectStoreException trouble) {
        return new Reason(
                trouble.needsUser() ? ReasonCode.STORAGE_REFUSED : ReasonCode.STORAGE,
                trouble.sentence(),
                trouble.code());
    }

    /** Runs a step on a thread of its own, which can be interrupted. */
    Runnable begin(Runnable step) {
        return Interruptible.begin(parts.executor(), step);
    }

    /** Answers also when a step broke. */
    static void guarded(Consumer<Input> answer, long job, Supplier<Input> step) {
        Input input;
        try {
            input = step.get();
        } catch (RuntimeException | LinkageError bug) {
            input =
                    new Input.StorageBroke(
                            "preparing or removing storage of job " + job + " broke: " + bug);
        }
        answer.accept(input);
    }
}
