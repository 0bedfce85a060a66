package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.cluster.ClusterState;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.JobStore.JournalEntry;
import io.skyjobs.core.persistence.JobStore.Lease;
import io.skyjobs.core.persistence.JobStore.LiveJob;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What every store must do; one subclass for each kind. */
public abstract class JobStoreContract {
    /** Long enough for any test. */
    protected static final Duration HOUR = Duration.ofHours(1);

    private final List<JobStore> opened = new ArrayList<>();

    /** The store under test. */
    protected JobStore store;

    /** The right to write to it. */
    protected Lease lease;

    /** A new handle on the database of this test. */
    protected abstract JobStore openStore();

    /** Whether a second handle sees what the first one wrote. */
    protected boolean canBeOpenedTwice() {
        return true;
    }

    /** A handle that is closed after the test. */
    protected final JobStore open() {
        JobStore handle = openStore();
        opened.add(handle);
        return handle;
    }

    @BeforeEach
    final void openFirst() {
        store = open();
        lease = store.acquire("first", HOUR, SampleJobs.START).orElseThrow();
    }

    @AfterEach
    final void closeAll() {
        opened.forEach(JobStore::close);
    }

    /** Writes one thing. */
    protected final WriteResult write(StoreWrite write) {
        return store.write(lease, List.of(write)).getFirst();
    }

    /** Submits a job of one task. */
    protected final ManagedJob submit(String key) {
        return ((WriteResult.Submitted) write(SampleJobs.submit(key))).job();
    }

    /** Carries out the steps of a life; the job at its end. */
    protected final ManagedJob live(ManagedJob job, List<JobEvent> events) {
        ManagedJob current = job;
        for (JobEvent event : events) {
            StoreWrite.Advance step = SampleJobs.step(current, 0, event);
            assertThat(write(step)).isEqualTo(new WriteResult.Advanced());
            current = step.next();
        }
        return current;
    }

    @Test
    void anInstallationIsNamedOnce() {
        assertThat(store.installation()).matches("[a-z0-9]{6}");
        assumeThat(canBeOpenedTwice()).isTrue();
        assertThat(open().installation()).isEqualTo(store.installation());
    }

    @Test
    void aSubmitGivesIdsFromOneAndKeepsAllItWasGiven() {
        StoreWrite.Submit two =
                SampleJobs.submit(
                        "b", SampleJobs.header("tune", "bob", "lab", 2), SampleJobs.at(7));
        List<WriteResult> results = store.write(lease, List.of(SampleJobs.submit("a"), two));

        WriteResult.Submitted first = (WriteResult.Submitted) results.get(0);
        WriteResult.Submitted second = (WriteResult.Submitted) results.get(1);
        assertThat(first.job()).isEqualTo(accepted(1, 1, 0));
        assertThat(second.job()).isEqualTo(accepted(2, 2, 7));
        assertThat(second.earlier()).isFalse();
        assertThat(second.header().taskIds())
                .containsExactly("managed-tune_2-0", "managed-tune_2-1");
        assertThat(store.job(2)).contains(new StoredJob(second.header(), second.job()));
        assertThat(store.job(3)).isEmpty();
        assertThat(store.spec(2)).contains(two.spec());
        assertThat(store.secrets(2)).isEqualTo(Map.of("TOKEN", "s3cr3t-of-b"));
        assertThat(store.live())
                .containsExactly(
                        new LiveJob(first.header(), first.job(), SampleJobs.submit("a").spec()),
                        new LiveJob(second.header(), second.job(), two.spec()));
    }

    private static ManagedJob accepted(long id, int tasks, long seconds) {
        return ManagedJob.accepted(
                id, SampleJobs.spec("any", tasks).needs(), SampleJobs.at(seconds));
    }

