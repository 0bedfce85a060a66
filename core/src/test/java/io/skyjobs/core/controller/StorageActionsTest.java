package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.controller.Input.StorageCleared;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.MemoryJobStore;
import io.skyjobs.core.persistence.SampleJobs;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.Staging;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.core.spec.TaskSpec.FileMount.Mode;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.testkit.FakeObjectStore;
import io.skyjobs.testkit.ManualClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What is looked for before a job may start, and what goes with it. */
class StorageActionsTest {
    private static final long JOB = 7;

    private static final LogArchive NO_LOGS =
            new LogArchive() {
                @Override
                public long size(LogName name) {
                    return 0;
                }

                @Override
                public byte[] read(LogName name, long from, int limit) {
                    return new byte[0];
                }

                @Override
                public boolean append(LogName name, long at, byte[] bytes) {
                    return false;
                }

                @Override
                public OptionalLong processId(LogName name) {
                    return OptionalLong.empty();
                }

                @Override
                public void noteProcessId(LogName name, long pid) {}
            };

    private static final Placement NO_PLACE =
            new Placement() {
                @Override
                public Ranking rank(TaskSpec task, Past past, Instant now) {
                    throw new IllegalStateException("not asked for");
                }

                @Override
                public void lost(Offer offer, Instant at) {}
            };

    private final ManualClock clock = new ManualClock(SampleJobs.START);
    private final FakeObjectStore s3 = new FakeObjectStore("s3", clock);
    private final MemoryJobStore jobs = new MemoryJobStore(new MemoryJobStore.Disk("test01"));
    private final BucketBook book = new BucketBook();
    private final StoreUri bucket = StoreUri.ofBucket("s3", "", "ckpt");

    private StorageActions actions(FakeObjectStore store) {
        var lease = jobs.acquire("test", Duration.ofMinutes(1), clock.instant()).orElseThrow();
        return new StorageActions(
                new Parts(
                        jobs,
                        new GroupCommit(jobs, lease, Runnable::run, 1),
                        List.of(),
                        NO_PLACE,
                        (part, rank, secrets) -> Map.of(),
                        (job, task) -> {
                            throw new TaskFiles.MissingFiles("not asked for");
                        },
                        new StoreBook(List.of(store), TreeUploads.NONE),
                        NO_LOGS,
                        Runnable::run,
                        (delay, task) -> {},
                        clock,
                        new SplittableRandom(1),
                        ControllerSettings.standard(2)),
                book);
    }

    private static FileMount storage(StoreUri at, Mode mode, boolean external, boolean persistent) {
        return new FileMount.Storage(
                        "~/b",
                        Optional.of(at.bucket()),
                        external ? List.of(at.toString()) : List.of(),
                        Optional.of("s3"),
                        mode,
                        persistent,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty())
                .at(at);
    }

    /** A pipeline in which the task of an index has these mounts. */
    private static JobSpec job(int tasks, int index, FileMount... mounts) {
        var plain = SampleJobs.spec("job", tasks);
        var all = new ArrayList<>(plain.tasks());
        all.set(index, SampleJobs.with(all.get(index), List.of(mounts)));
        return new JobSpec("job", all, plain.needs(), 0, Optional.empty());
    }

    private static JobSpec job(FileMount... mounts) {
        return job(1, 0, mounts);
    }

    private JobSpec named(boolean persistent) {
        return job(storage(bucket, Mode.MOUNT, false, persistent));
    }

    private void recorded(long job, boolean persistent, BucketState state) {
        book.put(new BucketRecord(bucket, job, persistent, SampleJobs.START, state));
    }

    private StorageCleared clear(JobSpec spec, boolean usedByOthers) {
        return actions(s3).clear(JOB, spec, uri -> usedByOthers);
    }

    private void put(StoreUri object) throws ObjectStoreException {
        s3.put(object, new byte[] {1}, PutCondition.ALWAYS);
    }

    private static ObjectStoreException trouble(Kind kind) {
        return new ObjectStoreException(kind, "TEST", "The store has trouble.");
    }

