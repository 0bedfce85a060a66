package io.skyjobs.core.controller;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before a receiver is tried again: ever longer, and never all at once. */
final class WebhookPause {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(5);

    private WebhookPause() {}

    /**
     * The pause after so many failures in a row: doubled each time, and then any part of it from a
     * half to the whole.
     */
    static Duration after(int failures, RandomGenerator random) {
        int doublings = Math.clamp(failures - 1L, 0, 16);
        Duration whole = FIRST.multipliedBy(1L << doublings);
        if (whole.compareTo(LONGEST) > 0) {
            whole = LONGEST;
        }
        long half = whole.toMillis() / 2;
        return Duration.ofMillis(half + random.nextLong(half + 1));
    }
}
