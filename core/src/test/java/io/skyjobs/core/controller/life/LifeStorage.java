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

    private final SplittableRandom random;
    private final FakeObjectStore store;
    private final Set<String> touchedByDeposed = new HashSet<>();

    LifeStorage(long seed, ManualClock clock) {
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

    private static JobSpec mounting(JobSpec spec, String bucket, boolean persistent) {
        FileMount.Storage storage =
                new FileMount.Storage(
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
                            fail(stormy, call);
                            if (deposed.getAsBoolean()) {
                                touchedByDeposed.add(uri.bucket());
                            }
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
        return new StoreBook(List.<ObjectStore>of(seen), uploads);
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
            Optional<JobSpec> spec = jobs.spec(id);
            spec.flatMap(JobSpec::staging).ifPresent(this::isRemoved);
        }
        Set<String> known = new HashSet<>();
        jobs.buckets(false).forEach(it -> known.add(it.uri().bucket()));
        for (String bucket : List.of(SHARED, PLANTED)) {
            require(store.keys(bucket).isPresent(), bucket + " is not ours and was removed");
        }
        require(
                store.keys("shared-by-two").isEmpty() || touchedByDeposed.contains("shared-by-two"),
                "a bucket that goes with its jobs was left");
        require(
                store.keys("kept-by-all").isEmpty() || known.contains("kept-by-all"),
                "a bucket that was made is not in the book");
    }

    private void isRemoved(Staging staging) {
        String bucket = staging.directory().bucket();
        List<String> left = store.keys(bucket).orElse(List.of());
        String prefix = staging.directory().key() + "/";
        boolean gone =
                staging.ownBucket()
                        ? store.keys(bucket).isEmpty()
                        : left.stream().noneMatch(key -> key.startsWith(prefix));
        require(
                gone || touchedByDeposed.contains(bucket),
                "files of an ended job were left at " + staging.directory());
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new BrokenPromise(2, sentence);
        }
    }
}
