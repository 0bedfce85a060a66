package io.skyjobs.core.controller;

import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.TaskState;

import java.time.Duration;

/**
 * How often to try for the last log bytes of an attempt before its cluster is ended without them,
 * and how often to look for more where nothing comes.
 */
final class LogPatience {
    /**
     * The most fetches of logs that do not grow, over all jobs. Ours: about a fifth of a core, and
     * out of reach below 8,000 jobs.
     */
    private static final int QUIET_FETCHES_PER_SECOND = 2_000;

    /** Tries to fetch the last log bytes of a run that ended by itself: about four minutes. */
    private static final int LOG_TRIES = 11;

    /** The same when its machine is lost, or its user waits for it to go: about six seconds. */
    private static final int FEW_LOG_TRIES = 5;

    private LogPatience() {}

    static int tries(TaskState state) {
        return switch (state) {
            case TaskState.Finishing finishing ->
                    finishing.outcome().kind() == Outcome.Kind.CANCELLED
                                    || finishing.outcome().reason().isLoss()
                            ? FEW_LOG_TRIES
                            : LOG_TRIES;
            case TaskState.Recovering recovering ->
                    recovering.cause().isLoss() ? FEW_LOG_TRIES : LOG_TRIES;
            default -> LOG_TRIES;
        };
    }

    /**
     * How often to fetch logs that do not grow, so that those of all jobs together stay cheap.
     *
     * @param jobs how many are live
     */
    static Duration idle(int jobs, Duration shortest) {
        Duration share =
                Duration.ofSeconds(1).multipliedBy(jobs).dividedBy(QUIET_FETCHES_PER_SECOND);
        return share.compareTo(shortest) > 0 ? share : shortest;
    }
}
