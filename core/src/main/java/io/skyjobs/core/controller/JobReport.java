package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.StoreWrite.TaskEvent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the telemetry what the committed changes of one job come to. Used by its mailbox only.
 *
 * <p>How long a recovery took is known to the process that saw the attempt before it end, or that
 * took the job up while it was cleared away.
 */
final class JobReport {
    /** The end of an attempt that another is to follow. */
    private record Broken(ReasonCode cause, Optional<Instant> at) {}

    private final Telemetry telemetry;
    private final SightingVerdict verdicts;

    /** By task; empty for nearly all jobs. */
    private Map<Integer, Broken> broken = Map.of();

    JobReport(Telemetry telemetry, ControllerSettings settings, ManagedJob job) {
        this.telemetry = telemetry;
        this.verdicts = new SightingVerdict(settings);
        for (int task = 0; task < job.tasks().size(); task++) {
            note(task, job.tasks().get(task));
        }
    }

    /**
     * A step of a task within a change.
     *
     * @param before its state before the event
     * @param after its state after it
     */
    record Step(int task, TaskState before, JobEvent event, TaskState after) {}

    /**
     * What a look at an attempt showed that ended it.
     *
     * @param sign when there was the first sign of it
     * @param hinted whether that was a provider's hint
     */
    record Sight(int task, Telemetry.Witness witness, Optional<Instant> sign, boolean hinted) {}

    /** What an input that led to these events showed of a running attempt. */
    Optional<Sight> sight(
            Input input,
            List<TaskEvent> events,
            ManagedJob job,
            JobDecisions.Setting setting,
            JobPursuit pursuit) {
        if (!(input instanceof Input.Sighted seen)
                || !(job.tasks().get(seen.task()) instanceof TaskState.Running running)
                || events.stream().noneMatch(JobReport::ends)) {
            return Optional.empty();
        }
        TaskWork work = pursuit.work(seen.task());
        return Optional.of(
                new Sight(
                        seen.task(),
                        witness(verdicts.of(seen.sighting(), running, setting)),
                        work.sign(),
                        work.signWasHint()));
    }

    private static boolean ends(TaskEvent event) {
        return event.event() instanceof JobEvent.AttemptFailed
                || event.event() instanceof JobEvent.TaskFailed
                || event.event() instanceof JobEvent.RunSucceeded;
    }

    private static Telemetry.Witness witness(SightingVerdict.Verdict verdict) {
        return switch (verdict) {
            case SightingVerdict.Lost lost ->
                    switch (lost.by()) {
                        case PROVIDER, PROVIDER_OF_SOME -> Telemetry.Witness.PROVIDER;
                        case NODE -> Telemetry.Witness.NODE;
                        case NOBODY -> Telemetry.Witness.NOBODY;
                    };
            case SightingVerdict.Succeeded succeeded -> Telemetry.Witness.REPORT;
            case SightingVerdict.Failed failed -> Telemetry.Witness.REPORT;
            default -> Telemetry.Witness.CONTROLLER;
        };
    }

    /** Tells what a change comes to, once it is durable. */
    void committed(
            ManagedJob before,
            ManagedJob after,
            List<Step> steps,
            Optional<Sight> sight,
            Instant now) {
        for (Step step : steps) {
            launch(step);
            through(after.id(), step);
            ended(step, sight.filter(it -> it.task() == step.task()), now);
            started(step, before);
            note(step.task(), step.after());
        }
        if (!before.status().isTerminal() && after.status().isTerminal()) {
            telemetry.happened(new Telemetry.JobEnded(after.status()));
        }
    }

    /** A launch is over when its run is started, or when its attempt ends before that. */
    private void launch(Step step) {
        Instant at = step.event().at();
        for (Optional<Attempt> launched :
                List.of(
                        step.before().liveAttempt(),
                        step.before().standby().map(TaskState.Standby::attempt))) {
            if (launched.isEmpty() || !isLaunching(launched.get())) {
                continue;
            }
            Attempt attempt = launched.get();
            Optional<Attempt> now = same(attempt, step.after());
            Optional<Reason> end = now.flatMap(Attempt::end);
            boolean started = now.filter(it -> it.times().setup().isPresent()).isPresent();
            if (started || end.isPresent()) {
                telemetry.happened(
                        new Telemetry.LaunchOver(
                                attempt.offer().provider(),
                                end.map(Reason::code),
                                between(attempt.times().requested(), at)));
            }
        }
    }

