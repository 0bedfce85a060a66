package io.skyjobs.app.server;

import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.optimizer.PlanProblem;
import io.skyjobs.core.optimizer.RejectionCode;

/** Who must act on a code; a new code does not compile until it is said. */
final class WhoActs {
    private static final String NOBODY = "nobody";
    private static final String NOBODY_WAIT = "nobody; it is tried again";
    private static final String USER = "user";
    private static final String ADMINISTRATOR = "administrator";
    private static final String DEVELOPER = "developer";

    private WhoActs() {}

    static String on(ProblemCode code) {
        return switch (code) {
            case UNAUTHORIZED,
                    FORBIDDEN,
                    WRONG_HOST,
                    TOO_LARGE,
                    BAD_REQUEST,
                    BAD_TASK,
                    NOT_FOUND,
                    WRONG_METHOD,
                    NO_SUCH_JOB,
                    AMBIGUOUS_NAME,
                    NO_SIMULATION,
                    FILES_NEEDED,
                    PATHS_NEEDED,
                    NOT_STEERED ->
                    USER;
            case WIRE_VERSION -> "user: restart the server, or use its release";
            case NO_PLACE -> "user, or administrator where a place is not enabled";
            case FILE_CHANGED -> "user: upload it again when it is not being written";
            case NOT_ACCEPTING, LOG_UNREADABLE, DISK_FULL, FILES_UNAVAILABLE -> ADMINISTRATOR;
            case BUSY -> "user: ask again later";
            case INTERNAL -> DEVELOPER;
        };
    }

    static String on(ReasonCode code) {
        return switch (code) {
            case SUBMITTED,
                    EARLIER_TASK,
                    LAUNCH_SLOTS,
                    RUNNING_LIMIT,
                    LAUNCHING,
                    RUNNING,
                    SUCCEEDED,
                    PREPARING,
                    NOT_NEEDED ->
                    NOBODY;
            case CAPACITY,
                    THROTTLED,
                    INFRASTRUCTURE,
                    STORAGE,
                    PREEMPTED,
                    NODE_LOST,
                    RECOVERABLE_EXIT ->
                    NOBODY_WAIT;
            case USER_EXIT,
                    SETUP_EXIT,
                    OUT_OF_MEMORY,
                    CONFIG,
                    STORAGE_REFUSED,
                    MAX_DURATION,
                    MAX_WAIT ->
                    USER;
            case CANCELLED_BY_USER -> NOBODY;
            case EARLIER_TASK_FAILED -> "user, for the earlier task";
            case QUOTA, AUTH -> ADMINISTRATOR;
            case NO_RESOURCE -> "user, or administrator where a place is not enabled";
        };
    }

    static String on(PlanProblem.Code code) {
        return switch (code) {
            case INVALID_CLOUD,
                    INVALID_PLACE,
                    AMBIGUOUS_PLACE,
                    INVALID_INSTANCE_TYPE,
                    AMBIGUOUS_INSTANCE_TYPE,
                    CONTRADICTION,
                    NOTHING_FITS ->
                    USER;
            case NO_ACCESS, NOT_ENABLED -> ADMINISTRATOR;
            case ALL_BLOCKED -> NOBODY_WAIT;
        };
    }

    static String on(RejectionCode code) {
        return switch (code) {
            case PLACE,
                    NO_SPOT,
                    NO_MULTI_NODE,
                    NO_PORTS,
                    NO_IMAGES,
                    NO_FUSE,
                    SHARED_FILES,
                    NO_SERVER_DISK,
                    NO_STOP,
                    MARKET,
                    INSTANCE_TYPE,
                    ACCELERATOR,
                    ACCELERATOR_COUNT,
                    TOO_FEW_CPUS,
                    TOO_MANY_CPUS,
                    TOO_LITTLE_MEMORY,
                    TOO_MUCH_MEMORY,
                    NOT_USUAL_SIZE,
                    IMAGE_REGION,
                    PRICE ->
                    USER;
            case BLOCKED -> NOBODY_WAIT;
            case NOT_ENABLED -> ADMINISTRATOR;
        };
    }
}
