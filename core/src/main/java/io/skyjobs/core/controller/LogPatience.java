package io.skyjobs.core.controller;

import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.TaskState;

/**
 * How often to try for the last log bytes of an attempt before its cluster is ended without them.
 */
final class LogPatience {
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
}
