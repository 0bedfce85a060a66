package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.recovery.LossHistory.Loss;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** What every store must find; completes {@link JobStoreContract}. */
public abstract class JobQueryContract extends JobStoreContract {
    private static final int MANY = 10_000;

    /** A query with the parts that tests vary. */
    private record Wanted(
            List<Long> ids,
            Optional<String> name,
            Optional<String> user,
            Optional<String> workspace,
            Set<String> statuses) {
        static final Wanted ALL =
                new Wanted(
                        List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

        JobQuery query() {
            return between(Optional.empty(), Optional.empty());
        }

        JobQuery between(Optional<Instant> after, Optional<Instant> before) {
            return new JobQuery(
                    ids, name, user, workspace, statuses, after, before, Optional.empty(), 100);
        }
    }

    private List<Long> found(JobQuery query) {
        List<Long> ids = store.jobs(query).stream().map(job -> job.job().id()).toList();
        long counted = store.counts(query).values().stream().mapToLong(Long::longValue).sum();
        assertThat(counted).as("what is counted is what is found").isEqualTo(ids.size());
        List<JobStore.StoredJob> ended =
                store.jobs(query).stream().filter(job -> job.job().ended()).toList();
        assertThat(store.ended(query)).isEqualTo(ended);
        assertThat(store.endedCounts(query).values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(ended.size());
        return ids;
    }

    /**
     * Ids 1 to 8; the odd ones have ended, 1 and 5 as FAILED_SETUP, 3 and 7 as FAILED_PRECHECKS.
     */
    private void fill() {
        for (int index = 0; index < 8; index++) {
            StoreWrite.Submit submit =
                    SampleJobs.submit(
                            "key" + index,
                            SampleJobs.header(
                                    index < 4 ? "train" : "tune",
                                    index % 4 < 2 ? "ada" : "bob",
                                    index < 6 ? "default" : "lab",
                                    1),
                            SampleJobs.at(index));
            ManagedJob job = ((WriteResult.Submitted) write(submit)).job();
            if (index % 2 == 0) {
                ReasonCode code = index % 4 == 0 ? ReasonCode.SETUP_EXIT : ReasonCode.CONFIG;
                write(SampleJobs.step(job, 0, SampleJobs.failure(code)));
            }
        }
    }

    /** What is gone is remembered: who finds it there again must know that it was ours. */
    @Test
    void bucketsAreFoundByAddressAndTheirStoresToo() {
        BucketRecord made = EveryKind.buckets().get(1);
        BucketRecord gone = EveryKind.buckets().getLast();
        StoreUri place = StoreUri.ofBucket("s3", "", "shared").resolve("job-1");
        assertThat(store.objectStores()).isEmpty();
        write(new StoreWrite.PutBucket(made));
        write(
                new StoreWrite.PutBucket(
                        new BucketRecord(place, 7, false, SampleJobs.at(1), made.state())));
        write(new StoreWrite.PutBucket(gone));

        assertThat(store.bucket(made.uri())).contains(gone);
        assertThat(store.bucket(place)).map(BucketRecord::isPlace).contains(true);
        assertThat(store.bucket(place.bucketUri())).isEmpty();
        assertThat(store.objectStores()).containsExactlyInAnyOrder("ibm", "s3");
        assertThat(store.buckets(false)).extracting(BucketRecord::uri).containsExactly(place);
    }

    @Test
    void jobsAreFoundByEveryFieldLiveOrEnded() {
        fill();
        Wanted all = Wanted.ALL;
        assertThat(found(all.query())).containsExactly(8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(
                        found(
                                new Wanted(
                                                List.of(5L, 2L, 99L, 5L),
                                                all.name,
                                                all.user,
                                                all.workspace,
                                                all.statuses)
                                        .query()))
                .containsExactly(5L, 2L);
        assertThat(
                        found(
                                new Wanted(
                                                all.ids,
                                                Optional.of("tune"),
                                                Optional.of("bob"),
                                                all.workspace,
                                                all.statuses)
                                        .query()))
                .containsExactly(8L, 7L);
        assertThat(
                        found(
                                new Wanted(
                                                all.ids,
                                                all.name,
                                                all.user,
                                                Optional.of("lab"),
                                                all.statuses)
                                        .query()))
                .containsExactly(8L, 7L);
        assertThat(found(withStatuses("FAILED_SETUP", "PENDING").query()))
                .containsExactly(8L, 6L, 5L, 4L, 2L, 1L);
        assertThat(found(withStatuses("NO_SUCH_STATUS").query())).isEmpty();
        assertThat(found(all.between(Optional.of(SampleJobs.at(2)), Optional.of(SampleJobs.at(5)))))
                .containsExactly(5L, 4L, 3L);
        assertThat(found(all.between(Optional.of(Instant.MAX), Optional.empty()))).isEmpty();
    }

    private static Wanted withStatuses(String... statuses) {
        return new Wanted(
                List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(statuses));
    }

    @Test
    void namesAreFoundByAPart() {
        fill();
        JobQuery all = Wanted.ALL.query();
        assertThat(found(all.matching(Optional.of("UN"), Optional.empty())))
                .containsExactly(8L, 7L, 6L, 5L);
        assertThat(found(all.matching(Optional.of("t"), Optional.empty()))).hasSize(8);
        for (String none : List.of("%", "_", "t%", "!", "trainn")) {
            assertThat(found(all.matching(Optional.of(none), Optional.empty()))).as(none).isEmpty();
        }
    }

    @Test
    void jobsAreListedByNameOrUserEitherWay() {
        fill();
        assertThat(ordered(JobOrder.Key.ID, true)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(ordered(JobOrder.Key.NAME, true))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(ordered(JobOrder.Key.NAME, false))
                .containsExactly(8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(ordered(JobOrder.Key.USER, true))
                .containsExactly(1L, 2L, 5L, 6L, 3L, 4L, 7L, 8L);
    }

    /** All jobs in an order, found page by page, by the cursor of each. */
    private List<Long> ordered(JobOrder.Key key, boolean ascending) {
        JobOrder order = new JobOrder(key, ascending, Optional.empty());
        List<Long> ids = new ArrayList<>();
        Optional<Long> cursor = Optional.empty();
        while (true) {
            JobQuery page =
                    new JobQuery(
                                    List.of(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Set.of(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    cursor,
                                    3)
                            .ordered(cursor.flatMap(store::job).map(order::after).orElse(order));
            List<JobStore.StoredJob> found = store.jobs(page);
            found.forEach(job -> ids.add(job.job().id()));
            if (found.size() < 3) {
                return ids;
            }
            cursor = Optional.of(found.getLast().job().id());
        }
    }

    @Test
    void whatWasDoneOfLateIsThereWithItsAttempts() {
        fill();
        List<JobStore.Work> all = store.work(SampleJobs.at(0), 100);
        assertThat(all)
                .extracting(JobStore.Work::job)
                .containsExactly(8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(all)
                .allSatisfy(
                        work ->
                                assertThat(work.ended().isPresent())
                                        .isEqualTo(work.job() % 2 == 1));
        assertThat(store.work(SampleJobs.at(1_000_000), 100))
                .extracting(JobStore.Work::job)
                .containsExactly(8L, 6L, 4L, 2L);
        assertThat(store.work(SampleJobs.at(0), 1)).hasSizeBetween(1, 2);
    }

    @Test
    void countsLeaveLimitAndCursorAside() {
        fill();
        JobQuery page =
                new JobQuery(
                        List.of(),
                        Optional.empty(),
                        Optional.of("ada"),
                        Optional.empty(),
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(3L),
                        1);
        assertThat(store.jobs(page)).extracting(job -> job.job().id()).containsExactly(2L);
        assertThat(store.counts(page)).isEqualTo(Map.of("PENDING", 2L, "FAILED_SETUP", 2L));
        assertThat(store.counts(JobQuery.newest(1)))
                .isEqualTo(Map.of("PENDING", 4L, "FAILED_SETUP", 2L, "FAILED_PRECHECKS", 2L));
    }

    @Test
    void aCursorLeadsThroughTenThousandJobsOnceEach() {
        int ended = fillMany(new SplittableRandom(7));

        List<Long> seen = new ArrayList<>();
        Optional<Long> below = Optional.empty();
        do {
            List<Long> page = page(below);
            seen.addAll(page);
            below = page.isEmpty() ? Optional.of(0L) : Optional.of(page.getLast());
        } while (below.orElseThrow() > 1);

        assertThat(seen)
                .isEqualTo(
                        LongStream.rangeClosed(1, MANY).map(id -> MANY + 1 - id).boxed().toList());
        assertThat(store.counts(JobQuery.newest(1)))
                .isEqualTo(
                        Map.of("PENDING", (long) (MANY - ended), "FAILED_PRECHECKS", (long) ended));
        assertThat(store.live()).hasSize(MANY - ended);
        assertThat(
                        store.jobs(
                                new JobQuery(
                                        LongStream.rangeClosed(1, 2000).boxed().toList(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Set.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        MANY)))
                .hasSize(2000);
    }

    /** Ten thousand jobs, of which some end in any order; says how many ended. */
    private int fillMany(SplittableRandom random) {
        List<StoreWrite> ends = new ArrayList<>();
        for (int from = 0; from < MANY; from += 500) {
            List<StoreWrite> submits = new ArrayList<>();
            for (int index = from; index < from + 500; index++) {
                submits.add(SampleJobs.submit("key" + index));
            }
            for (WriteResult result : store.write(lease, submits)) {
                if (random.nextInt(3) > 0) {
                    ends.add(
                            SampleJobs.step(
                                    ((WriteResult.Submitted) result).job(),
                                    0,
                                    SampleJobs.failure(ReasonCode.CONFIG)));
                }
            }
        }
        Collections.shuffle(ends, new Random(7));
        for (int from = 0; from < ends.size(); from += 500) {
            store.write(lease, ends.subList(from, Math.min(from + 500, ends.size())));
        }
        return ends.size();
    }

    private List<Long> page(Optional<Long> below) {
        return store
                .jobs(
                        new JobQuery(
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Set.of(),
                                Optional.empty(),
                                Optional.empty(),
                                below,
                                173))
                .stream()
                .map(job -> job.job().id())
                .toList();
    }

    /** Random lives, batches and queries: the store always answers as the plain objects do. */
    @Test
    void aStoreAnswersAsPlainObjectsDo() {
        SplittableRandom random = new SplittableRandom(20_261_125);
        MemoryJobStore model = new MemoryJobStore(new MemoryJobStore.Disk(store.installation()));
        JobStore.Lease modelLease = model.acquire("model", HOUR, SampleJobs.START).orElseThrow();
        RandomLives lives = new RandomLives(random, store.installation());
        for (int round = 0; round < 60; round++) {
            List<StoreWrite> batch = lives.batch(1 + random.nextInt(12));
            List<WriteResult> expected = model.write(modelLease, batch);
            assertThat(store.write(lease, batch)).as("round " + round).isEqualTo(expected);
            lives.learn(batch, expected);
        }
        assertThat(store.live()).isEqualTo(model.live());
        assertThat(store.clusters(true)).isEqualTo(model.clusters(true));
        assertThat(store.clusters(false)).isEqualTo(model.clusters(false));
        Set<Long> ids = new TreeSet<>();
        model.jobs(JobQuery.newest(1000)).forEach(job -> ids.add(job.job().id()));
        for (long id : ids) {
            assertThat(store.job(id)).isEqualTo(model.job(id));
            assertThat(store.journal(id, 0, 1000)).isEqualTo(model.journal(id, 0, 1000));
            assertThat(store.attempts(id, 0)).isEqualTo(model.attempts(id, 0));
            assertThat(store.secrets(id)).isEqualTo(model.secrets(id));
        }
        for (int draw = 0; draw < 300; draw++) {
            JobQuery drawn = lives.query();
            JobQuery query = drawn.ordered(lives.order(drawn.below().flatMap(model::job)));
            assertThat(store.jobs(query)).as(query.toString()).isEqualTo(model.jobs(query));
            assertThat(store.counts(query)).as(query.toString()).isEqualTo(model.counts(query));
        }
    }

    /** P-18: what is known of lost machines outlives the process. */
    @Test
    void lossesAreFoundNewestFirst() {
        lose("a", ReasonCode.PREEMPTED, 100);
        lose("b", ReasonCode.NODE_LOST, 300);
        lose("c", ReasonCode.USER_EXIT, 400);
        lose("d", ReasonCode.PREEMPTED, 200);

        assertThat(store.losses(SampleJobs.START, 10))
                .containsExactly(
                        new Loss(SampleJobs.OFFER, SampleJobs.at(300)),
                        new Loss(SampleJobs.OFFER, SampleJobs.at(200)),
                        new Loss(SampleJobs.OFFER, SampleJobs.at(100)));
        assertThat(store.losses(SampleJobs.at(200), 10))
                .extracting(Loss::at)
                .containsExactly(SampleJobs.at(300), SampleJobs.at(200));
        assertThat(store.losses(SampleJobs.START, 1))
                .extracting(Loss::at)
                .containsExactly(SampleJobs.at(300));
    }

    private void lose(String key, ReasonCode code, long second) {
        ManagedJob job = submit(key);
        List<JobEvent> life =
                new ArrayList<>(
                        SampleJobs.successfulLife(job.id(), 0, store.installation()).subList(0, 4));
        life.add(
                new JobEvent.AttemptFailed(
                        SampleJobs.at(second),
                        1,
                        Reason.of(code),
                        List.of(),
                        SampleJobs.at(second)));
        life.add(new JobEvent.ClusterGone(SampleJobs.at(second + 60), 1, "gone"));
        live(job, life);
    }
}
