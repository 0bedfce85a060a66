package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is told of recoveries that an earlier process began. */
class JobReportTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LOST = START.plusSeconds(600);
    private static final Instant AGAIN = START.plusSeconds(700);

    private static final Progress RAN =
            new Progress(
                    2,
                    0,
                    1,
                    0,
                    0,
                    0,
                    Optional.of(START),
                    Optional.of(START),
                    Duration.ZERO,
                    List.of());

    private final List<Telemetry.Fact> told = new ArrayList<>();
    private final Telemetry telemetry =
            new Telemetry() {
                @Override
                public void happened(Fact fact) {
                    told.add(fact);
                }
            };

    private static Attempt attempt(int number, boolean ran, Optional<Reason> end) {
        Optional<Instant> started = ran ? Optional.of(START) : Optional.empty();
        return new Attempt(
                number,
                new ClusterName("c-1-0-" + number + "-abc123"),
                new Offer(
                        "aws",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new Shape("m", 4, 16, Optional.empty(), Optional.empty(), true),
                        true,
                        UsdPerHour.FREE),
                0,
                1,
                List.of(),
                new Attempt.Times(
                        START, started, started, started, end.map(it -> LOST), Optional.empty()),
                end);
    }

    private static TaskState recovering(ReasonCode cause, Optional<Attempt> leftover) {
        Reason reason = Reason.of(cause);
        return new TaskState.Recovering(RAN, leftover, false, reason, reason, LOST);
    }

    private static ManagedJob job(TaskState state) {
        return new ManagedJob(1, 5, START, List.of(state), Optional.empty());
    }

    /** Takes a job up in a state, and lets it run again. */
    private Telemetry.RanAgain ranAgain(TaskState found) {
        JobReport report = new JobReport(telemetry, ControllerSettings.standard(2), job(found));
        TaskState starting = new TaskState.Starting(RAN, attempt(2, false, Optional.empty()), true);
        TaskState running = new TaskState.Running(RAN, attempt(2, true, Optional.empty()), false);
        report.committed(
                job(starting),
                job(running),
                List.of(
                        new JobReport.Step(
                                0, starting, new JobEvent.RunStarted(AGAIN, 2), running)),
                Optional.empty(),
                AGAIN);
        return told.stream()
                .filter(Telemetry.RanAgain.class::isInstance)
                .map(Telemetry.RanAgain.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsStillClearedAwayTellsTheCauseAndTheTime() {
        Optional<Attempt> old =
                Optional.of(attempt(1, true, Optional.of(Reason.of(ReasonCode.PREEMPTED))));
        Telemetry.RanAgain again = ranAgain(recovering(ReasonCode.PREEMPTED, old));
        assertThat(again.cause()).contains(ReasonCode.PREEMPTED);
        assertThat(again.took()).contains(Duration.between(LOST, AGAIN));
    }

    /** A launch that failed since is not why the task has to run again. */
    @Test
    void whatAnEarlierProcessSawIsNotGuessed() {
        Optional<Attempt> launch =
                Optional.of(attempt(1, false, Optional.of(Reason.of(ReasonCode.CAPACITY))));
        for (Optional<Attempt> leftover : List.of(launch, Optional.<Attempt>empty())) {
            told.clear();
            Telemetry.RanAgain again = ranAgain(recovering(ReasonCode.CAPACITY, leftover));
            assertThat(again.cause()).isEmpty();
            assertThat(again.took()).isEmpty();
        }
    }
}
