package io.skyjobs.app.server;

import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.util.List;
import java.util.TreeMap;

/** The attempts of a task as they are now: those stored, and the live one of its state. */
final class KnownAttempts {
    private KnownAttempts() {}

    /** All attempts in order. */
    static List<Attempt> of(ControlPlane plane, StoredJob job, int task) {
        TreeMap<Integer, Attempt> attempts = new TreeMap<>();
        plane.attempts(job.job().id(), task).forEach(it -> attempts.put(it.number(), it));
        // The state is the newer truth about the attempts that it holds.
        TaskState state = job.job().tasks().get(task);
        state.liveAttempt().ifPresent(live -> attempts.put(live.number(), live));
        state.standby()
                .map(TaskState.Standby::attempt)
                .ifPresent(next -> attempts.put(next.number(), next));
        return List.copyOf(attempts.values());
    }
}