    /** Names the launches that were under way before a step and are over after it. */
    private void through(long job, Step step) {
        for (Optional<Attempt> launched :
                List.of(
                        step.before().liveAttempt(),
                        step.before().standby().map(TaskState.Standby::attempt))) {
            launched.filter(it -> Telemetry.Launch.of(job, step.task(), it).isEmpty())
                    .flatMap(it -> same(it, step.after()))
                    .flatMap(it -> Telemetry.Launch.of(job, step.task(), it))
                    .ifPresent(telemetry::launched);
        }
    }

    private static boolean isLaunching(Attempt attempt) {
        return attempt.times().setup().isEmpty() && attempt.end().isEmpty();
    }

    private static Optional<Attempt> same(Attempt attempt, TaskState state) {
        return state.liveAttempt()
                .filter(it -> it.number() == attempt.number())
                .or(
                        () ->
                                state.standby()
                                        .map(TaskState.Standby::attempt)
                                        .filter(it -> it.number() == attempt.number()));
    }

    private void ended(Step step, Optional<Sight> sight, Instant now) {
        if (!(step.before() instanceof TaskState.Running running)) {
            return;
        }
        Optional<ReasonCode> cause =
                switch (step.after()) {
                    case TaskState.Recovering recovering -> Optional.of(recovering.cause().code());
                    case TaskState.Finishing finishing -> cause(finishing.outcome());
                    default -> Optional.empty();
                };
        cause.ifPresent(
                code ->
                        telemetry.happened(
                                new Telemetry.AttemptOver(
                                        running.attempt().offer().provider(),
                                        code,
                                        sight.map(Sight::witness)
                                                .orElse(Telemetry.Witness.CONTROLLER),
                                        sight.flatMap(it -> noticed(it, now)))));
    }

    private static Optional<ReasonCode> cause(Outcome outcome) {
        return outcome.kind() == Outcome.Kind.CANCELLED
                ? Optional.empty()
                : Optional.of(outcome.reason().code());
    }

    private static Optional<Telemetry.Noticed> noticed(Sight sight, Instant now) {
        return sight.sign().map(sign -> new Telemetry.Noticed(sight.hinted(), between(sign, now)));
    }

    private void started(Step step, ManagedJob job) {
        if (!(step.event() instanceof JobEvent.RunStarted started)
                || !(step.after() instanceof TaskState.Running running)) {
            return;
        }
        if (!step.before().progress().hasRun()) {
            if (job.tasks().stream().noneMatch(task -> task.progress().hasRun())) {
                telemetry.happened(
                        new Telemetry.FirstStarted(between(job.submitted(), started.at())));
            }
            return;
        }
        Optional<Broken> earlier = Optional.ofNullable(broken.get(step.task()));
        telemetry.happened(
                new Telemetry.RanAgain(
                        running.attempt().offer().provider(),
                        earlier.map(Broken::cause),
                        earlier.flatMap(Broken::at).map(at -> between(at, started.at()))));
    }

    /**
     * Keeps the end of an attempt that ran, through launches that come to nothing, until it runs.
     */
    private void note(int task, TaskState state) {
        if (state instanceof TaskState.Recovering recovering) {
            recovering
                    .leftover()
                    .filter(it -> it.times().setup().isPresent())
                    .ifPresent(it -> note(task, recovering.cause().code(), it));
        } else if (!(state instanceof TaskState.Starting) && broken.containsKey(task)) {
            broken.remove(task);
        }
    }

    private void note(int task, ReasonCode cause, Attempt ran) {
        if (broken.isEmpty()) {
            broken = new HashMap<>(2);
        }
        broken.putIfAbsent(task, new Broken(cause, ran.times().ended()));
    }

    /** Our clock does not jump back while the process lives, but it may between two of them. */
    private static Duration between(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        return time.isNegative() ? Duration.ZERO : time;
    }
}
