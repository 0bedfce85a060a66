package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.StoreWrite.TaskEvent;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ClusterName;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the facts in a mailbox mean for a job: a pure function from the job and an input to events.
 * A fact about another attempt than the live one means nothing.
 */
final class JobDecisions {
    private final JobSpec spec;
    private final String installation;
    private final RunDecisions runs;
    private final Deadlines deadlines;
    private final LaunchDecisions launches;

    /**
     * @param replacesNodes whether the place of an attempt can make lost nodes again and leave the
     *     others
     */
    JobDecisions(
            JobSpec spec,
            String installation,
            ControllerSettings settings,
            Predicate<Attempt> replacesNodes) {
        this.spec = spec;
        this.installation = installation;
        this.runs = new RunDecisions(spec, settings, replacesNodes);
        this.deadlines = new Deadlines(spec);
        this.launches = new LaunchDecisions(settings);
    }

    /**
     * What to know beside the job.
     *
     * @param now our clock
     * @param jitter between 0 and 1, drawn anew each time
     * @param failingSince when a node of the live attempt was first seen to have failed
     * @param unconfirmedSince since when a node is silent and its provider has not said that it is
     *     there
     * @param launchingSince since when a launch could go on: its files are placed, or fail to be;
     *     empty for as long as its machines are up
     */
    record Setting(
            Instant now,
            double jitter,
            Optional<Instant> failingSince,
            Optional<Instant> unconfirmedSince,
            Optional<Instant> launchingSince) {
        /** Of anything but the steps of a launch that come after its machines are up. */
        Setting(
                Instant now,
                double jitter,
                Optional<Instant> failingSince,
                Optional<Instant> unconfirmedSince) {
            this(now, jitter, failingSince, unconfirmedSince, Optional.empty());
        }
    }

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
            case Input.OfStorage storage -> List.of();
            case Input.Cancel cancel -> onCancel(job, cancel, setting.now());
            case Input.Ranked ranked -> one(ranked.task(), onRanked(job, ranked, setting));
            case Input.OfAttempt fact -> {
                TaskState state = job.tasks().get(fact.task());
                boolean ofLive =
                        state.liveAttempt().map(Attempt::number).orElse(0) == fact.attempt();
                // What is about neither is about an attempt that is over, and means nothing.
                Optional<TaskState.Standby> standby =
                        state.standby().filter(it -> it.attempt().number() == fact.attempt());
                yield ofLive
                        ? one(
                                fact.task(),
                                onFact(fact, state, setting)
                                        .map(event -> RunDecisions.pointing(event, job.id())))
                        : one(
                                fact.task(),
                                standby.flatMap(it -> onStandby(fact, state, it, setting.now())));
            }
        };
    }

    /** Events of other tasks that follow from where the job stands now, such as skipping. */
    List<TaskEvent> followUps(ManagedJob job, Instant now) {
        List<TaskEvent> events = new ArrayList<>(StoragePursuit.followUps(job, now));
        for (int task = 0; task < job.tasks().size(); task++) {
            if (!(job.tasks().get(task) instanceof TaskState.Pending)) {
                continue;
            }
            for (int need : spec.needs().get(task)) {
                Optional<Outcome> outcome = Deadlines.outcome(job.tasks().get(need));
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
        return deadlines.mayStart(job, task);
    }

    /** When a task ends because its user set a limit; empty when nothing limits it now. */
    Optional<Instant> deadline(ManagedJob job, int task) {
        return deadlines.of(job, task);
    }

    private List<TaskEvent> onWake(ManagedJob job, Instant now) {
        List<TaskEvent> events = new ArrayList<>();
        for (int task = 0; task < job.tasks().size(); task++) {
            TaskState state = job.tasks().get(task);
            boolean nothing =
                    state instanceof TaskState.Pending
                            && spec.tasks().get(task).run().isEmpty()
                            && mayStart(job, task);
            Optional<JobEvent> event =
                    nothing
                            ? Optional.of(new JobEvent.NothingToRun(now))
                            : deadlines
                                    .overdue(job, task, now)
                                    .or(() -> unneeded(state, now))
                                    .or(() -> Graces.timeout(state, now));
            int index = task;
            event.ifPresent(it -> events.add(new TaskEvent(index, it)));
        }
        return events;
    }

    /** A standby for a machine that was announced to go, and did not. */
    private static Optional<JobEvent> unneeded(TaskState state, Instant now) {
        boolean passed =
                state instanceof TaskState.Running running
                        && running.notice()
                                .map(it -> it.until().plus(StandbyPursuit.KEPT_AFTER_NOTICE))
                                .filter(limit -> !limit.isAfter(now))
                                .isPresent();
        return state.standby()
                .filter(standby -> passed && !standby.discarded())
                .map(
                        standby ->
                                new JobEvent.StandbyDropped(
                                        now,
                                        standby.attempt().number(),
                                        Reason.of(ReasonCode.NOT_NEEDED),
                                        state.progress().blocked()));
    }

    private static List<TaskEvent> onCancel(ManagedJob job, Input.Cancel cancel, Instant now) {
        Optional<Instant> until =
                cancel.grace().isPositive()
                        ? Optional.of(now.plus(cancel.grace()))
                        : Optional.empty();
        List<TaskEvent> events = new ArrayList<>();
        for (int task = 0; task < job.tasks().size(); task++) {
            boolean open = Deadlines.outcome(job.tasks().get(task)).isEmpty();
            if (open) {
                events.add(
                        new TaskEvent(task, new JobEvent.CancelRequested(now, cancel.by(), until)));
            } else if (until.isEmpty()) {
                int index = task;
                Graces.over(job.tasks().get(task), now, "cancelled again")
                        .ifPresent(it -> events.add(new TaskEvent(index, it)));
            }
        }
        return events;
    }

    private Optional<JobEvent> onRanked(ManagedJob job, Input.Ranked ranked, Setting setting) {
        TaskState state = job.tasks().get(ranked.task());
        Instant now = setting.now();
        if (ranked.standby()) {
            return ranked.ranking() instanceof Placement.Ranking.Best best
                            && StandbyPursuit.isWanted(state, now)
                    ? Optional.of(beforehand(job, ranked.task(), best.choices().getFirst(), now))
                    : Optional.empty();
        }
        if (!waitsForLaunch(state)) {
            // Asked only because its user must mend something: is there another place at all?
            return state instanceof TaskState.Recovering
                            && ranked.ranking() instanceof Placement.Ranking.Never never
                    ? Optional.of(new JobEvent.TaskFailed(now, never.reason()))
                    : Optional.empty();
        }
        TaskSpec task = spec.tasks().get(ranked.task());
        Progress progress = state.progress();
        return Optional.of(
                switch (ranked.ranking()) {
                    case Placement.Ranking.Best best -> {
                        Placement.Choice choice = best.choices().getFirst();
                        int attempt = progress.attempts() + 1;
                        yield new JobEvent.OfferChosen(
                                now,
                                attempt,
                                name(job, ranked.task(), attempt),
                                choice.offer(),
                                choice.option(),
                                task.numNodes());
                    }
                    case Placement.Ranking.NotNow not ->
                            new JobEvent.Postponed(
                                    now,
                                    not.reason(),
                                    launches.again(not, progress.capacity(), setting));
                    case Placement.Ranking.Never never ->
                            new JobEvent.TaskFailed(now, never.reason());
                });
    }

    private ClusterName name(ManagedJob job, int task, int attempt) {
        return ClusterName.ofAttempt(spec.name(), job.id(), task, attempt, installation);
    }

    private JobEvent beforehand(ManagedJob job, int task, Placement.Choice choice, Instant now) {
        int attempt = job.tasks().get(task).progress().attempts() + 1;
        return new JobEvent.StandbyChosen(
                now,
                attempt,
                name(job, task, attempt),
                choice.offer(),
                choice.option(),
                spec.tasks().get(task).numNodes());
    }

    private Optional<JobEvent> onStandby(
            Input.OfAttempt fact, TaskState state, TaskState.Standby standby, Instant now) {
        int number = standby.attempt().number();
        if (standby.discarded()) {
            return fact instanceof Input.TerminateAnswered answered && answered.gone()
                    ? Optional.of(new JobEvent.StandbyGone(now, number, answered.evidence()))
                    : Optional.empty();
        }
        // A standby is launched like any other attempt; only what follows from it differs.
        TaskState.Starting launch =
                new TaskState.Starting(state.progress(), standby.attempt(), standby.up());
        Optional<JobEvent> event =
                switch (fact) {
                    case Input.Ensured ensured -> launches.onEnsured(launch, ensured.view(), now);
                    case Input.EnsureFailed failed ->
                            launches.onEnsureFailed(launch, failed.trouble(), now);
                    default -> Optional.empty();
                };
        return event.map(
                it ->
                        switch (it) {
                            case JobEvent.ClusterUp up ->
                                    new JobEvent.StandbyUp(now, number, up.hosts());
                            case JobEvent.LaunchFailed failed ->
                                    new JobEvent.StandbyDropped(
                                            now, number, failed.reason(), failed.blocked());
                            case JobEvent.TaskFailed failed ->
                                    new JobEvent.StandbyDropped(
                                            now,
                                            number,
                                            failed.reason(),
                                            state.progress().blocked());
                            default -> throw new IllegalStateException("unexpected " + it);
                        });
    }

    private Optional<JobEvent> onFact(Input.OfAttempt fact, TaskState state, Setting setting) {
        return switch (fact) {
            case Input.Ensured ensured when state instanceof TaskState.Starting starting ->
                    launches.onEnsured(starting, ensured.view(), setting.now());
            case Input.EnsureFailed failed when state instanceof TaskState.Starting starting ->
                    launches.onEnsureFailed(starting, failed.trouble(), setting.now());
            case Input.Placed placed when state instanceof TaskState.Starting starting ->
                    launches.onPlaced(starting, placed, setting);
            case Input.StartAnswered answered when state instanceof TaskState.Starting starting ->
                    launches.onStarted(starting, answered, setting);
            case Input.Sighted sighted when state instanceof TaskState.Running running ->
                    runs.onSighted(fact.task(), running, sighted.sighting(), setting);
            case Input.LogsFetched fetched -> onLogs(state, fetched, setting.now());
            case Input.TerminateAnswered answered -> onTerminated(state, answered, setting.now());
            case Input.Fenced fenced when state instanceof TaskState.Finishing && fenced.done() ->
                    Graces.over(state, setting.now(), fenced.evidence());
            case Input.Fenced fenced when state instanceof TaskState.Recovering recovering ->
                    runs.onFenced(fact.task(), recovering, fenced, setting.now());
            default -> Optional.empty();
        };
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
                .filter(reason -> !before.equals(Optional.of(reason)))
                .map(reason -> new JobEvent.CleanupTroubled(now, answered.attempt(), reason));
    }

    /** Whether the task has nothing and waits for its next launch. */
    static boolean waitsForLaunch(TaskState state) {
        return state instanceof TaskState.Pending
                || (state instanceof TaskState.Recovering recovering
                        && recovering.leftover().isEmpty());
    }

    private static List<TaskEvent> one(int task, Optional<JobEvent> event) {
        return event.map(it -> List.of(new TaskEvent(task, it))).orElse(List.of());
    }
}
