package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.TaskState;

import java.time.Instant;
import java.util.Optional;

/** When a cancelled run that may still save what it has is waited for no more. Pure. */
final class Graces {
    private Graces() {}

    /** Until when a run is waited for; empty when none is. */
    static Optional<Instant> until(TaskState state) {
        return state instanceof TaskState.Finishing finishing
                ? finishing.cleanup().graceUntil()
                : Optional.empty();
    }

    /** Its end, for a reason. */
    static Optional<JobEvent> over(TaskState state, Instant now, String evidence) {
        int attempt = state.liveAttempt().map(Attempt::number).orElse(0);
        return until(state).map(it -> new JobEvent.GraceOver(now, attempt, evidence));
    }

    /** Its end, once its time is over. */
    static Optional<JobEvent> timeout(TaskState state, Instant now) {
        return until(state)
                .filter(limit -> !limit.isAfter(now))
                .flatMap(limit -> over(state, now, "it was waited for until " + limit));
    }
}
