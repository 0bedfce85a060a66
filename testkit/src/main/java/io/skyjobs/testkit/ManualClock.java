package io.skyjobs.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved on; it never goes back. */
public final class ManualClock implements InstantSource {
    private final AtomicReference<Instant> now;

    /**
     * @param start the first instant
     */
    public ManualClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves on by a duration. */
    public void advance(Duration by) {
        now.updateAndGet(before -> before.plus(by));
    }

    /** Moves on to an instant, unless it has passed. */
    public void advanceTo(Instant to) {
        now.updateAndGet(before -> before.isBefore(to) ? to : before);
    }
}
