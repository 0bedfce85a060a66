package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Input.Sighting;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.StoreWrite.TaskEvent;
import io.skyjobs.core.recovery.RecoveryPolicy;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ClusterName;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the facts in a mailbox mean for a job: a pure function from the job and an input to events.
 * A fact about another attempt than the live one means nothing.
 */
final class JobDecisions {
    private final JobSpec spec;
    private final String installation;
    private final SightingVerdict verdict;
    private final LaunchDecisions launches;

    JobDecisions(JobSpec spec, String installation, ControllerSettings settings) {
        this.spec = spec;
        this.installation = installation;
        this.verdict = new SightingVerdict(settings);
        this.launches = new LaunchDecisions(settings);
    }

    /**
     * What to know beside the job.
     *
     * @param now our clock
     * @param jitter between 0 and 1, drawn anew each time
     * @param failingSince when a node of the live attempt was first seen to have failed
     */
    record Setting(Instant now, double jitter, Optional<Instant> failingSince) {}

    /** The events that follow from an input; often none. */
    List<TaskEvent> on(Input input, ManagedJob job, Setting setting) {
        return switch (input) {
            case Input.Wake wake -> onWake(job, setting.now());
            case Input.TimerRang rang -> onWake(job, setting.now());
            case Input.Hint hint -> List.of();
            case Input.Attended attended -> List.of();
            case Input.CapacityFreed freed -> List.of();
            case Input.SlotGranted granted -> List.of();
            case Input.ActionBroke broke -> List.of();
            case Input.Cancel cancel -> onCancel(job, cancel.by(), setting.now());
            case Input.Ranked ranked -> one(ranked.task(), onRanked(job, ranked, setting));
            case Input.OfAttempt fact -> {
                TaskState state = job.tasks().get(fact.task());
                boolean stale =
                        state.liveAttempt().map(Attempt::number).orElse(0) != fact.attempt();
                yield stale
                        ? List.of()
                        : one(
                                fact.task(),
                                onFact(fact, state, setting)
                                        .map(event -> pointing(event, job.id())));
            }
        };
    }

    /** Events of other tasks that follow from where the job stands now, such as skipping. */
    List<TaskEvent> followUps(ManagedJob job, Instant now) {
        List<TaskEvent> events = new ArrayList<>();
        for (int task = 0; task < job.tasks().size(); task++) {
            if (!(job.tasks().get(task) instanceof TaskState.Pending)) {
                continue;
            }
            for (int need : spec.needs().get(task)) {
                Optional<Outcome> outcome = outcome(job.tasks().get(need));
                if (outcome.isPresent() && !outcome.get().succeeded()) {
                    Reason reason =
                            new Reason(
                                    ReasonCode.EARLIER_TASK_FAILED,
                                    "Skipped, because task '"
                                            + spec.tasks().get(need).name()
                                            + "' did not succeed.",
                                    "task " + need + ": " + outcome.get().kind());
                    events.add(new TaskEvent(task, new JobEvent.Skipped(now, reason)));
                    break;
                }
            }
        }
        return events;
    }

    /** Whether all that a task needs has succeeded and is cleared away. */
    boolean mayStart(ManagedJob job, int task) {
        return spec.needs().get(task).stream()
                .allMatch(
                        need ->
                                job.tasks().get(need) instanceof TaskState.Ended ended
                                        && ended.outcome().succeeded());
    }

    private List<TaskEvent> onWake(ManagedJob job, Instant now) {
        List<TaskEvent> events = new ArrayList<>();
        for (int task = 0; task < job.tasks().size(); task++) {
            boolean nothing =
                    job.tasks().get(task) instanceof TaskState.Pending
                            && spec.tasks().get(task).run().isEmpty()
                            && mayStart(job, task);
            if (nothing) {
                events.add(new TaskEvent(task, new JobEvent.NothingToRun(now)));
            }
        }
        return events;
    }

    private List<TaskEvent> onCancel(ManagedJob job, String by, Instant now) {
        List<TaskEvent> events = new ArrayList<>();
        for (int task = 0; task < job.tasks().size(); task++) {
            boolean open = outcome(job.tasks().get(task)).isEmpty();
            if (open) {
                events.add(new TaskEvent(task, new JobEvent.CancelRequested(now, by)));
            }
        }
        return events;
    }

