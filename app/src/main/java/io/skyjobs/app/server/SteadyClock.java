package io.skyjobs.app.server;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The wall clock of one process, which never goes back: where the machine's clock is set back, it
 * goes on by the monotonic clock, so that what is due soon does not become due in hours. Where the
 * machine's clock is ahead, as after a sleep, it follows. Safe for use from many threads.
 */
final class SteadyClock implements InstantSource {
    private final InstantSource wall;
    private final LongSupplier nanos;
    private final AtomicReference<Anchor> anchor;

    /** What the wall clock said when it was last ahead. */
    private record Anchor(Instant at, long nanos) {}

    /**
     * @param wall the machine's clock
     * @param nanos nanoseconds by a clock that never jumps, such as {@link System#nanoTime}
     */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.anchor = new AtomicReference<>(new Anchor(wall.instant(), nanos.getAsLong()));
    }

    @Override
    public Instant instant() {
        Anchor last = anchor.get();
        long now = nanos.getAsLong();
        Instant steady = last.at().plusNanos(now - last.nanos());
        Instant told = wall.instant();
        if (!told.isAfter(steady)) {
            return steady;
        }
        anchor.compareAndSet(last, new Anchor(told, now));
        return told;
    }
}
