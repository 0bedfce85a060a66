package io.skyjobs.app.server;

import io.skyjobs.core.controller.ControlPlane;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Which jobs changed, in order, for readers that follow all of them. The last changes are kept; a
 * reader that is further behind is told so instead, and looks at everything again. A change costs
 * the controller one number, however many follow. Safe for use from many threads.
 */
final class ChangeFeed implements AutoCloseable {
    private static final int KEPT = 16_384;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long[] kept = new long[KEPT];
    private final ControlPlane.Subscription subscription;
    private long written;
    private boolean closing;

    /**
     * @param changes tells of each change from when it is asked on
     */
    ChangeFeed(Function<LongConsumer, ControlPlane.Subscription> changes) {
        this.subscription = changes.apply(this::add);
    }

    /**
     * Changes after a position.
     *
     * @param position where to go on from
     * @param jobs the jobs that changed, each once; empty when there are too many to name
     */
    record News(long position, Optional<List<Long>> jobs) {}

    /** The position of now. */
    long position() {
        lock.lock();
        try {
            return written;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the server is going down, so that nobody should wait any more. */
    boolean closing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What changed since a position; waits for it so long at most, and then answers nothing.
     *
     * @param most names at most so many jobs
     */
    Optional<News> after(long position, int most, Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (written == position && !closing) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = changed.awaitNanos(left);
            }
            return closing ? Optional.empty() : Optional.of(news(position, most));
        } finally {
            lock.unlock();
        }
    }

    private News news(long position, int most) {
        if (position < 0 || position > written || written - position > KEPT) {
            return new News(written, Optional.empty());
        }
        LinkedHashSet<Long> jobs = new LinkedHashSet<>();
        for (long at = position; at < written; at++) {
            jobs.add(kept[(int) (at % KEPT)]);
            if (jobs.size() > most) {
                return new News(written, Optional.empty());
            }
        }
        return new News(written, Optional.of(List.copyOf(jobs)));
    }

    private void add(long job) {
        lock.lock();
        try {
            kept[(int) (written % KEPT)] = job;
            written++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        subscription.close();
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
