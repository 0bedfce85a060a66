package io.skyjobs.providers.channel.ssh;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Draws the pauses between tries: each doubles the one before up to the longest, and is then cut by
 * up to a half at random, so that a thousand hosts that were lost together are not tried together.
 * Safe for use from many threads.
 */
final class SshPauses {
    private final SshPatience patience;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();

    SshPauses(SshPatience patience, RandomGenerator random) {
        this.patience = patience;
        this.random = random;
    }

    /** The pause after a number of failures in a row, of which the last was of a kind. */
    Duration after(int failures, SshTrouble.Kind kind) {
        var longest = patience.longestPause();
        if (kind.personMustAct()) {
            return cut(longest);
        }
        var doublings = Math.min(Math.max(failures - 1, 0), 30);
        var full = patience.firstPause().multipliedBy(1L << doublings);
        return cut(full.compareTo(longest) > 0 ? longest : full);
    }

    private Duration cut(Duration full) {
        lock.lock();
        try {
            return Duration.ofNanos((long) (full.toNanos() * (0.5 + random.nextDouble() / 2)));
        } finally {
            lock.unlock();
        }
    }
}
