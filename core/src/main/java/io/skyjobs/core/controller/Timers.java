package io.skyjobs.core.controller;

import java.time.Duration;

/** Calls back later, by a clock that never jumps. */
public interface Timers {
    /** Runs {@code task} once after {@code delay}; it must be short and must not block. */
    void after(Duration delay, Runnable task);
}
