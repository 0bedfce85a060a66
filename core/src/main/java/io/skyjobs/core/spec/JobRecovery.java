package io.skyjobs.core.spec;

import java.util.List;

/**
 * When a failed or lost attempt of a task is followed by another.
 *
 * @param strategy where the next attempt goes after a loss
 * @param maxRestartsOnErrors how many failures of the user's own code are followed by a restart
 * @param recoverOnExitCodes exit codes that are always followed by a restart, each 0 to 255
 * @param returnToSpot whether a task that allows spot and on demand goes back to spot at a recovery
 *     after it has run on demand
 */
public record JobRecovery(
        Strategy strategy,
        int maxRestartsOnErrors,
        List<Integer> recoverOnExitCodes,
        boolean returnToSpot) {
    /** What applies when nothing is said. */
    public static final JobRecovery DEFAULT =
            new JobRecovery(Strategy.EAGER_NEXT_REGION, 0, List.of());

    public JobRecovery {
        recoverOnExitCodes = List.copyOf(recoverOnExitCodes);
        if (maxRestartsOnErrors < 0) {
            throw new IllegalArgumentException("restarts cannot be negative");
        }
    }

    /** One that goes back to spot. */
    public JobRecovery(
            Strategy strategy, int maxRestartsOnErrors, List<Integer> recoverOnExitCodes) {
        this(strategy, maxRestartsOnErrors, recoverOnExitCodes, true);
    }

    /** Where the next attempt goes after a loss. */
    public enum Strategy {
        /** To another region than the one just lost, while there is one; else to another zone. */
        EAGER_NEXT_REGION,
        /** To another zone of the same region first, then anywhere. */
        FAILOVER,
        /** Nowhere: there is never a second attempt. */
        NONE
    }
}
