package io.skyjobs.core.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which jobs' logs somebody reads; an interest lasts for ten seconds. Safe for use from many
 * threads.
 */
final class Attention {
    private static final Duration LENGTH = Duration.ofSeconds(10);

    private final Map<Long, Instant> until = new ConcurrentHashMap<>();

    /** Notes an interest; whether there was none before. */
    boolean begins(long job, Instant now) {
        Instant before = until.put(job, now.plus(LENGTH));
        return before == null || before.isBefore(now);
    }

    /** Whether somebody reads. */
    boolean isOn(long job, Instant now) {
        Instant end = until.get(job);
        return end != null && end.isAfter(now);
    }

    /** Forgets a job that is over. */
    void ended(long job) {
        until.remove(job);
    }
}
