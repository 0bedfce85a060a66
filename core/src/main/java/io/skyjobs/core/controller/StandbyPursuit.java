package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.controller.LaunchSlots.Seat;
import io.skyjobs.core.controller.TaskWork.Action;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.TaskSpec;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes, and if need be clears away, the cluster that is to take over from one that is about to be
 * lost. Used by the mailbox of its job only.
 */
final class StandbyPursuit {
    /** How long a standby is kept for a machine that was announced to go and does not. */
    static final Duration KEPT_AFTER_NOTICE = Duration.ofMinutes(2);

    /** How long after one that came to nothing another is made. */
    private static final Duration BETWEEN_STANDBYS = Duration.ofSeconds(10);

    private final ControllerCore core;
    private final Works works;
    private final WakeTimes timers;
    private final JobProcess process;

    StandbyPursuit(ControllerCore core, Works works, WakeTimes timers, JobProcess process) {
        this.core = core;
        this.works = works;
        this.timers = timers;
        this.process = process;
    }

    /** Whether a cluster should be made beforehand now. */
    static boolean isWanted(TaskState state, Instant now) {
        return state instanceof TaskState.Running running
                && running.standby().isEmpty()
                && running.notice().filter(notice -> notice.until().isAfter(now)).isPresent();
    }

    /** Begins what the standby of a task needs next. */
    void pursue(ManagedJob job, int task, int priority, Function<Attempt, Part> part, Instant now) {
        TaskState state = job.tasks().get(task);
        if (state.standby().isEmpty()) {
            if (!isWanted(state, now)) {
                giveBack(job, task, state);
            } else if (isRecovered(task)) {
                ask(job, task, priority, now);
            }
            return;
        }
        TaskState.Standby standby = state.standby().get();
        Part made = part.apply(standby.attempt());
        if (standby.discarded()) {
            if (!works.ofStandby(task).isUnderWay(Action.ENSURE)) {
                Endings.Step step = works.ofStandby(task).ending();
                begin(made, Action.TERMINATE, now, it -> core.actions().terminate(made, step, it));
            }
        } else if (!standby.up()) {
            begin(made, Action.ENSURE, now, it -> core.actions().ensure(made, it));
        } else if (state instanceof TaskState.Running running) {
            running.notice()
                    .map(notice -> notice.until().plus(KEPT_AFTER_NOTICE))
                    .filter(limit -> limit.isAfter(now))
                    .ifPresent(limit -> timers.set(limit, now));
        }
    }

    /** The window may have passed while a place was looked for. */
    private void giveBack(ManagedJob job, int task, TaskState state) {
        boolean mayHold =
                state instanceof TaskState.Running running && running.notice().isPresent();
        if (mayHold && !works.ofStandby(task).isUnderWay(Action.RANK)) {
            core.slots().leave(seat(job, task));
        }
    }

    private boolean isRecovered(int task) {
        return process.spec().tasks().get(task).recovery().strategy() != JobRecovery.Strategy.NONE;
    }

    private void ask(ManagedJob job, int task, int priority, Instant now) {
        TaskWork work = works.ofStandby(task);
        Optional<Instant> due = work.due(Action.RANK);
        if (work.isUnderWay(Action.RANK)) {
            return;
        }
        if (due.isPresent() && due.get().isAfter(now)) {
            core.slots().leave(seat(job, task));
            timers.set(due.get(), now);
            return;
        }
        core.slots()
                .ask(
                        seat(job, task),
                        priority,
                        () -> process.post(new Input.SlotGranted(task, true)));
    }

    void grant(ManagedJob job, int task, TaskSpec spec, Instant now) {
        TaskState state = job.tasks().get(task);
        if (!isWanted(state, now)) {
            if (state.standby().isEmpty()) {
                core.slots().leave(seat(job, task));
            }
            return;
        }
        if (works.ofStandby(task).isUnderWay(Action.RANK)) {
            return;
        }
        works.ofStandby(task).begin(Action.RANK);
        Attempt doomed = state.liveAttempt().orElseThrow();
        core.actions()
                .rank(
                        seat(job, task),
                        spec,
                        new Placement.Past(
                                state.progress().blocked(),
                                Optional.of(doomed.offer()),
                                ranOnDemand(state.progress(), doomed)),
                        process::post);
    }

    private static boolean ranOnDemand(Progress progress, Attempt doomed) {
        return progress.past().ranOnDemand() || !doomed.offer().spot();
    }

    /** Places were ranked; unless one is taken, the next try is a little later. */
    void ranked(int task, Instant now) {
        TaskWork work = works.ofStandby(task);
        work.end(Action.RANK);
        work.retry(Action.RANK, now, Duration.ofSeconds(2));
    }

    /** Ranking broke off. */
    void broke(int task, Instant now) {
        if (works.ofStandby(task).isUnderWay(Action.RANK)) {
            ranked(task, now);
            core.slots().leave(new Seat(process.job().id(), task, true));
        }
    }

    /** Gives back the places that a standby holds no more, after a commit. */
    void moved(ManagedJob after, int task, TaskState before) {
        TaskState state = after.tasks().get(task);
        boolean mayHold =
                before.standby().isPresent()
                        || (before instanceof TaskState.Running running
                                && running.notice().isPresent());
        if (state.standby().isEmpty()) {
            if (before.standby().isPresent() && state instanceof TaskState.Running) {
                // What was refused at once would be refused again at once.
                works.ofStandby(task).next(Action.RANK, core.now().plus(BETWEEN_STANDBYS));
            }
            boolean asks = before.standby().isEmpty() && isWanted(state, core.now());
            if (mayHold && !asks) {
                core.slots().leave(seat(after, task));
            }
        } else if (state.standby().get().up() || state.standby().get().discarded()) {
            core.slots().launched(seat(after, task));
        }
    }

    private void begin(Part part, Action action, Instant now, Consumer<Consumer<Input>> act) {
        if (works.ofStandby(part.task()).begun(part.attempt().number(), action, now, timers)) {
            act.accept(process::post);
        }
    }

    private static Seat seat(ManagedJob job, int task) {
        return new Seat(job.id(), task, true);
    }
}