    /** P-34. */
    @Test
    void theSameKeyGivesTheSameJobAsItIsNow() {
        ManagedJob job = submit("once");
        ManagedJob begun =
                live(job, SampleJobs.successfulLife(1, 0, store.installation()).subList(0, 2));

        WriteResult.Submitted again = (WriteResult.Submitted) write(SampleJobs.submit("once"));

        assertThat(again.earlier()).isTrue();
        assertThat(again.job()).isEqualTo(begun);
        assertThat(again.header()).isEqualTo(store.job(1).orElseThrow().header());
        assertThat(submit("another").id()).isEqualTo(2);
    }

    @Test
    void theSameKeyTwiceInOneBatchGivesOneJob() {
        List<WriteResult> results =
                store.write(
                        lease,
                        List.of(
                                SampleJobs.submit("x"),
                                SampleJobs.submit("y"),
                                SampleJobs.submit("x")));

        WriteResult.Submitted last = (WriteResult.Submitted) results.get(2);
        assertThat(last.earlier()).isTrue();
        assertThat(last.job().id()).isEqualTo(1);
        assertThat(store.live()).hasSize(2);
        assertThat(store.journal(1, 0, 10)).hasSize(1);
    }

    /** P-34: many threads, few keys, over the group commit. */
    @Test
    void theSameKeyAtTheSameTimeGivesOneJob() throws InterruptedException {
        int threads = 8;
        int keys = 50;
        Map<String, Set<Long>> ids = new ConcurrentHashMap<>();
        AtomicInteger fresh = new AtomicInteger();
        CountDownLatch answers = new CountDownLatch(threads * keys);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            GroupCommit commit = new GroupCommit(store, lease, executor, 20);
            for (int thread = 0; thread < threads; thread++) {
                executor.execute(
                        () -> {
                            for (int key = 0; key < keys; key++) {
                                String name = "key-" + key;
                                commit.write(
                                        SampleJobs.submit(name),
                                        result -> {
                                            note(name, result, ids, fresh);
                                            answers.countDown();
                                        });
                            }
                        });
            }
            assertThat(answers.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ids).hasSize(keys).allSatisfy((key, jobs) -> assertThat(jobs).hasSize(1));
        assertThat(fresh).hasValue(keys);
        assertThat(store.live()).hasSize(keys);
    }

    private static void note(
            String key,
            GroupCommit.Result result,
            Map<String, Set<Long>> ids,
            AtomicInteger fresh) {
        if (result instanceof GroupCommit.Result.Done(WriteResult.Submitted done)) {
            ids.computeIfAbsent(key, name -> ConcurrentHashMap.newKeySet()).add(done.job().id());
            if (!done.earlier()) {
                fresh.incrementAndGet();
            }
        }
    }

    @Test
    void aStaleWriteChangesNothingAndHarmsNoOther() {
        ManagedJob one = submit("1");
        ManagedJob two = submit("2");
        JobEvent event = SampleJobs.failure(ReasonCode.CONFIG);
        StoreWrite.Advance good = SampleJobs.step(one, 0, event);
        StoreWrite.Advance stale = SampleJobs.step(two.nextVersion(), 0, event);
        StoreWrite.Advance unknown = SampleJobs.step(accepted(99, 1, 0), 0, event);

        List<WriteResult> results =
                store.write(lease, List.of(stale, good, unknown, SampleJobs.submit("3")));

        assertThat(results.subList(0, 3))
                .containsExactly(
                        new WriteResult.Stale(1),
                        new WriteResult.Advanced(),
                        new WriteResult.Stale(0));
        assertThat(results.get(3)).isInstanceOf(WriteResult.Submitted.class);
        assertThat(store.job(2).orElseThrow().job()).isEqualTo(two);
        assertThat(store.journal(2, 0, 10)).hasSize(1);
        assertThat(store.job(1).orElseThrow().job()).isEqualTo(good.next());
        assertThat(write(good)).isEqualTo(new WriteResult.Stale(2));
    }

