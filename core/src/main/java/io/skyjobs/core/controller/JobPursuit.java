package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.controller.LaunchSlots.Seat;
import io.skyjobs.core.controller.TaskWork.Action;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.StoreWrite.TaskEvent;
import io.skyjobs.core.spec.JobSpec;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Does what a committed state calls for: begins the one action that each task needs next, unless it
 * is under way or not due, and sets a timer for what is due later. Asked again at any time, it does
 * nothing twice. Used by the mailbox of its job only.
 */
final class JobPursuit {
    private static final Duration LONGEST_TIMER = Duration.ofMinutes(10);

    private final ControllerCore core;
    private final JobProcess process;
    private final JobHeader header;
    private final JobSpec spec;
    private final JobDecisions decisions;
    private final Works works;
    private final WakeTimes timers;
    private final StandbyPursuit standbys;
    private final FilePursuit files;
    private final StoragePursuit storage;
    private final HopePursuit hope;
    private final WorkNotes notes;

    JobPursuit(
            ControllerCore core,
            JobProcess process,
            JobHeader header,
            JobSpec spec,
            JobDecisions decisions) {
        this.core = core;
        this.timers = new WakeTimes(core, process);
        this.process = process;
        this.header = header;
        this.spec = spec;
        this.decisions = decisions;
        this.works = new Works(spec.tasks().size());
        this.files = new FilePursuit(core, works, timers, process);
        this.storage = new StoragePursuit(core, timers, process, spec);
        this.hope = new HopePursuit(core, works, spec, process);
        this.notes = new WorkNotes(core, works, process);
        this.standbys = new StandbyPursuit(core, works, timers, process);
    }

    /** Notes the slots that the job's tasks hold already, as after a restart. */
    void hold(ManagedJob job) {
        for (int task = 0; task < job.tasks().size(); task++) {
            TaskState state = job.tasks().get(task);
            if (state.liveAttempt().isPresent()) {
                core.slots().hold(seat(job, task), state instanceof TaskState.Starting);
            }
            if (state.standby().isPresent()) {
                TaskState.Standby standby = state.standby().get();
                core.slots().hold(new Seat(job.id(), task, true), standby.isMade());
            }
        }
    }

    /** What to know beside the job to decide on an input. */
    JobDecisions.Setting setting(Input input, Instant now) {
        // Good random numbers are dear, and most inputs need none.
        double jitter = input instanceof Input.Ranked ? core.parts().random().nextDouble() : 0;
        if (input instanceof Input.Sighted sighted) {
            TaskWork work = works.of(sighted.task());
            return new JobDecisions.Setting(
                    now, jitter, work.failingSince(), work.unconfirmedSince());
        }
        return new JobDecisions.Setting(
                now, jitter, Optional.empty(), Optional.empty(), files.since(input));
    }

    /** What is under way for a task. */
    TaskWork work(int task) {
        return works.of(task);
    }

    /** The input as it is to be understood. */
    Input refine(Input input, ManagedJob job) {
        return notes.refine(input, job);
    }

    /** What an answer about storage means for the job. */
    List<TaskEvent> onStorage(Input.OfStorage answer, ManagedJob job, Instant now) {
        return storage.on(answer, job, now);
    }

    /** Notes that an action ended, and when it is to be tried again. */
    void note(Input input, ManagedJob job, Instant now) {
        switch (input) {
            case Input.Ranked ranked -> {
                if (ranked.standby()) {
                    standbys.ranked(ranked.task(), now);
                } else {
                    works.of(ranked.task()).end(Action.RANK);
                    works.of(ranked.task()).capacityFreed(false);
                }
            }
            case Input.OfAttempt answer -> notes.answered(answer, job, now);
            case Input.ActionBroke broke -> {
                if (broke.action() == Action.RANK) {
                    standbys.broke(broke.task(), now);
                }
                notes.broke(broke, job, now);
            }
            case Input.Hint hint -> notes.hinted(job);
            case Input.Attended attended -> notes.attended();
            case Input.CapacityFreed freed -> notes.freed(job);
            case Input.SlotGranted granted -> {
                if (granted.standby()) {
                    standbys.grant(job, granted.task(), spec.tasks().get(granted.task()), now);
                } else {
                    grant(granted.task(), job);
                }
            }
            case Input.TimerRang rang -> timers.rang(rang.due());
            case Input.Wake _, Input.Cancel _, Input.OfStorage _ -> {}
        }
    }

