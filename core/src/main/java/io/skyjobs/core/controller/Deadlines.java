package io.skyjobs.core.controller;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;

import java.time.Instant;
import java.util.Optional;

/** When a task of a job may start, and when its user's own limits end it. Pure. */
final class Deadlines {
    private final JobSpec spec;

    Deadlines(JobSpec spec) {
        this.spec = spec;
    }

    /** Whether a task may be launched: what it needs has succeeded, and its files are ready. */
    boolean mayStart(ManagedJob job, int task) {
        return job.storage().isReady() && isItsTurn(job, task);
    }

    /** Whether all that a task needs has succeeded and is cleared away. */
    private boolean isItsTurn(ManagedJob job, int task) {
        return spec.needs().get(task).stream()
                .allMatch(
                        need ->
                                job.tasks().get(need) instanceof TaskState.Ended ended
                                        && ended.outcome().succeeded());
    }

    /** The end of a task whose limit has passed. */
    Optional<JobEvent> overdue(ManagedJob job, int task, Instant now) {
        TaskState state = job.tasks().get(task);
        return of(job, task)
                .filter(limit -> !limit.isAfter(now))
                .map(
                        limit -> {
                            ReasonCode code =
                                    state instanceof TaskState.Running
                                            ? ReasonCode.MAX_DURATION
                                            : ReasonCode.MAX_WAIT;
                            return new JobEvent.TaskFailed(
                                    now,
                                    new Reason(code, code.sentence(), "it was due at " + limit));
                        });
    }

    /** When a task ends because its user set a limit; empty when nothing limits it now. */
    Optional<Instant> of(ManagedJob job, int task) {
        TaskSpec of = spec.tasks().get(task);
        TaskState state = job.tasks().get(task);
        if (state instanceof TaskState.Running running) {
            return of.maxDuration()
                    .map(most -> most.minus(state.progress().ran()))
                    .flatMap(left -> running.attempt().times().setup().map(it -> it.plus(left)));
        }
        boolean waits = outcome(state).isEmpty() && !state.progress().hasRun();
        return waits && isItsTurn(job, task)
                ? of.maxWait().map(most -> mayStartSince(job, task).plus(most))
                : Optional.empty();
    }

    private Instant mayStartSince(ManagedJob job, int task) {
        return spec.needs().get(task).stream()
                .flatMap(need -> outcome(job.tasks().get(need)).stream())
                .map(Outcome::at)
                .max(Instant::compareTo)
                .orElse(job.submitted());
    }

    /** How a task ended, as soon as that is known. */
    static Optional<Outcome> outcome(TaskState state) {
        return switch (state) {
            case TaskState.Finishing finishing -> Optional.of(finishing.outcome());
            case TaskState.Ended ended -> Optional.of(ended.outcome());
            case TaskState.Pending pending -> Optional.empty();
            case TaskState.Starting starting -> Optional.empty();
            case TaskState.Running running -> Optional.empty();
            case TaskState.Recovering recovering -> Optional.empty();
        };
    }
}
