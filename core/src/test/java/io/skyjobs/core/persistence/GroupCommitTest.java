package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.persistence.GroupCommit.Result;
import io.skyjobs.core.persistence.MemoryJobStore.Fault;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

/** Writes that wait become one transaction, and each is answered once, in order. */
final class GroupCommitTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Fault> faults = new ArrayList<>();
    private final MemoryJobStore.Disk disk = new MemoryJobStore.Disk("abc123");
    private final List<String> answers = new ArrayList<>();
    private int transactions;

    private final MemoryJobStore store =
            new MemoryJobStore(
                    disk,
                    () -> {
                        transactions++;
                        return faults.isEmpty() ? Fault.NONE : faults.removeFirst();
                    });
    private final JobStore.Lease lease =
            store.acquire("test", HOUR, SampleJobs.START).orElseThrow();

    private GroupCommit commit(int maxBatch) {
        return new GroupCommit(store, lease, tasks::add, maxBatch);
    }

    private void submit(GroupCommit commit, String key) {
        commit.write(
                SampleJobs.submit(key),
                result ->
                        answers.add(
                                switch (result) {
                                    case Result.Done(WriteResult.Submitted done) ->
                                            key + " is " + done.job().id();
                                    case Result.Done(WriteResult other) -> key + " " + other;
                                    case Result.Failed(String sentence) ->
                                            key + " failed: " + sentence;
                                }));
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void whatWaitsIsWrittenInAsFewTransactionsAsTheLimitAllows() {
        GroupCommit commit = commit(4);
        for (int index = 1; index <= 10; index++) {
            submit(commit, "k" + index);
        }
        assertThat(tasks).hasSize(1);
        assertThat(answers).isEmpty();

        runAll();

        assertThat(transactions).isEqualTo(3);
        assertThat(answers)
                .isEqualTo(
                        IntStream.rangeClosed(1, 10)
                                .mapToObj(index -> "k" + index + " is " + index)
                                .toList());
        assertThat(commit.failed()).isEmpty();
    }

    @Test
    void whoeverMeasuresIsToldOfEachTransaction() {
        List<String> told = new ArrayList<>();
        GroupCommit commit =
                new GroupCommit(
                        store,
                        lease,
                        tasks::add,
                        2,
                        writes -> durable -> told.add(writes + " " + durable));
        for (String key : List.of("a", "b", "c")) {
            submit(commit, key);
        }
        assertThat(commit.queued()).isEqualTo(3);
        runAll();
        faults.add(Fault.BEFORE);
        submit(commit, "d");
        runAll();
        assertThat(commit.queued()).isZero();
        assertThat(told).containsExactly("2 true", "1 true", "1 false");
    }

    @Test
    void aStaleWriteIsDoneLikeAnyOther() {
        GroupCommit commit = commit(4);
        ManagedJob never = ManagedJob.accepted(9, List.of(List.of()), SampleJobs.START);
        List<Result> results = new ArrayList<>();
        commit.write(new StoreWrite.Advance(never, List.of(), List.of(), List.of()), results::add);
        runAll();
        assertThat(results).containsExactly(new Result.Done(new WriteResult.Stale(0)));
    }

    /** P-11: after a failed commit nothing is acted upon. */
    @Test
    void aFailedTransactionIsTheLast() {
        for (Fault fault : List.of(Fault.BEFORE, Fault.AFTER)) {
            answers.clear();
            faults.add(fault);
            GroupCommit commit = commit(2);
            submit(commit, "a" + fault);
            submit(commit, "b" + fault);
            submit(commit, "c" + fault);
            runAll();
            submit(commit, "d" + fault);

            String sentence = commit.failed().orElseThrow();
            assertThat(sentence).startsWith("The simulated store");
            assertThat(answers)
                    .containsExactly(
                            "a" + fault + " failed: " + sentence,
                            "b" + fault + " failed: " + sentence,
                            "c" + fault + " failed: " + sentence,
                            "d" + fault + " failed: " + sentence);
            assertThat(tasks).isEmpty();
        }
        assertThat(store.live())
                .as("the two that were written before the answer was lost")
                .hasSize(2);
    }

    @Test
    void aLostLeaseFailsForGood() {
        GroupCommit commit = commit(2);
        assertThat(store.acquire("other", HOUR, SampleJobs.START.plus(HOUR))).isPresent();
        submit(commit, "a");
        runAll();
        assertThat(commit.failed()).contains("Another controller has taken over the store.");
    }

    @Test
    void aCallbackThatThrowsTakesNothingFromTheOthers() {
        GroupCommit commit = commit(3);
        commit.write(
                SampleJobs.submit("bad"),
                result -> {
                    throw new IllegalStateException("bug of a caller");
                });
        for (String key : List.of("b", "c", "d")) {
            submit(commit, key);
        }
        assertThatThrownBy(() -> tasks.remove().run()).hasMessage("bug of a caller");
        runAll();
        assertThat(answers).containsExactly("b is 2", "c is 3", "d is 4");
        assertThat(commit.failed()).isEmpty();
    }

    @Test
    void aStoppedExecutorIsAFailure() {
        GroupCommit commit =
                new GroupCommit(
                        store,
                        lease,
                        task -> {
                            throw new RejectedExecutionException("stopped");
                        },
                        3);
        submit(commit, "a");
        assertThat(answers)
                .containsExactly(
                        "a failed: The controller is being stopped; nothing more is written.");
        assertThat(commit.failed()).isPresent();
    }

    /** Whatever the order of writes, transactions, faults and writes from within callbacks. */
    @Test
    void everyWriteIsAnsweredOnceInOrderAndWhatWasDoneIsStored() {
        for (long seed = 0; seed < 2000; seed++) {
            new Life(seed).live();
        }
    }

    /** One drawn interleaving. */
    private static final class Life {
        private final SplittableRandom random;
        private final long seed;
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final List<Integer> written = new ArrayList<>();
        private final List<Integer> answered = new ArrayList<>();
        private final List<Integer> done = new ArrayList<>();
        private final MemoryJobStore store;
        private final GroupCommit commit;
        private final List<Integer> refusedAtOnce = new ArrayList<>();

        Life(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            MemoryJobStore.Disk disk = new MemoryJobStore.Disk("abc123");
            int oneIn = 2 + random.nextInt(40);
            this.store =
                    new MemoryJobStore(
                            disk,
                            () ->
                                    random.nextInt(oneIn) > 0
                                            ? Fault.NONE
                                            : random.nextBoolean() ? Fault.BEFORE : Fault.AFTER);
            this.commit =
                    new GroupCommit(
                            store,
                            store.acquire("life", HOUR, SampleJobs.START).orElseThrow(),
                            tasks::add,
                            1 + random.nextInt(5));
        }

        void live() {
            for (int step = 0; step < 60; step++) {
                if (random.nextInt(3) > 0) {
                    write();
                } else if (!tasks.isEmpty()) {
                    tasks.remove().run();
                }
                assertThat(tasks.size()).as("tasks at once, seed " + seed).isLessThanOrEqualTo(1);
            }
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
            List<Integer> inOrder = new ArrayList<>(written);
            inOrder.removeAll(refusedAtOnce);
            List<Integer> answeredInOrder = new ArrayList<>(answered);
            answeredInOrder.removeAll(refusedAtOnce);
            assertThat(answeredInOrder).as("seed " + seed).isEqualTo(inOrder);
            assertThat(answered).as("seed " + seed).containsExactlyInAnyOrderElementsOf(written);
            assertThat(store.live().size()).as("seed " + seed).isGreaterThanOrEqualTo(done.size());
            if (commit.failed().isEmpty()) {
                assertThat(done).as("seed " + seed).isEqualTo(written);
            }
            for (int index = 0; index < done.size(); index++) {
                assertThat(store.job(index + 1)).as("seed " + seed).isPresent();
            }
        }

        private void write() {
            int number = written.size() + 1;
            written.add(number);
            if (commit.failed().isPresent()) {
                refusedAtOnce.add(number);
            }
            commit.write(
                    SampleJobs.submit("key-" + number),
                    result -> {
                        answered.add(number);
                        if (result instanceof Result.Done) {
                            done.add(number);
                        }
                        if (random.nextInt(5) == 0) {
                            write();
                        }
                    });
        }
    }
}