    @Test
    void aJobMayAdvanceTwiceInOneBatch() {
        ManagedJob job = submit("1");
        List<JobEvent> life = SampleJobs.successfulLife(1, 0, store.installation());
        List<StoreWrite> steps = new ArrayList<>();
        for (JobEvent event : life) {
            StoreWrite.Advance step = SampleJobs.step(job, 0, event);
            steps.add(step);
            job = step.next();
        }

        assertThat(store.write(lease, steps)).containsOnly(new WriteResult.Advanced());
        assertThat(store.job(1).orElseThrow().job()).isEqualTo(job);
        assertThat(store.live()).isEmpty();
        assertThat(tags(store.journal(1, 0, 100))).hasSize(8).endsWith("cluster_gone");
        assertThat(store.attempts(1, 0)).hasSize(1);
    }

    @Test
    void theJournalHasEveryEventInOrderAndIsReadInPages() {
        ManagedJob one = submit("1");
        ManagedJob two = submit("2");
        List<JobEvent> life = SampleJobs.successfulLife(1, 0, store.installation());
        ManagedJob firstHalf = live(one, life.subList(0, 3));
        live(two, List.of(SampleJobs.failure(ReasonCode.CONFIG)));
        live(firstHalf, life.subList(3, 7));

        List<JournalEntry> all = store.journal(1, 0, 100);
        assertThat(all.getFirst().task()).isEqualTo(-1);
        assertThat(all.getFirst().tag()).isEqualTo("submitted");
        assertThat(all.stream().skip(1).map(entry -> EventText.read(entry.json()))).isEqualTo(life);
        assertThat(all).allMatch(entry -> EventText.read(entry.json()).at().equals(entry.at()));
        assertThat(all).extracting(JournalEntry::number).isSorted().doesNotHaveDuplicates();

        List<JournalEntry> paged = new ArrayList<>();
        long after = 0;
        for (List<JournalEntry> page = store.journal(1, after, 3); !page.isEmpty(); ) {
            paged.addAll(page);
            after = page.getLast().number();
            page = store.journal(1, after, 3);
        }
        assertThat(paged).isEqualTo(all);
        assertThat(store.journal(77, 0, 10)).isEmpty();
    }

    private static List<String> tags(List<JournalEntry> entries) {
        return entries.stream().map(JournalEntry::tag).toList();
    }

    @Test
    void attemptsAndClustersAreAsTheyWereWrittenLast() {
        ManagedJob job = submit("1");
        List<JobEvent> life = SampleJobs.successfulLife(1, 0, store.installation());
        ManagedJob running = live(job, life.subList(0, 4));

        Attempt attempt = running.tasks().getFirst().liveAttempt().orElseThrow();
        assertThat(store.attempts(1, 0)).containsExactly(attempt);
        assertThat(store.attempts(1, 1)).isEmpty();
        ClusterRecord cluster = store.clusters(false).getFirst();
        assertThat(cluster.name()).isEqualTo(attempt.cluster());
        assertThat(cluster.state()).isEqualTo(new ClusterState.Up(SampleJobs.at(60)));

        live(running, life.subList(4, 7));
        assertThat(store.attempts(1, 0).getFirst().times().terminated())
                .contains(SampleJobs.at(3660));
        assertThat(store.clusters(false)).isEmpty();
        assertThat(store.clusters(true))
                .extracting(ClusterRecord::state)
                .containsExactly(new ClusterState.Gone(SampleJobs.at(3660), "terminated"));
    }

