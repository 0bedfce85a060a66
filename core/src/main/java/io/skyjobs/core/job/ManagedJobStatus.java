package io.skyjobs.core.job;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The public status of a task or a job, in the words that users' scripts know. */
public enum ManagedJobStatus {
    PENDING,
    STARTING,
    RUNNING,
    RECOVERING,
    CANCELLING,
    SUCCEEDED,
    CANCELLED,
    FAILED,
    FAILED_SETUP,
    FAILED_PRECHECKS,
    FAILED_NO_RESOURCE,
    FAILED_CONTROLLER;

    /**
     * How much a live status says of the whole job; the first one found among its tasks is the
     * job's.
     */
    private static final List<ManagedJobStatus> LIVE =
            List.of(CANCELLING, RUNNING, RECOVERING, STARTING, PENDING);

    /** The names of those that may still change. */
    public static Set<String> liveNames() {
        return LIVE.stream().map(ManagedJobStatus::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it never changes again. */
    public boolean isTerminal() {
        return !LIVE.contains(this);
    }

    /** Whether it is {@code FAILED} or one of its relatives. */
    public boolean isFailure() {
        return isTerminal() && this != SUCCEEDED && this != CANCELLED;
    }

    /**
     * The one rule that makes a job's status of its tasks': while a task is live, the liveliest of
     * them; when all have ended, the first failure in task order, else CANCELLED if any was
     * cancelled, else SUCCEEDED.
     *
     * @param tasks statuses in task order, at least one
     */
    public static ManagedJobStatus ofTasks(List<ManagedJobStatus> tasks) {
        for (ManagedJobStatus live : LIVE) {
            if (tasks.contains(live)) {
                return live;
            }
        }
        for (ManagedJobStatus task : tasks) {
            if (task.isFailure()) {
                return task;
            }
        }
        return tasks.contains(CANCELLED) ? CANCELLED : SUCCEEDED;
    }

    /** The status that an outcome is shown as. */
    public static ManagedJobStatus ofOutcome(Outcome outcome) {
        return switch (outcome.kind()) {
            case SUCCEEDED -> SUCCEEDED;
            case CANCELLED -> CANCELLED;
            case FAILED ->
                    switch (outcome.reason().code()) {
                        case SETUP_EXIT -> FAILED_SETUP;
                        case AUTH, CONFIG, STORAGE_REFUSED -> FAILED_PRECHECKS;
                        case NO_RESOURCE -> FAILED_PRECHECKS;
                        case CAPACITY, QUOTA -> FAILED_NO_RESOURCE;
                        default -> FAILED;
                    };
        };
    }
}
