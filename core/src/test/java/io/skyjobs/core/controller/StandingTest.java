package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.LaunchSlots.Line;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.SampleJobs;
import io.skyjobs.spi.ClusterName;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each cause of each wait has words of its own (P-45). */
class StandingTest {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = AT.plusSeconds(90);
    private static final Progress RAN =
            new Progress(
                    1,
                    0,
                    1,
                    0,
                    0,
                    0,
                    Optional.of(AT),
                    Optional.of(AT),
                    Duration.ofMinutes(3),
                    List.of());
    private static final Attempt ATTEMPT =
            new Attempt(
                    1,
                    ClusterName.ofAttempt("train", 7, 0, 1, "abcdef"),
                    SampleJobs.OFFER,
                    0,
                    1,
                    List.of(),
                    Attempt.Times.requested(AT),
                    Optional.empty());
    private static final Reason LOSS =
            new Reason(ReasonCode.PREEMPTED, ReasonCode.PREEMPTED.sentence(), "i-1 is terminated");

    /** Every state in which a task can wait, for one reason. */
    private static Map<String, TaskState> waits(Reason reason) {
        Map<String, TaskState> states = new HashMap<>();
        states.put("pending", new TaskState.Pending(Progress.NONE, reason, LATER));
        states.put("recovering", recovering(Optional.empty(), true, false, LOSS, reason));
        states.put("storing", recovering(Optional.of(ATTEMPT), false, false, reason, reason));
        states.put("freeing", recovering(Optional.of(ATTEMPT), true, true, reason, reason));
        states.put("clearing", recovering(Optional.of(ATTEMPT), true, false, reason, reason));
        Outcome failed = new Outcome(Outcome.Kind.FAILED, Reason.of(ReasonCode.USER_EXIT), AT);
        states.put(
                "finishing",
                new TaskState.Finishing(
                        RAN,
                        Optional.of(ATTEMPT),
                        failed,
                        new TaskState.Cleanup(true, false, Optional.of(reason))));
        return states;
    }

    private static TaskState recovering(
            Optional<Attempt> left, boolean kept, boolean keeps, Reason cause, Reason waiting) {
        return new TaskState.Recovering(
                RAN, left, kept, keeps, Optional.empty(), cause, waiting, LATER);
    }

    private static Standing standing(TaskState state) {
        return Standing.of(state, AT, Optional.empty());
    }

    @Test
    void everyCauseInEveryStateHasWordsOfItsOwn() {
        Map<String, String> seen = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (ReasonCode code : EnumSet.allOf(ReasonCode.class)) {
            waits(Reason.of(code))
                    .forEach(
                            (name, state) -> {
                                String sentence = standing(state).cause().sentence();
                                String where = name + "/" + code;
                                Optional.ofNullable(seen.put(sentence, where))
                                        .ifPresent(
                                                other ->
                                                        twice.add(
                                                                where + " = " + other + ": "
                                                                        + sentence));
                                assertThat(sentence)
                                        .as(where)
                                        .doesNotContain("Exception", "\n", "\tat ", "null", "..")
                                        .matches("[A-Z].*\\.");
                            });
        }
        assertThat(twice).isEmpty();
        assertThat(seen).hasSize(6 * ReasonCode.values().length);
    }

    @Test
    void aPlaceInTheQueueIsSaidWithTheLimit() {
        TaskState waiting =
                new TaskState.Pending(Progress.NONE, Reason.of(ReasonCode.SUBMITTED), AT);
        Standing launch = Standing.of(waiting, AT, Optional.of(new Line(3, 12, false, 8, false)));
        assertThat(launch.cause().sentence())
                .isEqualTo(
                        "Waiting for other jobs to launch (3rd of 12 waiting for a launch slot; limit"
                                + " jobs.max_launching = 8).");
        assertThat(launch.waiting().unblockedBy())
                .isEqualTo("a launch that ends, or a higher jobs.max_launching");
        Standing higher = Standing.of(waiting, AT, Optional.of(new Line(11, 12, false, 8, true)));
        assertThat(higher.cause().sentence())
                .startsWith("Waiting for higher priority jobs to launch (11th of 12 ");
        Standing running = Standing.of(waiting, AT, Optional.of(new Line(2, 2, true, 100, false)));
        assertThat(running.cause().code()).isEqualTo(ReasonCode.RUNNING_LIMIT);
        assertThat(running.cause().sentence())
                .contains("2nd of 2 waiting for a job to end; limit jobs.max_running = 100");
        Standing after =
                Standing.of(
                        recovering(Optional.empty(), true, false, LOSS, LOSS),
                        AT,
                        Optional.of(new Line(1, 1, false, 8, false)));
        assertThat(after.cause().sentence())
                .startsWith(
                        "Recovering, because the provider took a machine back; waiting for other");
    }

    @Test
    void aBackoffSaysWhenItIsTriedAgain() {
        Standing standing =
                standing(
                        new TaskState.Pending(
                                Progress.NONE,
                                new Reason(
                                        ReasonCode.CAPACITY,
                                        "AWS has no p4d.24xlarge in us-east-1a.",
                                        "InsufficientInstanceCapacity"),
                                LATER));
        assertThat(standing.cause().sentence())
                .isEqualTo(
                        "In backoff, waiting for resources (AWS has no p4d.24xlarge in us-east-1a).");
        assertThat(standing.cause().evidence()).isEqualTo("InsufficientInstanceCapacity");
        assertThat(standing.waiting().nextTry()).contains(LATER);
    }

    @Test
    void whatRunsIsNotSaidToWaitForItsTurn() {
        Standing running = standing(new TaskState.Running(RAN, ATTEMPT, true));
        assertThat(running.cause().code()).isEqualTo(ReasonCode.RUNNING);
        assertThat(running.cause().sentence())
                .isEqualTo("It runs on aws/us-east-1/us-east-1a p4d.24xlarge[Spot] (attempt 1).");
        Standing noticed =
                standing(
                        new TaskState.Running(
                                RAN,
                                ATTEMPT,
                                true,
                                Optional.of(new TaskState.Notice(LATER, "spot notice")),
                                Optional.empty()));
        assertThat(noticed.cause().code()).isEqualTo(ReasonCode.PREEMPTED);
        assertThat(noticed.waiting().nextTry()).contains(LATER);
        Standing starting = standing(new TaskState.Starting(Progress.NONE, ATTEMPT, false));
        assertThat(starting.cause().code()).isEqualTo(ReasonCode.LAUNCHING);
        assertThat(starting.waiting().waitsFor()).isEqualTo("cluster train-7-0-1-abcdef to be up");
    }
}
