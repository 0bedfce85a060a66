package io.skyjobs.providers.channel.ssh;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits until something holds, and fails after a minute. */
final class Soon {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long PASS_NANOS = 2_000_000;

    private Soon() {}

    static void holds(String what, Callable<Boolean> condition) throws Exception {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(PASS_NANOS);
        }
    }
}
