package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.StoreBook;
import io.skyjobs.core.controller.TreeUploads;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.Staging;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.testkit.FakeObjectStore;
import io.skyjobs.testkit.ManualClock;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The object store of one life: what jobs want of it, what goes wrong with it, and what must hold
 * of it. Its own random numbers leave the rest of the life as it would be without it.
 */
final class LifeStorage {
    private static final String SHARED = "jobs-bucket";
    private static final String FOREIGN = "somebody-elses";
    private static final String PLANTED = "users-own";

    private static final Set<String> CHANGES =
            Set.of("create", "remove", "put", "copy", "delete", "deleteAll");

    private final SplittableRandom random;
    private final FakeObjectStore store;
    private final BiConsumer<Duration, Runnable> later;
    private int underWay;

    /**
     * @param later does something after a time, whatever becomes of the controller
     */
    LifeStorage(long seed, ManualClock clock, BiConsumer<Duration, Runnable> later) {
        this.later = later;
        this.random = new SplittableRandom(seed ^ 0x5DEECE66DL);
        this.store = new FakeObjectStore("s3", clock);
        store.plant(SHARED);
        store.plant(PLANTED);
        store.foreign(FOREIGN);
    }

    /** How long a cancelled run is waited for; mostly it is not. */
    Duration grace() {
        return random.nextInt(3) == 0 ? Duration.ofSeconds(random.nextInt(1, 300)) : Duration.ZERO;
    }

    /** The job with what it wants of object stores; most want nothing. */
    JobSpec with(JobSpec spec) {
        int drawn = random.nextInt(8);
        return switch (drawn) {
            case 0 -> staged(spec, false);
            case 1 -> staged(spec, true);
            case 2 -> mounting(spec, "own-" + spec.name(), false);
            case 3 -> mounting(spec, "shared-by-two", false);
            case 4 -> mounting(spec, "kept-by-all", true);
            case 5 ->
                    random.nextInt(4) == 0
                            ? mounting(spec, random.nextBoolean() ? FOREIGN : PLANTED, true)
                            : spec;
            default -> spec;
        };
    }

    private static JobSpec staged(JobSpec spec, boolean own) {
        StoreUri bucket =
                StoreUri.ofBucket("s3", "", own ? "skypilot-filemounts-u-" + spec.name() : SHARED);
        return spec.with(
                new Staging(
                        bucket.resolve("job-" + spec.name()),
                        own,
                        new TreeMap<>(Map.of("/src", "workdir"))));
    }

    /** A bucket of S3 for checkpoints. */
    static FileMount.Storage checkpoints(String bucket, boolean persistent) {
        return new FileMount.Storage(
                "/checkpoint",
                Optional.of(bucket),
                List.of(),
                Optional.of("s3"),
                FileMount.Mode.MOUNT,
                persistent,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.of(StoreUri.ofBucket("s3", "", bucket)));
    }

    private static JobSpec mounting(JobSpec spec, String bucket, boolean persistent) {
        FileMount.Storage storage = checkpoints(bucket, persistent);
        List<TaskSpec> tasks =
                spec.tasks().stream()
                        .map(
                                task ->
                                        task.withFileMounts(
                                                Stream.concat(
                                                                task.fileMounts().stream(),
                                                                Stream.of(storage))
                                                        .toList()))
                        .toList();
        return spec.withTasks(tasks);
    }

    /**
     * The store as a controller sees it, which may be killed at each call.
     *
     * @param mayKill kills it, perhaps
     * @param stormy whether things go wrong now
     * @param deposed whether who acts now has lost the jobs to another
     */
    StoreBook book(Runnable mayKill, BooleanSupplier stormy, BooleanSupplier deposed) {
        FakeObjectStore seen =
                store.seenBy(
                        (call, uri) -> {
                            mayKill.run();
                            require(
                                    !CHANGES.contains(call) || !deposed.getAsBoolean(),
                                    "who lost the jobs changed " + uri + " (" + call + ")");
                            delay(stormy, call, uri);
                            fail(stormy, call);
                        },
                        (call, uri) -> {
                            mayKill.run();
                            fail(stormy, call);
                        });
        TreeUploads uploads =
                (order, target, at, moved) -> {
                    for (int file = 0; file < 2; file++) {
                        target.put(
                                at.resolve("f" + file),
                                order.source().getBytes(StandardCharsets.UTF_8),
                                PutCondition.ALWAYS);
                    }
                    return new TreeUploads.Sent(2, 8);
                };
        return new StoreBook(
                List.<ObjectStore>of(seen),
                uploads,
                Optional.of(StoreUri.ofBucket("s3", "", SHARED)));
    }

