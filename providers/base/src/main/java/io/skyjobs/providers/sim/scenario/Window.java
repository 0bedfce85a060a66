package io.skyjobs.providers.sim.scenario;

import java.time.Duration;
import java.util.List;

/**
 * A time in the life of a world: from its start up to, not including, its end.
 *
 * @param until {@link #FOREVER} when it has no end
 */
public record Window(Duration from, Duration until) {
    /** Longer than any world lives. */
    public static final Duration FOREVER = Duration.ofDays(36_500);

    /** Whether a moment is within. */
    public boolean holds(Duration moment) {
        return moment.compareTo(from) >= 0 && moment.compareTo(until) < 0;
    }

    /** Whether a moment is within one of them. */
    public static boolean anyHolds(List<Window> windows, Duration moment) {
        return windows.stream().anyMatch(window -> window.holds(moment));
    }
}
