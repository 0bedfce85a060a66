package io.skyjobs.core.job;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** One state of each shape and one event of each kind, all about attempt 1. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Offer OFFER =
            new Offer(
                    "fake",
                    Optional.of("r1"),
                    Optional.empty(),
                    List.of(),
                    new Shape("f1", 8, 32, Optional.empty(), Optional.empty(), false),
                    true,
                    UsdPerHour.of("0.5"));
    static final ClusterName CLUSTER = ClusterName.ofAttempt("train", 7, 0, 1, "abc123");
    static final Reason REASON = new Reason(ReasonCode.USER_EXIT, "It failed.", "exit code 1");

    private Samples() {}

    static Map<String, TaskState> states() {
        Map<String, TaskState> states = new LinkedHashMap<>();
        TaskState pending = JobStateMachine.initial(NOW, false);
        TaskState starting = JobStateMachine.next(pending, chosen(1));
        TaskState up = JobStateMachine.next(starting, up());
        TaskState running = JobStateMachine.next(up, new JobEvent.RunStarted(NOW, 1));
        TaskState pastSetup = JobStateMachine.next(running, new JobEvent.SetupPassed(NOW, 1));
        TaskState recovering = JobStateMachine.next(pastSetup, attemptFailed());
        TaskState kept = JobStateMachine.next(recovering, new JobEvent.LogsKept(NOW, 1));
        TaskState finishing =
                JobStateMachine.next(
                        pastSetup, new JobEvent.RunSucceeded(NOW, 1, "exit codes [0]"));
        TaskState finishingKept = JobStateMachine.next(finishing, new JobEvent.LogsKept(NOW, 1));
        states.put("Pending", pending);
        states.put("Starting (no cluster yet)", starting);
        states.put("Starting (cluster up)", up);
        states.put("Running (setup)", running);
        states.put("Running", pastSetup);
        states.put("Recovering (logs to keep)", recovering);
        states.put("Recovering (cluster to end)", kept);
        states.put("Recovering (nothing left)", JobStateMachine.next(kept, gone()));
        states.put("Finishing (logs to keep)", finishing);
        states.put("Finishing (cluster to end)", finishingKept);
        states.put("Ended", JobStateMachine.next(finishingKept, gone()));
        withStandby(states, pastSetup);
        return states;
    }

    private static void withStandby(Map<String, TaskState> states, TaskState running) {
        TaskState noticed = JobStateMachine.next(running, noticed());
        TaskState made = JobStateMachine.next(noticed, standbyChosen(2));
        TaskState ready = JobStateMachine.next(made, standbyUp(2));
        TaskState dropped = JobStateMachine.next(made, dropped(2));
        TaskState survivors = JobStateMachine.next(running, lostInPart());
        states.put("Running (a machine is about to be taken)", noticed);
        states.put("Running (the next cluster is being made)", made);
        states.put("Running (the next cluster is up)", ready);
        states.put("Running (the next cluster came to nothing)", dropped);
        states.put("Recovering (the next cluster is up)", lost(ready));
        states.put("Recovering (the next cluster came to nothing)", lost(dropped));
        states.put("Recovering (survivors' logs to keep)", survivors);
        states.put(
                "Recovering (survivors to free)",
                JobStateMachine.next(survivors, new JobEvent.LogsKept(NOW, 1)));
        states.put(
                "Finishing (the next cluster to end too)",
                JobStateMachine.next(ready, new JobEvent.RunSucceeded(NOW, 1, "exit codes [0]")));
    }

    private static TaskState lost(TaskState running) {
        return JobStateMachine.next(
                JobStateMachine.next(running, attemptFailed()), new JobEvent.LogsKept(NOW, 1));
    }

    static TaskState state(String name) {
        return Objects.requireNonNull(states().get(name), name);
    }

    static List<JobEvent> events(TaskState state) {
        int next = state.progress().attempts() + 1;
        int standby = state.standby().map(it -> it.attempt().number()).orElse(next);
        return List.of(
                new JobEvent.Submitted(NOW),
                new JobEvent.Postponed(NOW, Reason.of(ReasonCode.CAPACITY), NOW.plusSeconds(60)),
                chosen(next),
                up(),
                new JobEvent.FilesPlaced(NOW, 1, 2, 3, 4000, Duration.ofMillis(1500)),
                new JobEvent.RunStarted(NOW, 1),
                new JobEvent.SetupPassed(NOW, 1),
                new JobEvent.LaunchFailed(NOW, 1, Reason.of(ReasonCode.CAPACITY), List.of()),
                new JobEvent.RunSucceeded(NOW, 1, "exit codes [0]"),
                attemptFailed(),
                new JobEvent.TaskFailed(NOW, REASON),
                new JobEvent.NothingToRun(NOW),
                new JobEvent.CancelRequested(NOW, "alice"),
                new JobEvent.Skipped(NOW, Reason.of(ReasonCode.EARLIER_TASK_FAILED)),
                new JobEvent.LogsKept(NOW, 1),
                gone(),
                new JobEvent.CleanupTroubled(NOW, 1, Reason.of(ReasonCode.INFRASTRUCTURE)),
                noticed(),
                new JobEvent.SurvivorsLeft(NOW, 1, Reason.of(ReasonCode.INFRASTRUCTURE)),
                standbyChosen(standby),
                standbyUp(standby),
                dropped(standby),
                new JobEvent.StandbyGone(NOW, standby, "not in a whole list"));
    }

    static JobEvent noticed() {
        return new JobEvent.NoticeGiven(NOW, 1, NOW.plusSeconds(30), "taken in 30 s");
    }

    static JobEvent lostInPart() {
        return new JobEvent.AttemptFailed(
                NOW, 1, Reason.of(ReasonCode.PREEMPTED), List.of(), NOW, OptionalInt.empty(), true);
    }

    static JobEvent standbyChosen(int attempt) {
        return new JobEvent.StandbyChosen(
                NOW, attempt, ClusterName.ofAttempt("train", 7, 0, attempt, "abc123"), OFFER, 0, 1);
    }

    static JobEvent standbyUp(int attempt) {
        return new JobEvent.StandbyUp(NOW, attempt, List.of(new Attempt.Host("i-2", "10.0.0.2")));
    }

    static JobEvent dropped(int attempt) {
        return new JobEvent.StandbyDropped(NOW, attempt, Reason.of(ReasonCode.CAPACITY), List.of());
    }

    static JobEvent chosen(int attempt) {
        return new JobEvent.OfferChosen(
                NOW, attempt, ClusterName.ofAttempt("train", 7, 0, attempt, "abc123"), OFFER, 0, 1);
    }

    static JobEvent up() {
        return new JobEvent.ClusterUp(NOW, 1, List.of(new Attempt.Host("i-1", "10.0.0.1")));
    }

    static JobEvent attemptFailed() {
        return new JobEvent.AttemptFailed(NOW, 1, REASON, List.of(), NOW);
    }

    static JobEvent gone() {
        return new JobEvent.ClusterGone(NOW, 1, "not in a whole list");
    }
}