    /**
     * A request that is not answered and reaches the store after all, when the jobs may have gone
     * to another controller, or be over.
     */
    private void delay(BooleanSupplier stormy, String call, StoreUri uri)
            throws ObjectStoreException {
        boolean ofOneJob =
                uri.bucket().startsWith("skypilot-filemounts-") || uri.key().startsWith("job-");
        if (ofOneJob
                && Set.of("create", "put").contains(call)
                && stormy.getAsBoolean()
                && random.nextInt(6) == 0) {
            underWay++;
            later.accept(Duration.ofSeconds(random.nextInt(1, 900)), () -> arrive(uri));
            throw new ObjectStoreException(
                    ObjectStoreException.Kind.INFRASTRUCTURE, "SLOW", "No answer to " + call + ".");
        }
    }

    private void arrive(StoreUri uri) {
        underWay--;
        try {
            if (uri.key().isEmpty()) {
                store.create(uri, Optional.empty());
            } else if (store.keys(uri.bucket()).isPresent()) {
                store.put(uri, new byte[1], PutCondition.ALWAYS);
            }
        } catch (ObjectStoreException never) {
            throw new IllegalStateException(never);
        }
    }

    private void fail(BooleanSupplier stormy, String call) throws ObjectStoreException {
        if (stormy.getAsBoolean() && random.nextInt(6) == 0) {
            throw new ObjectStoreException(
                    ObjectStoreException.Kind.INFRASTRUCTURE, "DOWN", "No answer to " + call + ".");
        }
    }

    /** Looks at a write that has just become durable. */
    static void written(ManagedJob old, StoreWrite.Advance write) {
        for (StoreWrite.TaskEvent event : write.events()) {
            boolean launches =
                    event.event() instanceof JobEvent.OfferChosen
                            || event.event() instanceof JobEvent.NothingToRun;
            if (launches && !old.storage().isReady()) {
                throw new BrokenPromise(
                        4, "job " + old.id() + " was launched before its files were ready");
            }
        }
    }

    /** What must hold when all is quiet: nothing is left that should not be, all else is. */
    void check(JobStore jobs, Iterable<Long> ids) {
        for (long id : ids) {
            jobs.spec(id).ifPresent(spec -> isRefusedWhatIsNotItsOwn(jobs, id, spec));
            jobs.spec(id)
                    .flatMap(JobSpec::staging)
                    .ifPresent(
                            it ->
                                    require(
                                            isRemoved(it),
                                            "files of an ended job were left at "
                                                    + it.directory()));
        }
        Set<String> known = new HashSet<>();
        jobs.buckets(false).forEach(it -> known.add(it.uri().bucket()));
        for (String bucket : List.of(SHARED, PLANTED)) {
            require(store.keys(bucket).isPresent(), bucket + " is not ours and was removed");
        }
        require(store.keys("shared-by-two").isEmpty(), "a bucket that goes with its jobs was left");
        require(
                store.keys("kept-by-all").isEmpty() || known.contains("kept-by-all"),
                "a bucket that was made is not in the book");
    }

    /** Who wants a bucket made that somebody else has never gets as far as a machine. */
    private static void isRefusedWhatIsNotItsOwn(JobStore jobs, long id, JobSpec spec) {
        boolean strange =
                spec.tasks().stream()
                        .flatMap(task -> task.storages().stream())
                        .flatMap(storage -> storage.address().stream())
                        .anyMatch(it -> Set.of(FOREIGN, PLANTED).contains(it.bucket()));
        for (int task = 0; strange && task < spec.tasks().size(); task++) {
            require(
                    jobs.attempts(id, task).isEmpty(),
                    "job " + id + " was given a bucket that is not ours");
        }
    }

    /** Whether nothing is left of the files of these jobs, whoever put it there. */
    boolean isClear(JobStore jobs, Iterable<Long> ids) {
        if (underWay > 0) {
            return false;
        }
        for (long id : ids) {
            if (!jobs.spec(id).flatMap(JobSpec::staging).map(this::isRemoved).orElse(true)) {
                return false;
            }
        }
        return true;
    }

    private boolean isRemoved(Staging staging) {
        Optional<List<String>> keys = store.keys(staging.directory().bucket());
        String prefix = staging.directory().key() + "/";
        return staging.ownBucket()
                ? keys.isEmpty()
                : keys.orElse(List.of()).stream().noneMatch(key -> key.startsWith(prefix));
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new BrokenPromise(2, sentence);
        }
    }
}
