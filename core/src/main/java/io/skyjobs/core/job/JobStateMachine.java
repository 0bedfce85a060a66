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

        IllegalTransition(Object state, JobEvent event) {
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
        if (event instanceof JobEvent.OfStandby about) {
            return StandbyMachine.next(state, about);
        }
        if (event instanceof JobEvent.OfStorage) {
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
            case JobEvent.FilesPlaced placed when state.up() -> state;
            case JobEvent.RunStarted started when state.up() ->
                    new Running(
                            progress.running(started.at(), attempt.offer().spot()),
                            attempt.started(started.at()),
                            false);
            case JobEvent.LaunchFailed failed ->
                    new Recovering(
                            progress.counting(failed.reason().code()).blocking(failed.blocked()),
                            Optional.of(attempt.ended(failed.reason(), failed.at())),
                            true,
                            failed.reason(),
                            failed.reason(),
                            failed.at());
            case JobEvent.TaskFailed failed -> fail(state, progress, failed, state.up());
            case JobEvent.CancelRequested cancel -> cancel(state, progress, cancel, state.up());
            default -> throw new IllegalTransition(state, event);
        };
    }

    private static TaskState fromRunning(Running state, JobEvent event) {
        Attempt attempt = state.attempt();
        Duration length = attempt.ranUntil(event.at());
        Progress spent = state.progress().ranFor(length);
        return switch (event) {
            case JobEvent.SetupPassed passed when !state.pastSetup() ->
                    new Running(
                            state.progress(),
                            attempt.pastSetup(passed.at()),
                            true,
                            state.notice(),
                            state.standby());
            case JobEvent.NoticeGiven given when state.notice().isEmpty() ->
                    new Running(
                            state.progress(),
                            attempt,
                            state.pastSetup(),
                            Optional.of(new TaskState.Notice(given.until(), given.evidence())),
                            state.standby());
            case JobEvent.RunSucceeded done -> {
                Outcome outcome = succeeded(done.at(), done.evidence());
                yield new Finishing(
                        spent,
                        Optional.of(attempt.ended(outcome.reason(), done.at())),
                        outcome,
                        Cleanup.OPEN,
                        StandbyMachine.unneeded(state, done.at()));
            }
            case JobEvent.AttemptFailed failed when !failed.keeps() || state.standby().isEmpty() ->
                    new Recovering(
                            spent.failed(failed, attempt, length),
                            Optional.of(attempt.ended(failed.reason(), failed.at())),
                            false,
                            failed.keeps(),
                            state.standby(),
                            failed.reason(),
                            failed.reason(),
                            failed.notBefore());
            case JobEvent.TaskFailed failed ->
                    fail(state, spent.counting(failed.reason().code()), failed, true);
            case JobEvent.CancelRequested cancel -> cancel(state, spent, cancel, true);
            default -> throw new IllegalTransition(state, event);
        };
    }

    private static TaskState fromRecovering(Recovering state, JobEvent event) {
        boolean open = state.leftover().isPresent();
        return switch (event) {
            case JobEvent.LogsKept kept when !state.logsKept() ->
                    waiting(state, true, state.keeps(), state.waiting());
            case JobEvent.CleanupTroubled troubled when open ->
                    waiting(state, state.logsKept(), state.keeps(), troubled.reason());
            case JobEvent.SurvivorsLeft left when open && state.keeps() ->
                    waiting(state, state.logsKept(), false, left.reason());
            case JobEvent.ClusterGone gone when open -> cleared(state);
            case JobEvent.Postponed put when !open ->
                    new Recovering(
                            state.progress(),
                            Optional.empty(),
                            true,
                            state.cause(),
                            put.reason(),
                            put.notBefore());
            case JobEvent.OfferChosen chosen when !open || takesOver(state, chosen) ->
                    begin(state, chosen);
            case JobEvent.TaskFailed failed -> {
                Outcome outcome = new Outcome(Outcome.Kind.FAILED, failed.reason(), failed.at());
                yield finishing(state, outcome);
            }
            case JobEvent.CancelRequested cancel -> finishing(state, cancelled(cancel));
            default -> throw new IllegalTransition(state, event);
        };
    }

    /** Whether the next attempt gets what is left of the cluster of the one before. */
    private static boolean takesOver(Recovering state, JobEvent.OfferChosen chosen) {
        return state.keeps()
                && state.logsKept()
                && state.leftover()
                        .filter(old -> old.cluster().equals(chosen.cluster()))
                        .isPresent();
    }

    private static TaskState waiting(
            Recovering state, boolean logsKept, boolean keeps, Reason waiting) {
        return new Recovering(
                state.progress(),
                state.leftover(),
                logsKept,
                keeps,
                state.standby(),
                state.cause(),
                waiting,
                state.notBefore());
    }

    private static TaskState fromFinishing(Finishing state, JobEvent event) {
        Cleanup cleanup = state.cleanup();
        return switch (event) {
            case JobEvent.LogsKept kept when !cleanup.logsKept() ->
                    finished(
                            state,
                            new Cleanup(
                                    true,
                                    cleanup.clusterGone(),
                                    cleanup.trouble(),
                                    cleanup.graceUntil()));
            case JobEvent.GraceOver over when cleanup.graceUntil().isPresent() ->
                    new Finishing(
                            state.progress(),
                            state.leftover(),
                            state.outcome(),
                            new Cleanup(
                                    cleanup.logsKept(), cleanup.clusterGone(), cleanup.trouble()),
                            state.standby());
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
                                    Optional.of(troubled.reason()),
                                    cleanup.graceUntil()),
                            state.standby());
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

    /** The standby takes over; one that is not to be used is what is left to clear away. */
    private static TaskState cleared(Recovering state) {
        if (state.standby().isPresent()) {
            TaskState.Standby next = state.standby().get();
            return next.discarded()
                    ? new Recovering(
                            state.progress(),
                            Optional.of(next.attempt()),
                            true,
                            state.cause(),
                            state.waiting(),
                            state.notBefore())
                    : new Starting(state.progress(), next.attempt(), next.up());
        }
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
            TaskState state, Progress spent, JobEvent.TaskFailed failed, boolean hasLogs) {
        Outcome outcome = new Outcome(Outcome.Kind.FAILED, failed.reason(), failed.at());
        return over(state, spent, outcome, hasLogs);
    }

    private static TaskState cancel(
            TaskState state, Progress spent, JobEvent.CancelRequested cancel, boolean hasLogs) {
        Finishing over = over(state, spent, cancelled(cancel), hasLogs);
        Cleanup cleanup = over.cleanup();
        return new Finishing(
                over.progress(),
                over.leftover(),
                over.outcome(),
                new Cleanup(
                        cleanup.logsKept(),
                        cleanup.clusterGone(),
                        cleanup.trouble(),
                        state instanceof Running ? cancel.graceUntil() : Optional.empty()),
                over.standby());
    }

    /** A cluster that was never up has no logs to wait for. */
    private static Finishing over(
            TaskState state, Progress spent, Outcome outcome, boolean hasLogs) {
        return new Finishing(
                spent,
                state.liveAttempt().map(it -> it.ended(outcome.reason(), outcome.at())),
                outcome,
                new Cleanup(!hasLogs, false, Optional.empty()),
                StandbyMachine.unneeded(state, outcome.at()));
    }

    private static TaskState finishing(Recovering state, Outcome outcome) {
        return state.leftover().isEmpty()
                ? new Ended(state.progress(), outcome)
                : new Finishing(
                        state.progress(),
                        state.leftover(),
                        outcome,
                        new Cleanup(state.logsKept(), false, Optional.empty()),
                        StandbyMachine.unneeded(state, outcome.at()));
    }

    private static TaskState finished(Finishing state, Cleanup cleanup) {
        if (!cleanup.done()) {
            return new Finishing(
                    state.progress(), state.leftover(), state.outcome(), cleanup, state.standby());
        }
        // What was to take over is what is left to clear away.
        return state.standby()
                .<TaskState>map(
                        standby ->
                                new Finishing(
                                        state.progress(),
                                        Optional.of(standby.attempt()),
                                        state.outcome(),
                                        new Cleanup(true, false, Optional.empty())))
                .orElseGet(() -> new Ended(state.progress(), state.outcome()));
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
}