    private Optional<JobEvent> onRanked(ManagedJob job, Input.Ranked ranked, Setting setting) {
        TaskState state = job.tasks().get(ranked.task());
        if (!waitsForLaunch(state)) {
            return Optional.empty();
        }
        Instant now = setting.now();
        TaskSpec task = spec.tasks().get(ranked.task());
        Progress progress = state.progress();
        return Optional.of(
                switch (ranked.ranking()) {
                    case Placement.Ranking.Best best -> {
                        Placement.Choice choice = best.choices().getFirst();
                        int attempt = progress.attempts() + 1;
                        ClusterName name =
                                ClusterName.ofAttempt(
                                        spec.name(),
                                        job.id(),
                                        ranked.task(),
                                        attempt,
                                        installation);
                        yield new JobEvent.OfferChosen(
                                now,
                                attempt,
                                name,
                                choice.offer(),
                                choice.option(),
                                task.numNodes());
                    }
                    case Placement.Ranking.NotNow not ->
                            new JobEvent.Postponed(
                                    now,
                                    not.reason(),
                                    now.plus(
                                            launches.backoff(
                                                    progress.capacity(), setting.jitter())));
                    case Placement.Ranking.Never never ->
                            new JobEvent.TaskFailed(now, never.reason());
                });
    }

    private Optional<JobEvent> onFact(Input.OfAttempt fact, TaskState state, Setting setting) {
        return switch (fact) {
            case Input.Ensured ensured when state instanceof TaskState.Starting starting ->
                    launches.onEnsured(starting, ensured.view(), setting.now());
            case Input.EnsureFailed failed when state instanceof TaskState.Starting starting ->
                    launches.onEnsureFailed(starting, failed.trouble(), setting.now());
            case Input.StartAnswered answered when state instanceof TaskState.Starting starting ->
                    launches.onStarted(starting, answered, setting.now());
            case Input.Sighted sighted when state instanceof TaskState.Running running ->
                    onSighted(fact.task(), running, sighted.sighting(), setting);
            case Input.LogsFetched fetched -> onLogs(state, fetched, setting.now());
            case Input.TerminateAnswered answered -> onTerminated(state, answered, setting.now());
            default -> Optional.empty();
        };
    }

    private Optional<JobEvent> onSighted(
            int task, TaskState.Running state, Sighting sighting, Setting setting) {
        Instant now = setting.now();
        Attempt attempt = state.attempt();
        JobRecovery recovery = spec.tasks().get(task).recovery();
        return switch (verdict.of(sighting, state.pastSetup(), setting)) {
            case SightingVerdict.GoesOn on -> Optional.empty();
            case SightingVerdict.PastSetup past ->
                    Optional.of(new JobEvent.SetupPassed(now, attempt.number()));
            case SightingVerdict.Succeeded done ->
                    Optional.of(new JobEvent.RunSucceeded(now, attempt.number(), done.evidence()));
            case SightingVerdict.Failed failed ->
                    Optional.of(
                            followed(
                                    state,
                                    now,
                                    RecoveryPolicy.onUserFailure(
                                            recovery,
                                            history(state, now),
                                            failed.reason(),
                                            failed.exitCodes()),
                                    List.of()));
            case SightingVerdict.Impossible impossible ->
                    Optional.of(new JobEvent.TaskFailed(now, impossible.reason()));
            case SightingVerdict.Lost lost -> {
                ReasonCode code =
                        attempt.offer().spot() && lost.byProvider()
                                ? ReasonCode.PREEMPTED
                                : ReasonCode.NODE_LOST;
                Reason reason = new Reason(code, code.sentence(), lost.evidence());
                yield Optional.of(
                        followed(
                                state,
                                now,
                                RecoveryPolicy.onLoss(recovery, history(state, now), reason),
                                launches.lostPlace(attempt.offer(), reason, now)));
            }
        };
    }

