package io.skyjobs.core.controller;

import io.skyjobs.core.controller.ControlPlane.Cause;
import io.skyjobs.core.controller.LaunchSlots.Line;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.webhook.StatusChange;

import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;

/** What a commit changes for those who only see the public status. Pure. */
final class StatusChanges {
    private StatusChanges() {}

    /**
     * The change between two versions of a job; empty when its public status stays.
     *
     * @param line the place of a task in the queue for a launch
     */
    static Optional<StatusChange> of(
            ManagedJob before, ManagedJob after, Instant at, IntFunction<Optional<Line>> line) {
        ManagedJobStatus status = after.status();
        if (before.status() == status) {
            return Optional.empty();
        }
        int task = telling(after, status);
        TaskState state = after.tasks().get(task);
        Optional<Attempt> attempt =
                state.liveAttempt().or(() -> before.tasks().get(task).liveAttempt());
        return Optional.of(
                new StatusChange(
                        Optional.of(before.status()),
                        status,
                        at,
                        task,
                        attempt.map(Attempt::number).orElse(state.progress().attempts()),
                        attempt.map(Attempt::offer),
                        reason(after, state, at, line.apply(task))));
    }

    /** Of a task that is over, why it ended; what is still cleared away then is not the reason. */
    private static Reason reason(ManagedJob job, TaskState state, Instant at, Optional<Line> line) {
        if (state instanceof TaskState.Finishing over && state.status().isTerminal()) {
            return Reason.of(over.outcome().reason().code(), over.outcome().reason().sentence());
        }
        Cause cause =
                StorageStanding.of(job, state, at)
                        .orElseGet(() -> Standing.of(state, at, line))
                        .cause();
        return Reason.of(cause.code(), cause.sentence());
    }

    private static int telling(ManagedJob job, ManagedJobStatus status) {
        for (int task = 0; task < job.tasks().size(); task++) {
            if (job.tasks().get(task).status() == status) {
                return task;
            }
        }
        return job.tasks().size() - 1;
    }
}
