package io.skyjobs.bench;

import java.util.Arrays;
import java.util.List;

/** Durations of one kind, as percentiles in milliseconds. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] sorted;

    /**
     * @param nanos at least one duration
     */
    Latencies(List<Long> nanos) {
        this.sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        Arrays.sort(sorted);
    }

    int count() {
        return sorted.length;
    }

    /** The duration that this share of all does not exceed. */
    double millis(double share) {
        int place = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.clamp(place, 0, sorted.length - 1)] / NANOS_PER_MILLI;
    }
}
