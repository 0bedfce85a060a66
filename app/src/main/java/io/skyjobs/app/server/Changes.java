package io.skyjobs.app.server;

import io.skyjobs.core.controller.ControlPlane;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Wakes whoever waits for a change of a job. One subscription serves all, so that many followers
 * cost the controller nothing. Safe for use from many threads.
 */
final class Changes implements AutoCloseable {
    private final ConcurrentHashMap<Long, Set<Semaphore>> waiting = new ConcurrentHashMap<>();
    private final ControlPlane.Subscription subscription;
    private volatile boolean closing;

    Changes(ControlPlane plane) {
        this.subscription = plane.subscribe(this::changed);
    }

    /** Whether the server is going down, so that nobody should wait any more. */
    boolean closing() {
        return closing;
    }

    /**
     * Returns when the condition holds, the time is over, or the server goes down.
     *
     * @param job the job whose changes may make it hold
     */
    void await(long job, Duration limit, BooleanSupplier condition) throws InterruptedException {
        Semaphore bell = new Semaphore(0);
        waiting.compute(
                job,
                (id, bells) -> {
                    Set<Semaphore> all = bells == null ? ConcurrentHashMap.newKeySet() : bells;
                    all.add(bell);
                    return all;
                });
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (!closing && !condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || !bell.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    return;
                }
                bell.drainPermits();
            }
        } finally {
            waiting.computeIfPresent(
                    job,
                    (id, bells) -> {
                        bells.remove(bell);
                        return bells.isEmpty() ? null : bells;
                    });
        }
    }

    @Override
    public void close() {
        closing = true;
        subscription.close();
        waiting.keySet().forEach(this::changed);
    }

    private void changed(long job) {
        Set<Semaphore> bells = waiting.get(job);
        if (bells != null) {
            bells.forEach(Semaphore::release);
        }
    }
}
