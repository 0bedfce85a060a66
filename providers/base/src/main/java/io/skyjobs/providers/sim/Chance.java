package io.skyjobs.providers.sim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Chance that depends on a seed and stable names alone, so that what will happen to a machine is
 * the same whenever and by whomever it is asked.
 */
record Chance(long seed) {
    private static final long PRIME = 0x100000001b3L;

    /** A number from 0 to below 1 for these names. */
    double share(String... names) {
        return new SplittableRandom(number(names)).nextDouble();
    }

    /** A whole number for these names. */
    long number(String... names) {
        var hash = 0xcbf29ce484222325L ^ seed;
        for (var name : names) {
            for (var each : name.getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ each) * PRIME;
            }
            hash = (hash ^ 0xff) * PRIME;
        }
        return new SplittableRandom(hash).nextLong();
    }

    /** A time with this mean, exponentially distributed. */
    Duration life(Duration mean, String... names) {
        var share = share(names);
        return Duration.ofMillis((long) (-Math.log(1 - share) * mean.toMillis()));
    }
}
