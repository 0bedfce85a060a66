package io.skyjobs.testkit;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How bad a fake cloud is: chances between 0 and 1, each drawn at every call it concerns.
 *
 * @param longestCreate longest time until a cluster is up
 * @param longestDelete longest time until a terminated cluster is gone
 * @param noCapacity that a place has no capacity in a minute
 * @param throttled that a create is refused for now
 * @param createFailsBefore that a create fails with nothing made
 * @param createFailsAfter that a create fails although all was made
 * @param halfMade that a create fails with a part made
 * @param inspectFails that an inspection or a listing fails
 * @param inspectIncomplete that a listing is not whole
 * @param terminateFails that a termination fails, before or after it was taken
 * @param terminateIgnored that a termination is taken and forgotten
 * @param partitioned that a cluster cannot be reached in a ten-second window
 * @param spotLost that a spot cluster is taken back within its first ten minutes
 * @param machineLost that any cluster is lost within its first ten minutes
 * @param runLost that a run's processes vanish without a report within its first ten minutes
 * @param hintLost that a hint does not arrive
 * @param noticed that a spot cluster which is going to be taken is told so, up to two minutes
 *     before
 * @param nodeLost that one node of several is lost within its first ten minutes
 */
public record Weather(
        Duration longestCreate,
        Duration longestDelete,
        double noCapacity,
        double throttled,
        double createFailsBefore,
        double createFailsAfter,
        double halfMade,
        double inspectFails,
        double inspectIncomplete,
        double terminateFails,
        double terminateIgnored,
        double partitioned,
        double spotLost,
        double machineLost,
        double runLost,
        double hintLost,
        double noticed,
        double nodeLost) {
    /** Nothing ever goes wrong, and nothing takes time. */
    public static final Weather CLEAR =
            new Weather(
                    Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The same, but nothing can be had. */
    public static final Weather FULL =
            new Weather(
                    Duration.ZERO, Duration.ZERO, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The same, but every create makes a part and fails. */
    public static final Weather HALF =
            new Weather(
                    Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Draws a weather: which faults exist at all in this life, and how often. */
    public static Weather drawn(RandomGenerator random) {
        return new Weather(
                Duration.ofSeconds(random.nextInt(0, 240)),
                Duration.ofSeconds(random.nextInt(0, 120)),
                random.nextInt(4) == 0 ? 0.97 : chance(random, 0.7),
                chance(random, 0.3),
                chance(random, 0.4),
                chance(random, 0.4),
                chance(random, 0.4),
                chance(random, 0.5),
                chance(random, 0.5),
                chance(random, 0.5),
                chance(random, 0.3),
                chance(random, 0.4),
                chance(random, 0.6),
                chance(random, 0.3),
                chance(random, 0.2),
                chance(random, 0.5),
                chance(random, 1),
                chance(random, 0.5));
    }

    private static double chance(RandomGenerator random, double most) {
        return random.nextBoolean() ? 0 : random.nextDouble() * most;
    }
}
