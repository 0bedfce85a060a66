package io.skyjobs.core.controller;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Work on a thread of somebody else's, which can be told to stop. Safe for use from many threads.
 */
final class Interruptible implements Runnable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable act;
    private boolean stopped;
    private @Nullable Thread runner;

    private Interruptible(Runnable act) {
        this.act = act;
    }

    /**
     * Begins work; returns at once.
     *
     * @return stops it: work that has not begun is still done, but finds itself interrupted, so
     *     that it answers soon
     */
    static Runnable begin(Executor executor, Runnable act) {
        Interruptible work = new Interruptible(act);
        executor.execute(work);
        return work::stop;
    }

    @Override
    public void run() {
        lock.lock();
        try {
            runner = Thread.currentThread();
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        } finally {
            lock.unlock();
        }
        try {
            act.run();
        } finally {
            lock.lock();
            try {
                // The thread goes on with other work, which nobody wants to interrupt.
                runner = null;
                if (stopped) {
                    Thread.interrupted();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void stop() {
        lock.lock();
        try {
            stopped = true;
            Thread running = runner;
            if (running != null) {
                running.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
