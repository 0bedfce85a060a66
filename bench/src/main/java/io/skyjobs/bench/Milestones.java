package io.skyjobs.bench;

import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.TaskState;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the jobs that have come to run, and those that have ended, since it was made. Costs two
 * bits a job. Safe for use from many threads.
 */
final class Milestones implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final BitSet running = new BitSet();
    private final BitSet ended = new BitSet();
    private final ControlPlane plane;
    private final ControlPlane.Subscription subscription;
    private int ran;
    private int over;

    Milestones(ControlPlane plane) {
        this.plane = plane;
        this.subscription = plane.subscribe(this::changed);
    }

    private void changed(long id) {
        plane.job(id).ifPresent(stored -> note(stored.job()));
    }

    private void note(ManagedJob job) {
        int id = Math.toIntExact(job.id());
        boolean runs =
                job.tasks().getFirst() instanceof TaskState.Running state && state.pastSetup();
        if (!runs && !job.ended()) {
            return;
        }
        lock.lock();
        try {
            if (runs && !running.get(id)) {
                running.set(id);
                ran++;
            } else if (job.ended() && !ended.get(id)) {
                ended.set(id);
                over++;
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many jobs have come to run. */
    void awaitRunning(int count, Duration limit) {
        await(count, limit, true);
    }

    /** Waits until so many jobs have ended. */
    void awaitEnded(int count, Duration limit) {
        await(count, limit, false);
    }

    private void await(int count, Duration limit, boolean forRunning) {
        long left = limit.toNanos();
        lock.lock();
        try {
            while ((forRunning ? ran : over) < count) {
                left = moved.awaitNanos(left);
                if (left <= 0) {
                    throw new IllegalStateException(
                            "after "
                                    + limit.toSeconds()
                                    + " s only "
                                    + (forRunning ? ran + " run" : over + " have ended")
                                    + " of "
                                    + count
                                    + " jobs");
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting", stopped);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