    private static RecoveryPolicy.History history(TaskState.Running state, Instant now) {
        Progress progress = state.progress();
        Instant started =
                state.attempt().times().setup().orElse(state.attempt().times().requested());
        return new RecoveryPolicy.History(
                progress.userErrors(),
                progress.infrastructure(),
                Duration.between(started, now));
    }

    private static JobEvent followed(
            TaskState.Running state,
            Instant now,
            RecoveryPolicy.Verdict verdict,
            List<Progress.Block> blocked) {
        return verdict.again()
                .<JobEvent>map(
                        delay ->
                                new JobEvent.AttemptFailed(
                                        now,
                                        state.attempt().number(),
                                        verdict.reason(),
                                        blocked,
                                        now.plus(delay)))
                .orElseGet(() -> new JobEvent.TaskFailed(now, verdict.reason()));
    }

    private static Optional<JobEvent> onLogs(
            TaskState state, Input.LogsFetched fetched, Instant now) {
        boolean open =
                (state instanceof TaskState.Recovering recovering && !recovering.logsKept())
                        || (state instanceof TaskState.Finishing finishing
                                && !finishing.cleanup().logsKept());
        return open && fetched.complete()
                ? Optional.of(new JobEvent.LogsKept(now, fetched.attempt()))
                : Optional.empty();
    }

    private static Optional<JobEvent> onTerminated(
            TaskState state, Input.TerminateAnswered answered, Instant now) {
        Optional<Reason> before;
        if (state instanceof TaskState.Finishing finishing) {
            before = finishing.cleanup().trouble();
        } else if (state instanceof TaskState.Recovering recovering) {
            before = Optional.of(recovering.waiting());
        } else {
            return Optional.empty();
        }
        if (answered.gone()) {
            return Optional.of(
                    new JobEvent.ClusterGone(now, answered.attempt(), answered.evidence()));
        }
        return answered.trouble()
                .map(sentence -> Reason.of(ReasonCode.INFRASTRUCTURE, sentence))
                .filter(reason -> !before.equals(Optional.of(reason)))
                .map(reason -> new JobEvent.CleanupTroubled(now, answered.attempt(), reason));
    }

    /** Whether the task has nothing and waits for its next launch. */
    static boolean waitsForLaunch(TaskState state) {
        return state instanceof TaskState.Pending
                || (state instanceof TaskState.Recovering recovering
                        && recovering.leftover().isEmpty());
    }

    private static Optional<Outcome> outcome(TaskState state) {
        return switch (state) {
            case TaskState.Finishing finishing -> Optional.of(finishing.outcome());
            case TaskState.Ended ended -> Optional.of(ended.outcome());
            case TaskState.Pending pending -> Optional.empty();
            case TaskState.Starting starting -> Optional.empty();
            case TaskState.Running running -> Optional.empty();
            case TaskState.Recovering recovering -> Optional.empty();
        };
    }

    /** A failure of the user's own code, with where to read what it said. */
    private static JobEvent pointing(JobEvent event, long job) {
        return switch (event) {
            case JobEvent.TaskFailed failed when isUsers(failed.reason()) ->
                    new JobEvent.TaskFailed(failed.at(), pointing(failed.reason(), job));
            case JobEvent.AttemptFailed failed when isUsers(failed.reason()) ->
                    new JobEvent.AttemptFailed(
                            failed.at(),
                            failed.attempt(),
                            pointing(failed.reason(), job),
                            failed.blocked(),
                            failed.notBefore());
            default -> event;
        };
    }

    private static Reason pointing(Reason reason, long job) {
        return new Reason(
                reason.code(),
                reason.sentence() + " To see the details, run: sky jobs logs " + job,
                reason.evidence());
    }

    private static boolean isUsers(Reason reason) {
        return switch (reason.code()) {
            case USER_EXIT, SETUP_EXIT, OUT_OF_MEMORY, RECOVERABLE_EXIT -> true;
            default -> false;
        };
    }

    private static List<TaskEvent> one(int task, Optional<JobEvent> event) {
        return event.map(it -> List.of(new TaskEvent(task, it))).orElse(List.of());
    }
}
