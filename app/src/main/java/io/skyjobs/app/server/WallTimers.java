package io.skyjobs.app.server;

import io.skyjobs.core.controller.Timers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Timers by the machine's monotonic clock, on one thread; what they call runs on an executor of its
 * own, so that a slow one delays no other.
 */
final class WallTimers implements Timers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WallTimers.class);

    private final ScheduledThreadPoolExecutor clockwork;
    private final Executor executor;

    /**
     * @param executor runs what is due
     */
    WallTimers(Executor executor) {
        this.executor = executor;
        this.clockwork =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("timers").daemon().factory());
        clockwork.setRemoveOnCancelPolicy(true);
        clockwork.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> due =
                    clockwork.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            LOG.trace("due in {}: {}", delay, due);
        } catch (RejectedExecutionException closed) {
            // The process ends; nobody waits for it any more.
        }
    }

    private void run(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closed) {
            // As above.
        }
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
    }
}
