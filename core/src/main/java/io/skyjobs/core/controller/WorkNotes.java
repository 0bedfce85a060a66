package io.skyjobs.core.controller;

import io.skyjobs.core.controller.LaunchSlots.Seat;
import io.skyjobs.core.controller.TaskWork.Action;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.TaskState;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Notes what an answer means for what is under way: that it is over, and when it is to be tried
 * again. Used by the mailbox of its job only.
 */
final class WorkNotes {
    private final ControllerCore core;
    private final Works works;
    private final JobProcess process;

    WorkNotes(ControllerCore core, Works works, JobProcess process) {
        this.core = core;
        this.works = works;
        this.process = process;
    }

    /**
     * The input as it is to be understood: logs that could not be had after several tries, because
     * their node or our disk is gone, are as complete as they will ever be.
     */
    Input refine(Input input, ManagedJob job) {
        int task;
        boolean stopping = false;
        if (input instanceof Input.LogsFetched fetched && !fetched.complete()) {
            task = fetched.task();
            stopping = fetched.stopping();
        } else if (input instanceof Input.ActionBroke broke && broke.action() == Action.LOGS) {
            task = broke.task();
        } else {
            return input;
        }
        Optional<Attempt> attempt = job.tasks().get(task).liveAttempt();
        TaskState state = job.tasks().get(task);
        TaskWork work = works.of(task);
        boolean nothingMore = work.machinesGone() && !stopping;
        boolean hopeless =
                !(state instanceof TaskState.Running)
                        && (nothingMore || work.tries(Action.LOGS) >= LogPatience.tries(state));
        return hopeless && attempt.isPresent()
                ? new Input.LogsFetched(task, attempt.get().number(), false, true, false)
                : input;
    }

    /** Notes an answer; one about an attempt that is over means nothing. */
    void answered(Input.OfAttempt answer, ManagedJob job, Instant now) {
        TaskWork work = works.of(answer.task(), answer.attempt());
        if (work.attempt() != answer.attempt()) {
            return;
        }
        ControllerSettings settings = core.parts().settings();
        switch (answer) {
            case Input.Ensured ensured -> {
                work.end(Action.ENSURE);
                work.retry(Action.ENSURE, now, settings.pollCreating().dividedBy(2));
            }
            case Input.EnsureFailed failed -> {
                work.end(Action.ENSURE);
                work.retry(Action.ENSURE, now, Duration.ofSeconds(1));
                failed.trouble()
                        .retryAfter()
                        .ifPresent(wait -> work.next(Action.ENSURE, now.plus(wait)));
            }
            case Input.Placed placed -> notePlaced(work, placed, now);
            case Input.StartAnswered answered -> {
                work.end(Action.START);
                work.retry(Action.START, now, Duration.ofMillis(500));
            }
            case Input.Sighted sighted -> noteSighting(work, sighted, job, now);
            case Input.LogsFetched fetched -> noteLogs(work, fetched, job, now);
            case Input.Warned warned -> {
                work.end(Action.WARN);
                if (warned.trouble().isEmpty()) {
                    work.next(Action.WARN, Instant.MAX);
                } else {
                    work.retry(Action.WARN, now, Duration.ofMillis(200));
                }
            }
            case Input.Fenced fenced -> {
                work.end(Action.FENCE);
                work.retry(Action.FENCE, now, Duration.ofMillis(100));
            }
            case Input.TerminateAnswered answered -> {
                work.end(Action.TERMINATE);
                work.ending(answered);
                work.retry(Action.TERMINATE, now, Duration.ofMillis(100));
            }
        }
    }

    private void notePlaced(TaskWork work, Input.Placed placed, Instant now) {
        work.end(Action.PLACE);
        work.placed(placed.files().trouble().isEmpty(), now);
        work.retry(Action.PLACE, now, Duration.ofMillis(500));
        core.troubled(
                process.job().id(),
                placed.files().trouble().map(it -> "Files are not placed: " + it));
    }

