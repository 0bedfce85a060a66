package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.Input.Sighting;
import io.skyjobs.core.controller.SightingVerdict.Failed;
import io.skyjobs.core.controller.SightingVerdict.Lost;
import io.skyjobs.core.controller.SightingVerdict.Verdict;
import io.skyjobs.core.controller.SightingVerdict.Witness;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.SampleJobs;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.RunView;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a signal from outside means while the provider has said that it will take the machine. */
class NoticeVerdictTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void aHookMayEndTheRunBeforeTheMachineIsTaken() {
        // P-23, P-30: a hook instead of TERM may end the run long before that.
        assertThat(judge(143, NOW))
                .isInstanceOfSatisfying(
                        Lost.class, lost -> assertThat(lost.by()).isEqualTo(Witness.PROVIDER));
        assertThat(judge(1, NOW)).isInstanceOf(Failed.class);
        assertThat(judge(143, NOW.plusSeconds(15))).isInstanceOf(Failed.class);
    }

    private static Verdict judge(int code, Instant now) {
        TaskState.Running told =
                new TaskState.Running(
                        Progress.NONE,
                        new Attempt(
                                1,
                                new ClusterName("train-1-0-1-abc"),
                                SampleJobs.OFFER,
                                0,
                                1,
                                List.of(),
                                Attempt.Times.requested(NOW),
                                Optional.empty()),
                        true,
                        Optional.of(new TaskState.Notice(NOW.plusSeconds(10), "notice")),
                        Optional.empty());
        RunView ended =
                new RunView(
                        RunView.Phase.ENDED,
                        OptionalLong.of(1),
                        OptionalLong.of(2),
                        OptionalInt.of(0),
                        OptionalInt.of(code),
                        Optional.of(NOW),
                        Optional.of(RunView.End.EXITED));
        return new SightingVerdict(ControllerSettings.standard(2))
                .of(
                        new Sighting(
                                List.of(Optional.of(ended)),
                                List.of(),
                                Optional.empty(),
                                Optional.empty()),
                        told,
                        new JobDecisions.Setting(
                                now, 0.5, Optional.of(NOW.minusSeconds(20)), Optional.empty()));
    }
}
