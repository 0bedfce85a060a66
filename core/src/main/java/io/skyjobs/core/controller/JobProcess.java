package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.cluster.ClusterLife;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.JobStore.LiveJob;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.persistence.StoreWrite.TaskAttempt;
import io.skyjobs.core.persistence.StoreWrite.TaskEvent;
import io.skyjobs.core.persistence.StoreWrite.Told;
import io.skyjobs.core.persistence.WriteResult;
import io.skyjobs.core.spec.JobSpec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The mailbox of one live job: takes one input at a time, decides, commits, and only then acts.
 * Everything but {@link #post} and {@link #stored} happens in one turn at a time.
 */
final class JobProcess {
    private static final Duration AFTER_A_BUG = Duration.ofSeconds(30);

    private final ControllerCore core;
    private final JobHeader header;
    private final JobSpec spec;
    private final JobDecisions decisions;
    private final JobPursuit pursuit;
    private final JobReport report;
    private final Queue<Input> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean committing;
    private volatile ManagedJob job;
    private volatile @Nullable Settled settled;

    /** A commit that has been answered and is still to be followed up. */
    private record Settled(Change change, GroupCommit.Result result) {}

    /**
     * A change that is being committed.
     *
     * @param before the job before it
     * @param after the job after it
     * @param answer the command that asked for it, if one did
     * @param steps its events with the states around them
     * @param sight what a look showed that led to it
     */
    private record Change(
            ManagedJob before,
            ManagedJob after,
            List<TaskEvent> events,
            List<TaskAttempt> attempts,
            List<ClusterRecord> clusters,
            List<BucketRecord> buckets,
            List<Told> told,
            Optional<Input.Cancel> answer,
            List<JobReport.Step> steps,
            Optional<JobReport.Sight> sight) {}

    JobProcess(ControllerCore core, LiveJob live) {
        this.core = core;
        this.header = live.header();
        this.spec = live.spec();
        this.job = live.job();
        this.decisions =
                new JobDecisions(
                        spec,
                        core.parts().store().installation(),
                        core.parts().settings(),
                        core::replacesNodes);
        this.pursuit = new JobPursuit(core, this, header, spec, decisions);
        this.report = new JobReport(core.parts().telemetry(), core.parts().settings(), live.job());
    }

    /** The job as last committed, with its header. */
    StoredJob stored() {
        return new StoredJob(header, job);
    }

    ManagedJob job() {
        return job;
    }

    JobSpec spec() {
        return spec;
    }

    JobHeader header() {
        return header;
    }

    /** Notes what is held already, as after a restart; before anything is posted. */
    void hold() {
        pursuit.hold(job);
    }

    /** Puts something into the mailbox. May be called from any thread; never blocks. */
    void post(Input input) {
        inbox.add(input);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            core.parts().executor().execute(this::drain);
        }
    }

    private void drain() {
        boolean goesOn = true;
        while (goesOn && core.mayAct()) {
            try {
                goesOn = turn();
            } catch (RuntimeException bug) {
                stumbled(bug);
            }
        }
        if (!core.mayAct()) {
            refuseCommands();
        }
        scheduled.set(false);
        boolean more =
                core.mayAct()
                        ? settled != null || (!committing && !inbox.isEmpty())
                        : !inbox.isEmpty();
        if (more) {
            schedule();
        }
    }

    /** Takes the next thing; false when there is none. */
    private boolean turn() {
        Settled done = settled;
        if (done != null) {
            settled = null;
            committing = false;
            followUp(done);
            return true;
        }
        Input input = committing ? null : inbox.poll();
        if (input == null) {
            return false;
        }
        take(input);
        return true;
    }

    /**
     * A bug met by one input ends neither the job nor its mailbox: later, all is looked at anew.
     */
    private void stumbled(RuntimeException bug) {
        core.quarantined(job.id(), bug.toString());
        pursuit.letGo(job);
        core.parts().timers().after(AFTER_A_BUG, () -> post(new Input.Wake()));
    }

    /** Answers the commands that will never be carried out by this process. */
    private void refuseCommands() {
        Settled done = settled;
        settled = null;
        if (done != null && done.result() instanceof GroupCommit.Result.Done answered) {
            // What is stored is carried out by whoever serves the store next.
            ControlPlane.CancelAnswer answer =
                    answered.result() instanceof WriteResult.Advanced
                            ? new ControlPlane.CancelAnswer.Scheduled()
                            : new ControlPlane.CancelAnswer.Refused(core.whyNotActing());
            done.change().answer().ifPresent(cancel -> cancel.answer().accept(answer));
        }
        for (Input input = inbox.poll(); input != null; input = inbox.poll()) {
            if (input instanceof Input.Cancel cancel) {
                cancel.answer().accept(new ControlPlane.CancelAnswer.Refused(core.whyNotActing()));
            }
        }
    }

    private void take(Input raw) {
        Instant now = core.now();
        Input input = pursuit.refine(raw, job);
        pursuit.note(input, job, now);
        JobDecisions.Setting setting = pursuit.setting(input, now);
        List<TaskEvent> events =
                input instanceof Input.OfStorage answer
                        ? pursuit.onStorage(answer, job, now)
                        : decisions.on(input, job, setting);
        Optional<Input.Cancel> cancel =
                input instanceof Input.Cancel command ? Optional.of(command) : Optional.empty();
        if (cancel.isPresent() && (events.isEmpty() || job.status().isTerminal())) {
            cancel.get().answer().accept(pointless());
            return;
        }
        if (events.isEmpty()) {
            pursuit.pursue(job, now);
            return;
        }
        commit(change(events, cancel, report.sight(input, events, job, setting, pursuit), now));
    }

    private ControlPlane.CancelAnswer pointless() {
        return job.status().isTerminal()
                ? new ControlPlane.CancelAnswer.TooLate(job.status())
                : new ControlPlane.CancelAnswer.Scheduled();
    }

    private Change change(
            List<TaskEvent> first,
            Optional<Input.Cancel> cancel,
            Optional<JobReport.Sight> sight,
            Instant now) {
        List<JobReport.Step> steps = new ArrayList<>();
        List<TaskEvent> events = new ArrayList<>();
        List<TaskAttempt> attempts = new ArrayList<>();
        List<ClusterRecord> clusters = new ArrayList<>();
        List<BucketRecord> buckets = new ArrayList<>();
        ManagedJob next = job;
        if (cancel.isPresent()) {
            next = next.cancelled(now, cancel.get().by());
        }
        List<TaskEvent> more = first;
        while (!more.isEmpty()) {
            for (TaskEvent event : more) {
                events.add(event);
                if (event.event() instanceof JobEvent.OfStorage of) {
                    buckets.addAll(
                            BucketLife.changed(
                                    job.id(), spec, next.storage(), of, core.storage().buckets()));
                    next = next.with(event.task(), of);
                    continue;
                }
                TaskState before = next.tasks().get(event.task());
                next = next.with(event.task(), event.event());
                TaskState after = next.tasks().get(event.task());
                steps.add(new JobReport.Step(event.task(), before, event.event(), after));
                clusters.addAll(
                        ClusterLife.changed(
                                new ClusterLife.OfTask(job.id(), event.task()),
                                before,
                                event.event(),
                                after));
                AttemptLife.changed(before, event.event(), after)
                        .forEach(it -> attempts.add(new TaskAttempt(event.task(), it)));
            }
            more = decisions.followUps(next, now);
        }
        ManagedJob after = next.nextVersion();
        List<Told> told = told(after);
        return new Change(
                job, after, events, attempts, clusters, buckets, told, cancel, steps, sight);
    }

    private List<Told> told(ManagedJob after) {
        return core.webhooks()
                .told(
                        spec,
                        job,
                        after,
                        task -> core.slots().line(new LaunchSlots.Seat(job.id(), task)));
    }

    private void commit(Change change) {
        committing = true;
        StoreWrite.Advance write =
                new StoreWrite.Advance(
                        change.after(),
                        change.events(),
                        change.attempts(),
                        change.clusters(),
                        change.buckets(),
                        change.told());
        core.parts()
                .commits()
                .write(
                        write,
                        result -> {
                            if (result instanceof GroupCommit.Result.Failed failed) {
                                refuse(change, failed.sentence());
                            }
                            settled = new Settled(change, result);
                            schedule();
                        });
    }

    /** Whether machines went away with it; a launch that found no room frees none. */
    private static boolean freesRoom(Change change) {
        return change.events().stream()
                .filter(event -> event.event() instanceof JobEvent.ClusterGone)
                .flatMap(event -> change.before().tasks().get(event.task()).liveAttempt().stream())
                .anyMatch(
                        attempt ->
                                attempt.end()
                                        .filter(
                                                end ->
                                                        end.code() == ReasonCode.CAPACITY
                                                                || end.code() == ReasonCode.QUOTA)
                                        .isEmpty());
    }

    private void refuse(Change change, String sentence) {
        core.halt(sentence);
        change.answer()
                .ifPresent(
                        cancel ->
                                cancel.answer()
                                        .accept(new ControlPlane.CancelAnswer.Refused(sentence)));
    }

    /** No job is to go where machines were lost of late, while it can go elsewhere. */
    private void noteLosses(Change change) {
        for (TaskEvent event : change.events()) {
            Optional<Reason> reason =
                    switch (event.event()) {
                        case JobEvent.AttemptFailed failed -> Optional.of(failed.reason());
                        case JobEvent.LaunchFailed failed -> Optional.of(failed.reason());
                        case JobEvent.TaskFailed failed -> Optional.of(failed.reason());
                        default -> Optional.empty();
                    };
            reason.filter(Reason::isLoss)
                    .flatMap(it -> change.before().tasks().get(event.task()).liveAttempt())
                    .ifPresent(
                            lost ->
                                    core.parts()
                                            .placement()
                                            .lost(lost.offer(), event.event().at()));
        }
    }

    private void followUp(Settled done) {
        Change change = done.change();
        switch (done.result()) {
            case GroupCommit.Result.Failed failed -> {}
            case GroupCommit.Result.Done ok when ok.result() instanceof WriteResult.Stale -> {
                change.answer().ifPresent(inbox::add);
                core.parts().store().job(job.id()).ifPresent(fresh -> job = fresh.job());
                pursuit.letGo(job);
                post(new Input.Wake());
            }
            case GroupCommit.Result.Done ok -> {
                job = change.after();
                report.committed(change.before(), job, change.steps(), change.sight(), core.now());
                change.buckets().forEach(core.storage().buckets()::put);
                noteLosses(change);
                core.committed(this, change.events(), change.clusters(), freesRoom(change));
                core.webhooks()
                        .committed(job.id(), change.told().stream().map(Told::endpoint).toList());
                change.answer()
                        .ifPresent(
                                cancel ->
                                        cancel.answer()
                                                .accept(new ControlPlane.CancelAnswer.Scheduled()));
                pursuit.moved(change.before(), change.after());
                pursuit.pursue(job, core.now());
            }
        }
    }
}