    private void noteSighting(TaskWork work, Input.Sighted sighted, ManagedJob job, Instant now) {
        work.end(Action.LOOK);
        Input.Sighting seen = sighted.sighting();
        work.heard(
                now,
                seen.silent(),
                seen.providerSays().filter(Input.Statement::confirms).isPresent());
        core.troubled(process.job().id(), silence(work, seen, now));
        work.machinesGone(seen.providerSays().filter(Input.Statement::gone).isPresent());
        if (seen.nodes().stream().anyMatch(SightingVerdict::failed)) {
            work.failing(now);
            work.next(Action.LOOK, now.plusMillis(250));
            return;
        }
        boolean watched =
                job.tasks().get(sighted.task()).liveAttempt().map(core::isWatched).orElse(false);
        if (allRun(seen)) {
            work.well(now);
        }
        ControllerSettings settings = core.parts().settings();
        boolean sure = seen.troubles().isEmpty();
        work.next(
                Action.LOOK,
                work.hinted()
                        ? now
                        : now.plus(
                                watched && sure ? settings.pollWatched() : settings.pollRunning()));
        work.hinted(false);
    }

    private static boolean allRun(Input.Sighting seen) {
        return seen.troubles().isEmpty()
                && seen.providerSays().filter(Input.Statement::gone).isEmpty()
                && seen.nodes().stream().allMatch(SightingVerdict::mayRun);
    }

    /** What to say of nodes that do not answer. */
    private Optional<String> silence(TaskWork work, Input.Sighting seen, Instant now) {
        if (seen.troubles().isEmpty()) {
            return Optional.empty();
        }
        String said = String.join("; ", seen.troubles());
        Duration limit = core.parts().settings().unreachableLimit();
        return Optional.of(
                seen.providerSays().filter(Input.Statement::confirms).isPresent()
                        ? said + "; its provider says that it is there, so the run is left alone."
                        : said
                                + work.unconfirmedSince()
                                        .map(since -> limit.minus(Duration.between(since, now)))
                                        .map(left -> "; lost in " + left.toSeconds() + " s")
                                        .orElse("")
                                + " unless it answers or its provider says that it is there.");
    }

    private void noteLogs(TaskWork work, Input.LogsFetched fetched, ManagedJob job, Instant now) {
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

    /** Notes that an action broke. */
    void broke(Input.ActionBroke broke, ManagedJob job, Instant now) {
        core.quarantined(process.job().id(), broke.sentence());
        if (broke.action() == Action.RANK) {
            works.of(broke.task()).end(Action.RANK);
            works.of(broke.task()).retry(Action.RANK, now, Duration.ofSeconds(1));
            if (job.tasks().get(broke.task()).liveAttempt().isEmpty()) {
                core.slots().leave(new Seat(job.id(), broke.task()));
            }
            return;
        }
        TaskWork work = works.of(broke.task(), broke.attempt());
        if (work.attempt() == broke.attempt()) {
            work.end(broke.action());
            work.retry(broke.action(), now, Duration.ofSeconds(1));
        }
    }

    /** Notes that the world may have changed: it is looked at now. */
    void hinted(ManagedJob job) {
        for (int task = 0; task < job.tasks().size(); task++) {
            TaskWork work = works.of(task);
            work.hinted(work.isUnderWay(Action.LOOK));
            work.signed(core.now());
            work.now(Action.LOOK);
            work.now(Action.ENSURE);
            if (job.tasks().get(task).standby().isPresent()) {
                works.ofStandby(task).now(Action.ENSURE);
            }
        }
    }

    /** Notes that somebody reads the logs: they are fetched now. */
    void attended() {
        for (int task = 0; task < works.tasks(); task++) {
            works.of(task).now(Action.LOGS);
            works.of(task).logPace(Duration.ZERO);
        }
    }

    /** Notes that there may be room now. */
    void freed(ManagedJob job) {
        for (int task = 0; task < job.tasks().size(); task++) {
            if (JobDecisions.waitsForLaunch(job.tasks().get(task))) {
                works.of(task).capacityFreed(true);
            }
        }
    }
}