    /** Gives back what a task holds no more, after a commit. */
    void moved(ManagedJob before, ManagedJob after) {
        for (int task = 0; task < after.tasks().size(); task++) {
            TaskState state = after.tasks().get(task);
            TaskState old = before.tasks().get(task);
            if (state.equals(old)) {
                continue;
            }
            works.moved(task, old, state);
            pace(task, old, state);
            standbys.moved(after, task, old);
            if (state.liveAttempt().isEmpty()) {
                core.slots().leave(seat(after, task));
                noteWaiting(task, state);
            } else if (!(state instanceof TaskState.Starting)) {
                core.slots().launched(seat(after, task));
            } else {
                // It may have its place without having asked for it: a standby took over, survivors
                // are joined, or a place was looked for while remains were cleared away.
                core.slots().hold(seat(after, task), true);
            }
        }
    }

    /** Machines that are taken before their run is started are asked for ever more seldom. */
    private void pace(int task, TaskState old, TaskState state) {
        if (state instanceof TaskState.Running && !(old instanceof TaskState.Running)) {
            works.of(task).succeeded(Action.RANK);
        } else if (old instanceof TaskState.Starting
                && state instanceof TaskState.Recovering recovering
                && recovering.cause().isLoss()) {
            works.of(task).retry(Action.RANK, core.now(), Duration.ofSeconds(1));
        }
    }

    /** Gives back the slots of tasks whose launch was dropped, so that they ask anew. */
    void letGo(ManagedJob job) {
        for (int task = 0; task < job.tasks().size(); task++) {
            boolean asksAnew =
                    JobDecisions.waitsForLaunch(job.tasks().get(task))
                            && !works.of(task).isUnderWay(Action.RANK);
            if (asksAnew) {
                core.slots().leave(seat(job, task));
            }
        }
    }

    /** Capacity that was freed while the last try was under way is worth another try at once. */
    private void noteWaiting(int task, TaskState state) {
        boolean forCapacity =
                (state instanceof TaskState.Pending pending
                                && pending.waiting().code() == ReasonCode.CAPACITY)
                        || (state instanceof TaskState.Recovering recovering
                                && recovering.waiting().code() == ReasonCode.CAPACITY);
        if (forCapacity && core.freedSince(works.of(task).triedAt())) {
            works.of(task).capacityFreed(true);
        }
    }

    /** Begins what each task needs next. */
    void pursue(ManagedJob job, Instant now) {
        if (job.ended()) {
            core.ended(process);
            return;
        }
        storage.pursue(job, now);
        for (int task = 0; task < job.tasks().size(); task++) {
            pursue(job, task, now);
            decisions.deadline(job, task).ifPresent(limit -> wakeBefore(limit, now));
        }
    }

    private void pursue(ManagedJob job, int task, Instant now) {
        TaskState state = job.tasks().get(task);
        switch (state) {
            case TaskState.Pending pending -> launchWhenDue(job, task, pending.notBefore(), now);
            case TaskState.Recovering recovering when recovering.leftover().isEmpty() ->
                    launchWhenDue(job, task, recovering.notBefore(), now);
            case TaskState.Recovering recovering -> {
                clear(part(job, task, recovering.leftover().orElseThrow()), recovering, now);
                hope.ask(job, task, recovering, now);
            }
            case TaskState.Finishing finishing when Graces.until(state).isPresent() -> {
                Part part = part(job, task, finishing.leftover().orElseThrow());
                begin(part, Action.FENCE, now, it -> core.actions().fence(part, it));
                wakeAt(Graces.until(state).get(), now);
            }
            case TaskState.Finishing finishing ->
                    clear(
                            part(job, task, finishing.leftover().orElseThrow()),
                            finishing.cleanup().logsKept(),
                            now);
            case TaskState.Starting starting -> {
                Part part = part(job, task, starting.attempt());
                if (starting.up() && works.of(task).mustPlace(spec.tasks().get(task))) {
                    files.place(part, now);
                } else if (starting.up()) {
                    begin(part, Action.START, now, it -> core.actions().start(part, it));
                } else {
                    begin(part, Action.ENSURE, now, it -> core.actions().ensure(part, it));
                }
            }
            case TaskState.Running running -> {
                Part part = part(job, task, running.attempt());
                follow(part, now);
                running.notice()
                        .filter(notice -> notice.until().isAfter(now))
                        .ifPresent(
                                notice -> warn(part, Duration.between(now, notice.until()), now));
            }
            case TaskState.Ended ended -> {}
        }
        if (state instanceof TaskState.Running || state.standby().isPresent()) {
            standbys.pursue(job, task, header.priority(), attempt -> part(job, task, attempt), now);
        }
    }

