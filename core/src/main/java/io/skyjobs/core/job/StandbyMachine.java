package io.skyjobs.core.job;

import io.skyjobs.core.job.JobStateMachine.IllegalTransition;
import io.skyjobs.core.job.TaskState.Finishing;
import io.skyjobs.core.job.TaskState.Recovering;
import io.skyjobs.core.job.TaskState.Running;
import io.skyjobs.core.job.TaskState.Standby;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The part of the state machine that is about the cluster made beforehand: such an event changes
 * the standby and leaves the rest of the state as it is.
 */
final class StandbyMachine {
    private StandbyMachine() {}

    static TaskState next(TaskState state, JobEvent.OfStandby event) {
        Optional<Standby> standby = state.standby();
        if (event instanceof JobEvent.StandbyChosen chosen) {
            boolean fits =
                    standby.isEmpty()
                            && mayHaveOne(state)
                            && chosen.attempt() == state.progress().attempts() + 1;
            if (!fits) {
                throw new IllegalTransition(state, event);
            }
            Progress begun = state.progress().beginning(chosen.attempt(), chosen.at());
            return with(state, begun, Optional.of(new Standby(attempt(chosen), false, false)));
        }
        if (standby.map(it -> it.attempt().number()).orElse(0) != event.attempt()) {
            throw new IllegalTransition(state, event);
        }
        Standby now = standby.orElseThrow();
        Progress progress = state.progress();
        return switch (event) {
            case JobEvent.StandbyUp up when !now.up() && !now.discarded() ->
                    with(
                            state,
                            progress,
                            Optional.of(
                                    new Standby(
                                            now.attempt().up(up.hosts(), up.at()), true, false)));
            case JobEvent.StandbyDropped dropped when !now.discarded() ->
                    with(
                            state,
                            progress.counting(dropped.reason().code()).blocking(dropped.blocked()),
                            Optional.of(now.discard(dropped.reason(), dropped.at())));
            case JobEvent.StandbyGone gone when now.discarded() ->
                    with(state, progress, Optional.empty());
            default -> throw new IllegalTransition(state, event);
        };
    }

    /** The standby of a state that ends for good. */
    static Optional<Standby> unneeded(TaskState state, Instant at) {
        return state.standby().map(it -> it.discard(Reason.of(ReasonCode.NOT_NEEDED), at));
    }

    private static boolean mayHaveOne(TaskState state) {
        return state instanceof Running
                || (state instanceof Recovering recovering
                        && recovering.leftover().isPresent()
                        && !recovering.keeps());
    }

    private static Attempt attempt(JobEvent.StandbyChosen chosen) {
        return new Attempt(
                chosen.attempt(),
                chosen.cluster(),
                chosen.offer(),
                chosen.option(),
                chosen.nodes(),
                List.of(),
                Attempt.Times.requested(chosen.at()),
                Optional.empty());
    }

    private static TaskState with(TaskState state, Progress progress, Optional<Standby> standby) {
        return switch (state) {
            case Running running ->
                    new Running(
                            progress,
                            running.attempt(),
                            running.pastSetup(),
                            running.notice(),
                            standby);
            case Recovering recovering ->
                    new Recovering(
                            progress,
                            recovering.leftover(),
                            recovering.logsKept(),
                            recovering.keeps(),
                            standby,
                            recovering.cause(),
                            recovering.waiting(),
                            recovering.notBefore());
            case Finishing finishing ->
                    new Finishing(
                            progress,
                            finishing.leftover(),
                            finishing.outcome(),
                            finishing.cleanup(),
                            standby);
            default -> throw new IllegalStateException("no standby belongs to " + state);
        };
    }
}
