package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Input.Sighting;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.recovery.RecoveryPolicy;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobSpec;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * What the facts about a run mean: whether it goes on, is over, or is followed by another. Pure.
 */
final class RunDecisions {
    /** How long to try to free the survivors of a cluster for the next attempt. */
    private static final Duration LONGEST_FENCE = Duration.ofMinutes(1);

    private final JobSpec spec;
    private final SightingVerdict verdict;
    private final Predicate<Attempt> replacesNodes;

    RunDecisions(JobSpec spec, ControllerSettings settings, Predicate<Attempt> replacesNodes) {
        this.spec = spec;
        this.verdict = new SightingVerdict(settings);
        this.replacesNodes = replacesNodes;
    }

    /** What a look at the nodes of a run means. */
    Optional<JobEvent> onSighted(
            int task, TaskState.Running state, Sighting sighting, JobDecisions.Setting setting) {
        Instant now = setting.now();
        Attempt attempt = state.attempt();
        JobRecovery recovery = spec.tasks().get(task).recovery();
        return switch (verdict.of(sighting, state, setting)) {
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
                                            failed.own()),
                                    new After(exitCode(failed.own()), false)));
            case SightingVerdict.Noticed noticed ->
                    Optional.of(
                            new JobEvent.NoticeGiven(
                                    now,
                                    attempt.number(),
                                    now.plus(noticed.left()),
                                    noticed.evidence()));
            case SightingVerdict.Impossible impossible ->
                    Optional.of(new JobEvent.TaskFailed(now, impossible.reason()));
            case SightingVerdict.Unstored unstored ->
                    Optional.of(
                            followed(
                                    state,
                                    now,
                                    RecoveryPolicy.onLoss(
                                            recovery, history(state, now), unstored.reason()),
                                    new After(OptionalInt.empty(), false)));
            case SightingVerdict.Lost lost -> Optional.of(lost(recovery, state, lost, now));
        };
    }

    private JobEvent lost(
            JobRecovery recovery, TaskState.Running state, SightingVerdict.Lost lost, Instant now) {
        Attempt attempt = state.attempt();
        boolean keeps =
                lost.by() == SightingVerdict.Witness.PROVIDER_OF_SOME
                        && state.notice().isEmpty()
                        && state.standby().isEmpty()
                        && replacesNodes.test(attempt);
        return followed(
                state,
                now,
                RecoveryPolicy.onLoss(recovery, history(state, now), reason(attempt, lost)),
                new After(lost.exitCode(), keeps));
    }

    private static RecoveryPolicy.History history(TaskState.Running state, Instant now) {
        Progress progress = state.progress();
        Duration ran = state.attempt().ranUntil(now);
        return new RecoveryPolicy.History(
                progress.userErrors(), progress.past().quickDeaths(), ran);
    }

    private static Reason reason(Attempt attempt, SightingVerdict.Lost lost) {
        boolean taken =
                attempt.offer().spot()
                        && (lost.by() == SightingVerdict.Witness.PROVIDER
                                || lost.by() == SightingVerdict.Witness.PROVIDER_OF_SOME);
        ReasonCode code = taken ? ReasonCode.PREEMPTED : ReasonCode.NODE_LOST;
        return new Reason(code, code.sentence(), lost.evidence());
    }

    /** The first exit code that is not 0, if one is known. */
    private static OptionalInt exitCode(List<Integer> codes) {
        return codes.stream().mapToInt(Integer::intValue).filter(code -> code != 0).findFirst();
    }

    /** What an attempt that is over leaves behind. */
    private record After(OptionalInt exitCode, boolean keeps) {}

    private static JobEvent followed(
            TaskState.Running state, Instant now, RecoveryPolicy.Verdict verdict, After after) {
        return verdict.again()
                .<JobEvent>map(
                        delay ->
                                new JobEvent.AttemptFailed(
                                        now,
                                        state.attempt().number(),
                                        verdict.reason(),
                                        state.progress().blocked(),
                                        now.plus(delay),
                                        after.exitCode(),
                                        after.keeps()))
                .orElseGet(() -> new JobEvent.TaskFailed(now, verdict.reason()));
    }

    /** The survivors are free: the next attempt gets them, and new nodes for those lost. */
    Optional<JobEvent> onFenced(
            int task, TaskState.Recovering state, Input.Fenced fenced, Instant now) {
        Optional<Attempt> old = state.leftover();
        if (!state.keeps() || !state.logsKept() || old.isEmpty()) {
            return Optional.empty();
        }
        if (fenced.done()) {
            return Optional.of(
                    new JobEvent.OfferChosen(
                            now,
                            state.progress().attempts() + 1,
                            old.get().cluster(),
                            old.get().offer(),
                            old.get().option(),
                            spec.tasks().get(task).numNodes()));
        }
        boolean tooLate = old.get().times().ended().orElse(now).plus(LONGEST_FENCE).isBefore(now);
        return tooLate
                ? Optional.of(
                        new JobEvent.SurvivorsLeft(
                                now,
                                old.get().number(),
                                new Reason(
                                        ReasonCode.INFRASTRUCTURE,
                                        "What is left of the cluster could not be taken over.",
                                        fenced.evidence())))
                : Optional.empty();
    }

    /** A failure of the user's own code, with where to read what it said. */
    static JobEvent pointing(JobEvent event, long job) {
        return switch (event) {
            case JobEvent.TaskFailed failed when isUsers(failed.reason()) ->
                    new JobEvent.TaskFailed(failed.at(), pointing(failed.reason(), job));
            case JobEvent.AttemptFailed failed when isUsers(failed.reason()) ->
                    new JobEvent.AttemptFailed(
                            failed.at(),
                            failed.attempt(),
                            pointing(failed.reason(), job),
                            failed.blocked(),
                            failed.notBefore(),
                            failed.exitCode(),
                            failed.keeps());
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
}
