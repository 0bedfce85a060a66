package io.skyjobs.providers.sim.scenario;

import java.time.Duration;

/**
 * A duration that is drawn anew each time, from {@code least} to {@code most}; never negative.
 *
 * @param most at least as long as {@code least}
 */
public record Span(Duration least, Duration most) {
    /** No time at all. */
    public static final Span NONE = new Span(Duration.ZERO, Duration.ZERO);

    /**
     * The duration at a share of the way from the least to the most.
     *
     * @param share from 0 to 1
     */
    public Duration at(double share) {
        var width = most.minus(least).toMillis();
        return least.plusMillis((long) (width * share));
    }
}
