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
import io.skyjobs.core.spec.JobSpec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Does what a committed state calls for: begins the one action that each task needs next, unless it
 * is under way or not due, and sets a timer for what is due later. Asked again at any time, it does
 * nothing twice. Used by the mailbox of its job only.
 */
final class JobPursuit {
    private final ControllerCore core;
    private final JobProcess process;
    private final JobHeader header;
    private final JobSpec spec;
    private final JobDecisions decisions;
    private final @Nullable TaskWork[] works;
    private final WakeTimes timers;

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
        this.works = new TaskWork[spec.tasks().size()];
    }

    /** Notes the slots that the job's tasks hold already, as after a restart. */
    void hold(ManagedJob job) {
        for (int task = 0; task < job.tasks().size(); task++) {
            TaskState state = job.tasks().get(task);
            if (state.liveAttempt().isPresent()) {
                core.slots().hold(seat(job, task), state instanceof TaskState.Starting);
            }
        }
    }

    /** When a node of the attempt that the input is about was first seen to have failed. */
    Optional<Instant> failingSince(Input input) {
        return input instanceof Input.Sighted sighted
                ? work(sighted.task()).failingSince()
                : Optional.empty();
    }

    /**
     * The input as it is to be understood: logs that could not be had after several tries, because
     * their node or our disk is gone, are as complete as they will ever be.
     */
    Input refine(Input input, ManagedJob job) {
        int task;
        if (input instanceof Input.LogsFetched fetched && !fetched.complete()) {
            task = fetched.task();
        } else if (input instanceof Input.ActionBroke broke && broke.action() == Action.LOGS) {
            task = broke.task();
        } else {
            return input;
        }
        Optional<Attempt> attempt = job.tasks().get(task).liveAttempt();
        TaskState state = job.tasks().get(task);
        boolean hopeless =
                !(state instanceof TaskState.Running)
                        && work(task).tries(Action.LOGS) >= LogPatience.tries(state);
        return hopeless && attempt.isPresent()
                ? new Input.LogsFetched(task, attempt.get().number(), false, true)
                : input;
    }

    /** Notes that an action ended, and when it is to be tried again. */
    void note(Input input, ManagedJob job, Instant now) {
        ControllerSettings settings = core.parts().settings();
        switch (input) {
            case Input.Ranked ranked -> {
                work(ranked.task()).end(Action.RANK);
                work(ranked.task()).capacityFreed(false);
            }
            case Input.Ensured ensured -> {
                work(ensured.task()).end(Action.ENSURE);
                work(ensured.task())
                        .retry(Action.ENSURE, now, settings.pollCreating().dividedBy(2));
            }
            case Input.EnsureFailed failed -> {
                work(failed.task()).end(Action.ENSURE);
                work(failed.task()).retry(Action.ENSURE, now, Duration.ofSeconds(1));
                failed.trouble()
                        .retryAfter()
                        .ifPresent(wait -> work(failed.task()).next(Action.ENSURE, now.plus(wait)));
            }
            case Input.StartAnswered answered -> {
                work(answered.task()).end(Action.START);
                work(answered.task()).retry(Action.START, now, Duration.ofMillis(500));
            }
            case Input.Sighted sighted -> noteSighting(sighted, job, now);
            case Input.LogsFetched fetched -> noteLogs(fetched, job, now);
            case Input.TerminateAnswered answered -> {
                work(answered.task()).end(Action.TERMINATE);
                work(answered.task()).retry(Action.TERMINATE, now, Duration.ofMillis(100));
            }
            case Input.ActionBroke broke -> noteBroken(broke, job, now);
            case Input.Hint hint -> noteHint(job);
            case Input.Attended attended -> noteAttended();
            case Input.CapacityFreed freed -> noteFreed(job);
            case Input.SlotGranted granted -> grant(granted.task(), job);
            case Input.Wake wake -> {}
            case Input.TimerRang rang -> timers.rang(rang.due());
            case Input.Cancel cancel -> {}
        }
    }

    /** Gives back what a task holds no more, after a commit. */
    void moved(ManagedJob before, ManagedJob after) {
        for (int task = 0; task < after.tasks().size(); task++) {
            TaskState state = after.tasks().get(task);
            if (state.equals(before.tasks().get(task))) {
                continue;
            }
            if (state.liveAttempt().isEmpty()) {
                core.slots().leave(seat(after, task));
                noteWaiting(task, state);
            } else if (!(state instanceof TaskState.Starting)) {
                core.slots().launched(seat(after, task));
            }
            if (state instanceof TaskState.Ended) {
                works[task] = null;
            }
        }
    }

    /** Gives back the slots of tasks whose launch was dropped, so that they ask anew. */
    void letGo(ManagedJob job) {
        for (int task = 0; task < job.tasks().size(); task++) {
            boolean asksAnew =
                    JobDecisions.waitsForLaunch(job.tasks().get(task))
                            && !work(task).isUnderWay(Action.RANK);
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
        if (forCapacity && core.freedSince(work(task).triedAt())) {
            work(task).capacityFreed(true);
        }
    }

    /** Begins what each task needs next. */
    void pursue(ManagedJob job, Instant now) {
        if (job.ended()) {
            core.ended(process);
            return;
        }
        for (int task = 0; task < job.tasks().size(); task++) {
            switch (job.tasks().get(task)) {
                case TaskState.Pending pending ->
                        launchWhenDue(job, task, pending.notBefore(), now);
                case TaskState.Recovering recovering when recovering.leftover().isEmpty() ->
                        launchWhenDue(job, task, recovering.notBefore(), now);
                case TaskState.Recovering recovering ->
                        clear(
                                part(job, task, recovering.leftover().orElseThrow()),
                                recovering.logsKept(),
                                now);
                case TaskState.Finishing finishing ->
                        clear(
                                part(job, task, finishing.leftover().orElseThrow()),
                                finishing.cleanup().logsKept(),
                                now);
                case TaskState.Starting starting -> {
                    Part part = part(job, task, starting.attempt());
                    if (starting.up()) {
                        begin(
                                part,
                                Action.START,
                                now,
                                () -> core.actions().start(part, process::post));
                    } else {
                        begin(
                                part,
                                Action.ENSURE,
                                now,
                                () -> core.actions().ensure(part, process::post));
                    }
                }
                case TaskState.Running running -> follow(part(job, task, running.attempt()), now);
                case TaskState.Ended ended -> {}
            }
        }
    }

    private void launchWhenDue(ManagedJob job, int task, Instant notBefore, Instant now) {
        TaskWork work = work(task);
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
        core.slots()
                .ask(
                        seat(job, task),
                        header.priority(),
                        () -> process.post(new Input.SlotGranted(task)));
    }

    private void grant(int task, ManagedJob job) {
        TaskState state = job.tasks().get(task);
        if (!JobDecisions.waitsForLaunch(state) || !decisions.mayStart(job, task)) {
            if (state.liveAttempt().isEmpty()) {
                core.slots().leave(seat(job, task));
            }
            return;
        }
        TaskWork work = work(task);
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
        Placement.Past past = new Placement.Past(blocked, Optional.empty(), false);
        core.actions().rank(task, spec.tasks().get(task), past, process::post);
    }

    private void follow(Part part, Instant now) {
        boolean routine = work(part.task()).due(Action.LOOK).isPresent();
        begin(part, Action.LOOK, now, () -> core.actions().look(part, routine, process::post));
        begin(part, Action.LOGS, now, () -> core.actions().fetchLogs(part, false, process::post));
    }

    private void clear(Part part, boolean logsKept, Instant now) {
        TaskWork work = work(part.task());
        boolean launching = work.isUnderWay(Action.ENSURE) || work.isUnderWay(Action.START);
        if (launching || work.isUnderWay(Action.LOGS)) {
            return;
        }
        if (!logsKept) {
            if (work.tries(Action.LOGS) == 0) {
                work.now(Action.LOGS);
            }
            begin(
                    part,
                    Action.LOGS,
                    now,
                    () -> core.actions().fetchLogs(part, true, process::post));
        } else {
            begin(part, Action.TERMINATE, now, () -> core.actions().terminate(part, process::post));
        }
    }

    private void begin(Part part, Action action, Instant now, Runnable act) {
        TaskWork work = work(part.task());
        work.turnTo(part.attempt().number());
        if (work.isUnderWay(action)) {
            return;
        }
        Optional<Instant> due = work.due(action);
        if (due.isPresent() && due.get().isAfter(now)) {
            wakeAt(due.get(), now);
            return;
        }
        work.begin(action);
        act.run();
    }

    private void noteSighting(Input.Sighted sighted, ManagedJob job, Instant now) {
        TaskWork work = work(sighted.task());
        work.end(Action.LOOK);
        if (sighted.sighting().nodes().stream().anyMatch(SightingVerdict::failed)) {
            work.failing(now);
            work.next(Action.LOOK, now.plusMillis(250));
            return;
        }
        boolean watched =
                job.tasks().get(sighted.task()).liveAttempt().map(core::isWatched).orElse(false);
        ControllerSettings settings = core.parts().settings();
        boolean sure = sighted.sighting().troubles().isEmpty();
        work.next(
                Action.LOOK,
                work.hinted()
                        ? now
                        : now.plus(
                                watched && sure ? settings.pollWatched() : settings.pollRunning()));
        work.hinted(false);
    }

    private void noteLogs(Input.LogsFetched fetched, ManagedJob job, Instant now) {
        TaskWork work = work(fetched.task());
        work.end(Action.LOGS);
        if (!(job.tasks().get(fetched.task()) instanceof TaskState.Running)) {
            work.retry(Action.LOGS, now, Duration.ofMillis(200));
            return;
        }
        ControllerSettings settings = core.parts().settings();
        Duration slower = work.logPace().multipliedBy(2);
        Duration slowest = core.logsIdle();
        Duration pace =
                fetched.grew() || core.isAttended(process.job().id()) || slower.isZero()
                        ? settings.logsEager()
                        : slower.compareTo(slowest) < 0 ? slower : slowest;
        work.logPace(pace);
        work.next(Action.LOGS, now.plus(pace));
    }

    private void noteBroken(Input.ActionBroke broke, ManagedJob job, Instant now) {
        TaskWork work = work(broke.task());
        core.quarantined(process.job().id(), broke.sentence());
        work.end(broke.action());
        work.retry(broke.action(), now, Duration.ofSeconds(1));
        boolean holdsNothing = job.tasks().get(broke.task()).liveAttempt().isEmpty();
        if (broke.action() == Action.RANK && holdsNothing) {
            core.slots().leave(seat(job, broke.task()));
        }
    }

    private void noteHint(ManagedJob job) {
        for (int task = 0; task < job.tasks().size(); task++) {
            TaskWork work = work(task);
            work.hinted(work.isUnderWay(Action.LOOK));
            work.now(Action.LOOK);
            work.now(Action.ENSURE);
        }
    }

    private void noteAttended() {
        for (int task = 0; task < works.length; task++) {
            work(task).now(Action.LOGS);
            work(task).logPace(Duration.ZERO);
        }
    }

    private void noteFreed(ManagedJob job) {
        for (int task = 0; task < job.tasks().size(); task++) {
            if (JobDecisions.waitsForLaunch(job.tasks().get(task))) {
                work(task).capacityFreed(true);
            }
        }
    }

    private void wakeAt(Instant due, Instant now) {
        timers.set(due, now);
    }

    private Part part(ManagedJob job, int task, Attempt attempt) {
        return new Part(job.id(), header, spec, task, attempt);
    }

    private TaskWork work(int task) {
        TaskWork work = works[task];
        if (work == null) {
            work = new TaskWork();
            works[task] = work;
        }
        return work;
    }

    private static Seat seat(ManagedJob job, int task) {
        return new Seat(job.id(), task);
    }
}
