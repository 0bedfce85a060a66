package io.skyjobs.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets real time pass; a measurement of a quiet controller consists of little else. */
final class Pause {
    private Pause() {}

    static void of(Duration time) {
        until(System.nanoTime() + time.toNanos());
    }

    /**
     * @param nanos on the scale of {@link System#nanoTime}
     */
    static void until(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
