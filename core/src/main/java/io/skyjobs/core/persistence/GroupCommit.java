package io.skyjobs.core.persistence;

import io.skyjobs.core.persistence.JobStore.Lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Turns all writes that wait into one transaction, and answers each after it is durable, in the
 * order in which they came.
 *
 * <p>A transaction that fails is the last: every write that waits, and every later one, is answered
 * with the same sentence, because from then on nobody knows what is stored. Has no thread of its
 * own: each transaction is a task of its own on the given executor, and never two at once. Safe for
 * use from many threads; callbacks come on the executor, or at once on the caller's thread when
 * writes are refused.
 */
public final class GroupCommit {
    private final JobStore store;
    private final Lease lease;
    private final Executor executor;
    private final int maxBatch;
    private final Meter meter;

    /** Held for a few instructions only, never during a transaction or a callback. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean underWay;
    private Optional<String> failure = Optional.empty();

    /**
     * A group commit with nothing to do yet.
     *
     * @param maxBatch most writes in one transaction, at least 1
     */
    public GroupCommit(JobStore store, Lease lease, Executor executor, int maxBatch) {
        this(store, lease, executor, maxBatch, writes -> durable -> {});
    }

    /**
     * As above, with somebody who measures.
     *
     * @param meter is told of each transaction
     */
    public GroupCommit(JobStore store, Lease lease, Executor executor, int maxBatch, Meter meter) {
        if (maxBatch < 1) {
            throw new IllegalArgumentException("a batch has at least one write, not " + maxBatch);
        }
        this.store = store;
        this.lease = lease;
        this.executor = executor;
        this.maxBatch = maxBatch;
        this.meter = meter;
    }

    /** Measures transactions; called on the thread that writes, and must not throw. */
    public interface Meter {
        /**
         * A transaction of so many writes begins.
         *
         * @return is told, once, whether it is durable
         */
        Consumer<Boolean> begin(int writes);
    }

    /** What came of a write. */
    public sealed interface Result {
        /** The transaction is durable; whether this write held is in the result. */
        record Done(WriteResult result) implements Result {}

        /** It was not written, as far as anybody knows; the sentence says who must act. */
        record Failed(String sentence) implements Result {}
    }

    private record Waiting(StoreWrite write, Consumer<Result> answer) {}

    /** Writes that wait for the next transaction. */
    public int queued() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Why nothing is written any more, once that is so. */
    public Optional<String> failed() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Asks the store itself whether this process may still write, which nobody else can know: a
     * machine that was held back for long does not notice that another has taken over. May block.
     */
    public boolean stillHolds() {
        if (failed().isPresent()) {
            return false;
        }
        try {
            store.write(lease, List.of());
            return true;
        } catch (LeaseLostException lost) {
            fail(sentence(lost), List.of());
            return false;
        } catch (StoreException trouble) {
            return false;
        }
    }

    /**
     * Writes, and calls {@code answer} exactly once.
     *
     * <p>Two writes by one thread are carried out in that order.
     */
    public void write(StoreWrite write, Consumer<Result> answer) {
        boolean start = false;
        Optional<String> refusal;
        lock.lock();
        try {
            refusal = failure;
            if (refusal.isEmpty()) {
                waiting.add(new Waiting(write, answer));
                start = !underWay;
                underWay = true;
            }
        } finally {
            lock.unlock();
        }
        refusal.ifPresent(sentence -> answer.accept(new Result.Failed(sentence)));
        if (start) {
            schedule();
        }
    }

    private void schedule() {
        try {
            executor.execute(this::commit);
        } catch (RejectedExecutionException stopped) {
            fail("The controller is being stopped; nothing more is written.", List.of());
        }
    }

    private void commit() {
        List<Waiting> batch = take();
        List<WriteResult> results;
        Consumer<Boolean> measure = meter.begin(batch.size());
        boolean durable = false;
        try {
            results = store.write(lease, batch.stream().map(Waiting::write).toList());
            durable = true;
        } catch (StoreException refused) {
            fail(sentence(refused), batch);
            return;
        } catch (RuntimeException | Error bug) {
            fail("The controller met an error of its own while writing: " + bug, batch);
            throw bug;
        } finally {
            measure.accept(durable);
        }
        List<Runnable> answers = new ArrayList<>();
        for (int place = 0; place < batch.size(); place++) {
            Consumer<Result> answer = batch.get(place).answer();
            Result result = new Result.Done(results.get(place));
            answers.add(() -> answer.accept(result));
        }
        try {
            callAll(answers);
        } finally {
            if (isMoreWaiting()) {
                schedule();
            }
        }
    }

    private List<Waiting> take() {
        lock.lock();
        try {
            List<Waiting> batch = new ArrayList<>();
            while (batch.size() < maxBatch && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean isMoreWaiting() {
        lock.lock();
        try {
            underWay = !waiting.isEmpty();
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    private void fail(String sentence, List<Waiting> batch) {
        List<Waiting> refused = new ArrayList<>(batch);
        lock.lock();
        try {
            failure = Optional.of(sentence);
            refused.addAll(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        Result result = new Result.Failed(sentence);
        callAll(
                refused.stream()
                        .map(write -> (Runnable) () -> write.answer().accept(result))
                        .toList());
    }

    private static String sentence(StoreException refused) {
        return Optional.ofNullable(refused.getMessage()).orElse("The store failed.");
    }

    /** One callback that throws takes nothing from the others; it is thrown after them. */
    private static void callAll(List<Runnable> answers) {
        Optional<RuntimeException> first = Optional.empty();
        for (Runnable answer : answers) {
            try {
                answer.run();
            } catch (RuntimeException bug) {
                first.ifPresent(bug::addSuppressed);
                first = Optional.of(bug);
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
    }
}
