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
 * @param partitioned that a cluster cannot be reached in a window of time
 * @param spotLost that a spot cluster is taken back within its first ten minutes
 * @param machineLost that any cluster is lost within its first ten minutes
 * @param runLost that a run's processes vanish without a report within its first ten minutes
 * @param hintLost that a hint does not arrive
 * @param machines what happens to single machines, and to the ways to them
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
        Machines machines) {
    /**
     * What happens to single machines, and to the ways to them.
     *
     * @param lost that a node of a cluster of several is lost within its first ten minutes
     * @param peersCrash that the other nodes' programs fail when one node is lost
     * @param noticed that a spot machine is announced to go before it goes
     * @param notice how long before
     * @param falseNotice that a spot machine is announced to go and stays
     * @param replaced whether lost nodes of a cluster are made again for a newer attempt
     * @param outage that the cloud answers nothing in a ten-minute window
     * @param cut how long a cluster that cannot be reached stays so at least
     * @param replyLost that a node does what it is told and the reply is lost
     * @param storage that a run has trouble with a bucket, or takes its time to save what it wrote
     */
    public record Machines(
            double lost,
            double peersCrash,
            double noticed,
            Duration notice,
            double falseNotice,
            boolean replaced,
            double outage,
            Duration cut,
            double replyLost,
            double storage) {
        /** Nothing of it happens. */
        public static final Machines SOUND =
                new Machines(0, 0, 0, Duration.ZERO, 0, false, 0, Duration.ofSeconds(10), 0, 0);

        private static Machines drawn(RandomGenerator random) {
            return new Machines(
                    chance(random, 0.6),
                    chance(random, 1),
                    chance(random, 1),
                    Duration.ofSeconds(random.nextInt(20, 150)),
                    chance(random, 0.3),
                    random.nextBoolean(),
                    random.nextInt(3) == 0 ? chance(random, 0.5) : 0,
                    Duration.ofSeconds(random.nextInt(3) == 0 ? 600 : 10),
                    chance(random, 0.2),
                    chance(random, 0.3));
        }
    }

    /** With sound machines. */
    public Weather(
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
            double hintLost) {
        this(
                longestCreate,
                longestDelete,
                noCapacity,
                throttled,
                createFailsBefore,
                createFailsAfter,
                halfMade,
                inspectFails,
                inspectIncomplete,
                terminateFails,
                terminateIgnored,
                partitioned,
                spotLost,
                machineLost,
                runLost,
                hintLost,
                Machines.SOUND);
    }

    /** Nothing ever goes wrong, and nothing takes time. */
    public static final Weather CLEAR =
            new Weather(Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The same, but nothing can be had. */
    public static final Weather FULL =
            new Weather(Duration.ZERO, Duration.ZERO, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** The same, but every create makes a part and fails. */
    public static final Weather HALF =
            new Weather(Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);

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
                Machines.drawn(random));
    }

    private static double chance(RandomGenerator random, double most) {
        return random.nextBoolean() ? 0 : random.nextDouble() * most;
    }
}