    private void warn(Part part, Duration left, Instant now) {
        begin(part, Action.WARN, now, it -> core.actions().warn(part, left, it));
    }

    private void launchWhenDue(ManagedJob job, int task, Instant notBefore, Instant now) {
        TaskWork work = works.of(task);
        if (!decisions.mayStart(job, task) || work.isUnderWay(Action.RANK)) {
            return;
        }
        if (notBefore.isAfter(now) && !work.capacityFreed()) {
            wakeAt(notBefore, now);
            return;
        }
        Optional<Instant> due = work.due(Action.RANK);
        if (due.isPresent() && due.get().isAfter(now)) {
            wakeAt(due.get(), now);
            return;
        }
        if (job.tasks().get(task).progress().hasRun()) {
            // It had its turn: a storm must not make thousands wait for each other's machines. What
            // its provider is asked at a time is limited at the provider's desk.
            core.slots().hold(seat(job, task), false);
            grant(task, job);
            return;
        }
        core.slots()
                .ask(
                        seat(job, task),
                        header.priority(),
                        () -> process.post(new Input.SlotGranted(task, false)));
    }

    private void grant(int task, ManagedJob job) {
        TaskState state = job.tasks().get(task);
        if (!JobDecisions.waitsForLaunch(state) || !decisions.mayStart(job, task)) {
            if (state.liveAttempt().isEmpty()) {
                core.slots().leave(seat(job, task));
            }
            return;
        }
        TaskWork work = works.of(task);
        if (work.isUnderWay(Action.RANK)) {
            return;
        }
        work.begin(Action.RANK);
        work.triedAt(core.now());
        boolean freed = work.capacityFreed();
        List<Progress.Block> blocked =
                state.progress().blocked().stream()
                        .filter(block -> !freed || block.reason().code() != ReasonCode.CAPACITY)
                        .toList();
        Progress.Past past = state.progress().past();
        core.actions()
                .rank(
                        seat(job, task),
                        spec.tasks().get(task),
                        new Placement.Past(blocked, past.lost(), past.ranOnDemand()),
                        process::post);
    }

    private void follow(Part part, Instant now) {
        boolean routine = works.of(part.task()).due(Action.LOOK).isPresent();
        begin(part, Action.LOOK, now, it -> core.actions().look(part, routine, it));
        begin(part, Action.LOGS, now, it -> core.actions().fetchLogs(part, false, it));
    }

    /** What is left of a lost cluster either serves the next attempt or goes. */
    private void clear(Part part, TaskState.Recovering state, Instant now) {
        if (!state.keeps() || !state.logsKept()) {
            clear(part, state.logsKept(), now);
        } else if (state.notBefore().isAfter(now)) {
            wakeAt(state.notBefore(), now);
        } else {
            begin(part, Action.FENCE, now, it -> core.actions().fence(part, it));
        }
    }

    private void clear(Part part, boolean logsKept, Instant now) {
        TaskWork work = works.of(part.task());
        work.stopPlacing();
        boolean launching = work.isUnderWay(Action.ENSURE) || work.isUnderWay(Action.START);
        if (launching || work.isUnderWay(Action.LOGS)) {
            return;
        }
        if (!logsKept) {
            if (work.tries(Action.LOGS) == 0) {
                work.now(Action.LOGS);
            }
            begin(part, Action.LOGS, now, it -> core.actions().fetchLogs(part, true, it));
        } else {
            begin(
                    part,
                    Action.TERMINATE,
                    now,
                    it -> core.actions().terminate(part, work.ending(), it));
        }
    }

    private void begin(Part part, Action action, Instant now, Consumer<Consumer<Input>> act) {
        if (works.of(part.task()).begun(part.attempt().number(), action, now, timers)) {
            act.accept(process::post);
        }
    }

    /**
     * A timer keeps all of its job in memory, so none is set for days that the job may not need.
     */
    private void wakeBefore(Instant limit, Instant now) {
        Instant latest = now.plus(LONGEST_TIMER);
        wakeAt(limit.isBefore(latest) ? limit : latest, now);
    }

    private void wakeAt(Instant due, Instant now) {
        timers.set(due, now);
    }

    private Part part(ManagedJob job, int task, Attempt attempt) {
        Progress progress = job.tasks().get(task).progress();
        return new Part(job.id(), header, spec, task, attempt, progress, job.storage().isStaged());
    }

    private static Seat seat(ManagedJob job, int task) {
        return new Seat(job.id(), task);
    }
}
