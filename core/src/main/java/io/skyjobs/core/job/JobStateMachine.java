package io.skyjobs.core.job;

import io.skyjobs.core.job.TaskState.Cleanup;
import io.skyjobs.core.job.TaskState.Ended;
import io.skyjobs.core.job.TaskState.Finishing;
import io.skyjobs.core.job.TaskState.Pending;
import io.skyjobs.core.job.TaskState.Recovering;
import io.skyjobs.core.job.TaskState.Running;
import io.skyjobs.core.job.TaskState.Starting;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The only place where a task's state changes: a pure function from a state and an event to the
 * next state. An event that the state does not know, or that names another attempt, is illegal
 * here; the caller looks at the state before it makes an event.
 */
public final class JobStateMachine {
    private JobStateMachine() {}

    /** An event came that the state has no place for: a bug of the caller. */
    public static final class IllegalTransition extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        IllegalTransition(TaskState state, JobEvent event) {
            super(event + " is not possible in " + state);
        }
    }

    /** The state of a task of a job that was just accepted. */
    public static TaskState initial(Instant at, boolean waitsForOthers) {
        Reason reason = Reason.of(waitsForOthers ? ReasonCode.EARLIER_TASK : ReasonCode.SUBMITTED);
        return new Pending(Progress.NONE, reason, at);
    }

    /**
     * The state after an event.
     *
     * @throws IllegalTransition when the event has no place in the state
     */
    public static TaskState next(TaskState state, JobEvent event) {
        if (event instanceof JobEvent.OfAttempt about
                && !(event instanceof JobEvent.OfferChosen)
                && state.liveAttempt().map(Attempt::number).orElse(0) != about.attempt()) {
            throw new IllegalTransition(state, event);
        }
        return switch (state) {
            case Pending pending -> fromPending(pending, event);
            case Starting starting -> fromStarting(starting, event);
            case Running running -> fromRunning(running, event);
            case Recovering recovering -> fromRecovering(recovering, event);
            case Finishing finishing -> fromFinishing(finishing, event);
            case Ended ended -> throw new IllegalTransition(ended, event);
        };
    }

    private static TaskState fromPending(Pending state, JobEvent event) {
        Progress progress = state.progress();
        return switch (event) {
            case JobEvent.Submitted submitted ->
                    new Pending(progress, state.waiting(), submitted.at());
            case JobEvent.Postponed put -> new Pending(progress, put.reason(), put.notBefore());
            case JobEvent.OfferChosen chosen -> begin(state, chosen);
            case JobEvent.NothingToRun none ->
                    new Ended(
                            progress.beginning(progress.attempts(), none.at()).running(none.at()),
                            succeeded(none.at(), "nothing to run"));
            case JobEvent.TaskFailed failed ->
                    new Ended(
                            progress,
                            new Outcome(Outcome.Kind.FAILED, failed.reason(), failed.at()));
            case JobEvent.Skipped skipped ->
                    new Ended(
                            progress,
                            new Outcome(Outcome.Kind.CANCELLED, skipped.reason(), skipped.at()));
            case JobEvent.CancelRequested cancel -> new Ended(progress, cancelled(cancel));
            default -> throw new IllegalTransition(state, event);
        };
    }

    private static TaskState fromStarting(Starting state, JobEvent event) {
        Progress progress = state.progress();
        Attempt attempt = state.attempt();
        return switch (event) {
            case JobEvent.ClusterUp up when !state.up() ->
                    new Starting(progress, attempt.up(up.hosts(), up.at()), true);
            case JobEvent.RunStarted started when state.up() ->
                    new Running(
                            progress.running(started.at()), attempt.started(started.at()), false);
            case JobEvent.LaunchFailed failed ->
                    new Recovering(
                            progress.counting(failed.reason().code()).blocking(failed.blocked()),
                            Optional.of(attempt.ended(failed.reason(), failed.at())),
                            true,
                            failed.reason(),
                            failed.reason(),
                            failed.at());
            case JobEvent.TaskFailed failed -> fail(progress, attempt, failed, state.up());
            case JobEvent.CancelRequested cancel -> cancel(progress, attempt, cancel, state.up());
            default -> throw new IllegalTransition(state, event);
        };
    }

    private static TaskState fromRunning(Running state, JobEvent event) {
        Attempt attempt = state.attempt();
        Progress spent = state.progress().ranFor(since(attempt, event.at()));
        return switch (event) {
            case JobEvent.SetupPassed passed when !state.pastSetup() ->
                    new Running(state.progress(), attempt.pastSetup(passed.at()), true);
            case JobEvent.RunSucceeded done -> {
                Outcome outcome = succeeded(done.at(), done.evidence());
                yield new Finishing(
                        spent,
                        Optional.of(attempt.ended(outcome.reason(), done.at())),
                        outcome,
                        Cleanup.OPEN);
            }
            case JobEvent.AttemptFailed failed ->
                    new Recovering(
                            spent.counting(failed.reason().code()).blocking(failed.blocked()),
                            Optional.of(attempt.ended(failed.reason(), failed.at())),
                            false,
                            failed.reason(),
                            failed.reason(),
                            failed.notBefore());
            case JobEvent.TaskFailed failed ->
                    fail(spent.counting(failed.reason().code()), attempt, failed, true);
            case JobEvent.CancelRequested cancel -> cancel(spent, attempt, cancel, true);
            default -> throw new IllegalTransition(state, event);
        };
    }

    private static TaskState fromRecovering(Recovering state, JobEvent event) {
        Progress progress = state.progress();
        return switch (event) {
            case JobEvent.LogsKept kept when !state.logsKept() ->
                    new Recovering(
                            progress,
                            state.leftover(),
                            true,
                            state.cause(),
                            state.waiting(),
                            state.notBefore());
            case JobEvent.CleanupTroubled troubled when state.leftover().isPresent() ->
                    new Recovering(
                            progress,
                            state.leftover(),
                            state.logsKept(),
                            state.cause(),
                            troubled.reason(),
                            state.notBefore());
            case JobEvent.ClusterGone gone when state.leftover().isPresent() -> cleared(state);
            case JobEvent.Postponed put when state.leftover().isEmpty() ->
                    new Recovering(
                            progress,
                            Optional.empty(),
                            true,
                            state.cause(),
                            put.reason(),
                            put.notBefore());
            case JobEvent.OfferChosen chosen when state.leftover().isEmpty() ->
                    begin(state, chosen);
            case JobEvent.TaskFailed failed -> {
                Outcome outcome = new Outcome(Outcome.Kind.FAILED, failed.reason(), failed.at());
                yield finishing(progress, state, outcome);
            }
            case JobEvent.CancelRequested cancel -> finishing(progress, state, cancelled(cancel));
            default -> throw new IllegalTransition(state, event);
        };
    }

    private static TaskState fromFinishing(Finishing state, JobEvent event) {
        Cleanup cleanup = state.cleanup();
        return switch (event) {
            case JobEvent.LogsKept kept when !cleanup.logsKept() ->
                    finished(state, new Cleanup(true, cleanup.clusterGone(), cleanup.trouble()));
            case JobEvent.ClusterGone gone when !cleanup.clusterGone() ->
                    finished(state, new Cleanup(cleanup.logsKept(), true, Optional.empty()));
            case JobEvent.CleanupTroubled troubled ->
                    new Finishing(
                            state.progress(),
                            state.leftover(),
                            state.outcome(),
                            new Cleanup(
                                    cleanup.logsKept(),
                                    cleanup.clusterGone(),
                                    Optional.of(troubled.reason())));
            default -> throw new IllegalTransition(state, event);
        };
    }

    private static TaskState begin(TaskState state, JobEvent.OfferChosen chosen) {
        Progress progress = state.progress();
        if (chosen.attempt() != progress.attempts() + 1) {
            throw new IllegalTransition(state, chosen);
        }
        Attempt attempt =
                new Attempt(
                        chosen.attempt(),
                        chosen.cluster(),
                        chosen.offer(),
                        chosen.option(),
                        chosen.nodes(),
                        List.of(),
                        Attempt.Times.requested(chosen.at()),
                        Optional.empty());
        return new Starting(progress.beginning(chosen.attempt(), chosen.at()), attempt, false);
    }

    private static TaskState cleared(Recovering state) {
        return state.progress().hasRun()
                ? new Recovering(
                        state.progress(),
                        Optional.empty(),
                        true,
                        state.cause(),
                        state.cause(),
                        state.notBefore())
                : new Pending(state.progress(), state.cause(), state.notBefore());
    }

    private static TaskState fail(
            Progress progress, Attempt attempt, JobEvent.TaskFailed failed, boolean hasLogs) {
        Outcome outcome = new Outcome(Outcome.Kind.FAILED, failed.reason(), failed.at());
        return new Finishing(
                progress,
                Optional.of(attempt.ended(failed.reason(), failed.at())),
                outcome,
                cleanup(hasLogs));
    }

    private static TaskState cancel(
            Progress progress, Attempt attempt, JobEvent.CancelRequested cancel, boolean hasLogs) {
        Outcome outcome = cancelled(cancel);
        return new Finishing(
                progress,
                Optional.of(attempt.ended(outcome.reason(), cancel.at())),
                outcome,
                cleanup(hasLogs));
    }

    /** A cluster that was never up has no logs to wait for. */
    private static Cleanup cleanup(boolean hasLogs) {
        return new Cleanup(!hasLogs, false, Optional.empty());
    }

    private static TaskState finishing(Progress progress, Recovering state, Outcome outcome) {
        return state.leftover().isEmpty()
                ? new Ended(progress, outcome)
                : new Finishing(
                        progress,
                        state.leftover(),
                        outcome,
                        new Cleanup(state.logsKept(), false, Optional.empty()));
    }

    private static TaskState finished(Finishing state, Cleanup cleanup) {
        return cleanup.done()
                ? new Ended(state.progress(), state.outcome())
                : new Finishing(state.progress(), state.leftover(), state.outcome(), cleanup);
    }

    private static Outcome succeeded(Instant at, String evidence) {
        return new Outcome(
                Outcome.Kind.SUCCEEDED,
                new Reason(ReasonCode.SUCCEEDED, ReasonCode.SUCCEEDED.sentence(), evidence),
                at);
    }

    private static Outcome cancelled(JobEvent.CancelRequested cancel) {
        return new Outcome(
                Outcome.Kind.CANCELLED,
                new Reason(
                        ReasonCode.CANCELLED_BY_USER,
                        "Cancelled by " + cancel.by() + ".",
                        "requested by " + cancel.by()),
                cancel.at());
    }

    private static Duration since(Attempt attempt, Instant at) {
        return attempt.times()
                .setup()
                .map(start -> Duration.between(start, at))
                .orElse(Duration.ZERO);
    }
}