    @Test
    void aBucketThatNobodyKeepsGoesWithAllThatIsInIt() throws Exception {
        s3.plant("ckpt");
        put(bucket.resolve("epoch/1"));
        recorded(3, false, new BucketState.Made());

        var cleared = clear(named(false), false);

        assertThat(cleared).isEqualTo(new StorageCleared(List.of(bucket), Optional.empty()));
        assertThat(s3.keys("ckpt")).isEmpty();
        // Until it is in the book that it is gone, nobody else may begin to use it.
        assertThat(book.isGoing(bucket)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void aBucketThatIsKeptOrUsedByAnotherJobStays(boolean persistent, boolean used) {
        s3.plant("ckpt");
        recorded(JOB, persistent, new BucketState.Made());

        // What the job says does not count: another may have asked since that it be kept.
        var cleared = clear(named(false), used);

        assertThat(cleared).isEqualTo(new StorageCleared(List.of(), Optional.empty()));
        assertThat(s3.keys("ckpt")).isPresent();
        assertThat(book.isGoing(bucket)).isFalse();
    }

    @Test
    void aBucketOfWhichWeKnowNothingIsNotOurs() {
        s3.plant("ckpt");

        assertThat(clear(named(false), false))
                .isEqualTo(new StorageCleared(List.of(), Optional.empty()));
        assertThat(s3.keys("ckpt")).isPresent();
    }

    /** A job that ended before it made its bucket forgets it, unless it is there after all. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBucketThatWasToBeKeptButNeverMadeIsForgotten(boolean isThere) {
        if (isThere) {
            s3.plant("ckpt");
        }
        recorded(JOB, true, new BucketState.Intended());

        var cleared = clear(named(true), false);

        assertThat(cleared.gone()).isEqualTo(isThere ? List.of() : List.of(bucket));
        assertThat(cleared.trouble()).isEmpty();
        assertThat(s3.keys("ckpt").isPresent()).isEqualTo(isThere);
    }

    @Test
    void aBucketThatIsBeingRemovedIsWaitedFor() {
        s3.plant("ckpt");
        recorded(JOB, false, new BucketState.Made());
        book.beginRemoval(bucket, BucketBook.NOBODY);

        var cleared = clear(named(false), false);

        assertThat(cleared.gone()).isEmpty();
        assertThat(cleared.trouble().map(Reason::sentence))
                .contains("The bucket s3://ckpt is just being removed.");
        assertThat(s3.keys("ckpt")).isPresent();
    }

    @Test
    void aStoreThatFailsIsAskedAgainAndHoldsNobodyUp() {
        s3.plant("ckpt");
        recorded(JOB, false, new BucketState.Made());
        var away =
                s3.seenBy(
                        (call, uri) -> {
                            throw trouble(Kind.INFRASTRUCTURE);
                        },
                        (call, uri) -> {});

        var cleared = actions(away).clear(JOB, named(false), uri -> false);

        assertThat(cleared.gone()).isEmpty();
        assertThat(cleared.trouble())
                .contains(new Reason(ReasonCode.STORAGE, "The store has trouble.", "TEST"));
        assertThat(book.isGoing(bucket)).isFalse();
        assertThat(clear(named(false), false).gone()).containsExactly(bucket);
    }

    /** Others have their places beside it. */
    @Test
    void ofASharedBucketOnlyTheJobsOwnPlaceGoes() throws Exception {
        s3.plant("ckpt");
        put(bucket.resolve("job-1/workdir/a"));
        put(bucket.resolve("job-10/workdir/a"));
        var plain = SampleJobs.spec("job", 1);
        var spec =
                new JobSpec(
                        "job",
                        plain.tasks(),
                        plain.needs(),
                        0,
                        Optional.empty(),
                        new TreeMap<>(),
                        Optional.of(new Staging(bucket.resolve("job-1"), false, new TreeMap<>())));

        var cleared = clear(spec, false);

        assertThat(cleared).isEqualTo(new StorageCleared(List.of(), Optional.empty()));
        assertThat(s3.keys("ckpt").orElseThrow()).containsExactly("job-10/workdir/a");
    }
}