    /** P-22: what is over stays as it was recorded. */
    @Test
    void anEndedJobIsKeptWithoutItsSecretsAndNeverLivesAgain() {
        ManagedJob ended = live(submit("1"), SampleJobs.successfulLife(1, 0, store.installation()));
        submit("2");

        assertThat(store.live()).extracting(live -> live.job().id()).containsExactly(2L);
        assertThat(store.job(1).orElseThrow().job()).isEqualTo(ended);
        assertThat(store.spec(1)).isPresent();
        assertThat(store.secrets(1)).isEmpty();
        assertThat(store.secrets(2)).isNotEmpty();
        assertThat(store.jobs(JobQuery.newest(10)))
                .extracting(job -> job.job().status())
                .containsExactly(ManagedJobStatus.PENDING, ManagedJobStatus.SUCCEEDED);
        ManagedJob revived =
                new ManagedJob(
                        1,
                        ended.version() + 1,
                        ended.submitted(),
                        accepted(1, 1, 0).tasks(),
                        Optional.empty());
        assertThat(write(new StoreWrite.Advance(revived, List.of(), List.of(), List.of())))
                .isEqualTo(new WriteResult.Stale(ended.version()));
    }

    @Test
    void whatComesAfterTheEndIsCountedOnce() {
        ManagedJob ended = live(submit("1"), List.of(SampleJobs.failure(ReasonCode.CONFIG)));
        ManagedJob noted = ended.cancelled(SampleJobs.at(9), "ada").nextVersion();

        assertThat(write(new StoreWrite.Advance(noted, List.of(), List.of(), List.of())))
                .isEqualTo(new WriteResult.Advanced());
        assertThat(store.job(1).orElseThrow().job()).isEqualTo(noted);
        assertThat(store.counts(JobQuery.newest(1))).isEqualTo(Map.of("FAILED_PRECHECKS", 1L));
    }

    @Test
    void aLeaseIsTakenWhenItIsFreeOrOverOrOnesOwn() {
        assertThat(store.acquire("second", HOUR, SampleJobs.at(10))).isEmpty();
        Lease again = store.acquire("first", HOUR, SampleJobs.at(10)).orElseThrow();
        assertThat(again.epoch()).isGreaterThan(lease.epoch());
        assertThat(store.renew(lease, HOUR, SampleJobs.at(20))).isFalse();
        assertThat(store.renew(again, HOUR, SampleJobs.at(20))).isTrue();
        assertThat(store.acquire("second", HOUR, SampleJobs.at(3619))).isEmpty();
        Lease taken = store.acquire("second", HOUR, SampleJobs.at(3620)).orElseThrow();
        assertThat(taken.epoch()).isGreaterThan(again.epoch());

        store.release(again);
        assertThat(store.acquire("third", HOUR, SampleJobs.at(3630))).isEmpty();
        store.release(taken);
        Lease third = store.acquire("third", HOUR, SampleJobs.at(3630)).orElseThrow();
        assertThat(third.epoch()).isGreaterThan(taken.epoch());
    }

    @Test
    void aLeaseThatWasGivenBackDoesNotWrite() {
        store.release(lease);
        assertThatThrownBy(() -> write(SampleJobs.submit("late")))
                .isInstanceOf(LeaseLostException.class);
    }

    /** P-13: two controllers never write to one store. */
    @Test
    void theOneWhoWasOvertakenCannotWrite() {
        assumeThat(canBeOpenedTwice()).isTrue();
        submit("before");
        JobStore other = open();
        Lease newer = other.acquire("second", HOUR, SampleJobs.START.plus(HOUR)).orElseThrow();

        assertThatThrownBy(() -> write(SampleJobs.submit("late")))
                .isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("taken over");
        other.write(newer, List.of(SampleJobs.submit("after")));

        assertThat(store.live()).hasSize(2);
        assertThat(store.job(2)).isEqualTo(other.job(2)).isPresent();
    }

    @Test
    void aClosedStoreRefusesInOneSentence() {
        store.close();
        assertThatThrownBy(() -> write(SampleJobs.submit("late")))
                .isInstanceOf(StoreException.class)
                .hasMessage("The store is closed.");
        assertThatThrownBy(() -> store.live()).hasMessage("The store is closed.");
    }

    @Test
    void anEmptyBatchIsNothing() {
        assertThat(store.write(lease, List.of())).isEmpty();
    }
}
