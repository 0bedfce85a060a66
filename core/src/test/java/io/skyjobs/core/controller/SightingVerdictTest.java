package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.Input.Sighting;
import io.skyjobs.core.controller.Input.Statement;
import io.skyjobs.core.controller.SightingVerdict.Failed;
import io.skyjobs.core.controller.SightingVerdict.GoesOn;
import io.skyjobs.core.controller.SightingVerdict.Lost;
import io.skyjobs.core.controller.SightingVerdict.Noticed;
import io.skyjobs.core.controller.SightingVerdict.PastSetup;
import io.skyjobs.core.controller.SightingVerdict.Succeeded;
import io.skyjobs.core.controller.SightingVerdict.Verdict;
import io.skyjobs.core.controller.SightingVerdict.Witness;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.SampleJobs;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.PreemptionNotices;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What every combination of exit reports, silence and the provider's word means (P-07, P-23). */
class SightingVerdictTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Statement GONE = new Statement(true, false, false, "terminated");
    private static final Statement UP = new Statement(false, true, true, "running");

    /** Stands for a node that cannot be asked. */
    private static final RunView SILENT =
            view(RunView.Phase.NONE, OptionalInt.of(99), OptionalInt.empty(), Optional.empty());

    private static final Attempt ON_DEMAND = attempt(false);
    private static final Attempt SPOT = attempt(true);

    private final SightingVerdict verdict = new SightingVerdict(ControllerSettings.standard(2));

    @Test
    void silenceAloneNeverEndsARun() {
        assertThat(judge(Optional.empty(), silent())).isInstanceOf(GoesOn.class);
        assertThat(judge(Optional.of(UP), silent(), running())).isInstanceOf(GoesOn.class);
    }

    @Test
    void theProvidersWordEndsARunThatIsSilent() {
        assertThat(judge(Optional.of(GONE), silent()))
                .isEqualTo(new Lost("terminated", Witness.PROVIDER, OptionalInt.empty()));
    }

    @Test
    void anExitReportOutranksTheProvidersWord() {
        assertThat(judge(Optional.of(GONE), ended(0))).isInstanceOf(Succeeded.class);
        assertThat(judge(Optional.of(GONE), ended(3))).isInstanceOf(Failed.class);
    }

    @Test
    void successIsZeroOnEveryNode() {
        assertThat(judge(Optional.empty(), ended(0), ended(0))).isInstanceOf(Succeeded.class);
        assertThat(judge(Optional.empty(), ended(0), running())).isInstanceOf(GoesOn.class);
        // Codes that cancel out in a sum are no success.
        assertThat(judge(Optional.empty(), ended(255), ended(1))).isInstanceOf(Failed.class);
    }

    @Test
    void aGangThatFailsWaitsForItsOtherNodesButNotForEver() {
        // P-24
        assertThat(judge(Optional.empty(), ended(1), running())).isInstanceOf(GoesOn.class);
        Verdict late =
                verdict.of(
                        sighting(Optional.empty(), ended(1), running()),
                        state(true),
                        new JobDecisions.Setting(
                                NOW, 0.5, Optional.of(NOW.minusSeconds(11)), Optional.empty()));
        assertThat(late)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.exitCodes()).containsExactly(1, 255);
                            assertThat(failed.own()).containsExactly(1);
                        });
    }

    @Test
    void theNodeThatFailedByItselfIsBlamedNotTheOnesThatWereStopped() {
        Verdict judged = judge(Optional.empty(), stopped(), ended(7));
        assertThat(judged)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.exitCodes()).containsExactly(143, 7);
                            // P-16: what we stopped is neither recovered from nor remembered.
                            assertThat(failed.own()).containsExactly(7);
                            assertThat(failed.reason().code()).isEqualTo(ReasonCode.USER_EXIT);
                        });
    }

    @Test
    void causesOfDeathAreToldApart() {
        assertThat(code(setupEnded(2))).isEqualTo(ReasonCode.SETUP_EXIT);
        assertThat(code(setupEnded(137))).isEqualTo(ReasonCode.SETUP_EXIT);
        assertThat(code(ended(137))).isEqualTo(ReasonCode.USER_EXIT);
        assertThat(code(outOfMemory())).isEqualTo(ReasonCode.OUT_OF_MEMORY);
        Failed killed = (Failed) judge(Optional.empty(), ended(137));
        assertThat(killed.reason().sentence()).contains("signal 9, cause unknown");
    }

    @Test
    void aNodeWithoutBashIsTheUsersToMend() {
        RunView bare =
                view(
                        RunView.Phase.ENDED,
                        OptionalInt.of(127),
                        OptionalInt.empty(),
                        Optional.of(RunView.End.NO_BASH));
        assertThat(judge(Optional.empty(), running(), bare))
                .isInstanceOfSatisfying(
                        SightingVerdict.Impossible.class,
                        verdict -> {
                            assertThat(verdict.reason().code()).isEqualTo(ReasonCode.CONFIG);
                            assertThat(verdict.reason().sentence()).contains("Node 1", "bash");
                        });
    }

    @Test
    void aNodeThatHasNoSuchRunAnyMoreHasLostIt() {
        assertThat(judge(Optional.empty(), view(RunView.Phase.LOST)))
                .isInstanceOfSatisfying(
                        Lost.class, lost -> assertThat(lost.by()).isEqualTo(Witness.NODE));
        assertThat(judge(Optional.of(UP), running(), view(RunView.Phase.NONE)))
                .isInstanceOf(Lost.class);
    }

    @Test
    void setupIsOverWhenItIsOverOnAllNodes() {
        Sighting one = sighting(Optional.empty(), running(), view(RunView.Phase.WAITING));
        Sighting all = sighting(Optional.empty(), running(), running());
        JobDecisions.Setting setting =
                new JobDecisions.Setting(NOW, 0.5, Optional.empty(), Optional.empty());
        assertThat(verdict.of(one, state(false), setting)).isInstanceOf(GoesOn.class);
        assertThat(verdict.of(all, state(false), setting)).isInstanceOf(PastSetup.class);
        assertThat(verdict.of(all, state(true), setting)).isInstanceOf(GoesOn.class);
    }

    @Test
    void aPeerThatFailsBecauseAnotherMachineIsGoneIsNotTheUsersFailure() {
        // P-15, P-23
        Statement partGone = new Statement(true, true, false, "node 1 terminated");
        assertThat(judge(Optional.of(partGone), ended(1), silent()))
                .isEqualTo(
                        new Lost(
                                "exit codes [1, 255], and node 1 terminated",
                                Witness.PROVIDER_OF_SOME,
                                OptionalInt.of(1)));
    }

    @Test
    void aPeerThatFailsIsNotJudgedWhileNobodyCanTellWhetherAMachineIsGone() {
        // P-15: the provider does not answer, so the failure waits for its word.
        JobDecisions.Setting late =
                new JobDecisions.Setting(
                        NOW, 0.5, Optional.of(NOW.minusSeconds(60)), Optional.empty());
        assertThat(verdict.of(sighting(Optional.empty(), ended(1), silent()), state(true), late))
                .isInstanceOf(GoesOn.class);
        assertThat(verdict.of(sighting(Optional.of(UP), ended(1), silent()), state(true), late))
                .isInstanceOf(Failed.class);
    }

    @Test
    void aSignalFromOutsideWaitsForTheProviderToSayThatItTookTheMachine() {
        // P-23: the machine's own shutdown kills the run before anybody says that it is gone.
        assertThat(spot(Optional.of(UP), Optional.of(Duration.ofSeconds(1)), ended(143)))
                .isInstanceOf(GoesOn.class);
        assertThat(spot(Optional.of(GONE), Optional.of(Duration.ofSeconds(1)), ended(143)))
                .isInstanceOfSatisfying(
                        Lost.class,
                        lost -> {
                            assertThat(lost.by()).isEqualTo(Witness.PROVIDER);
                            assertThat(lost.exitCode()).hasValue(143);
                        });
        assertThat(spot(Optional.of(UP), Optional.of(Duration.ofSeconds(5)), ended(143)))
                .isInstanceOf(Failed.class);
        assertThat(judge(Optional.of(UP), ended(143))).isInstanceOf(Failed.class);
        assertThat(spot(Optional.of(UP), Optional.of(Duration.ZERO), ended(1)))
                .isInstanceOf(Failed.class);
    }

    @Test
    void aRunThatEndedAfterItsWarningWasPreemptedWhateverItsExitCode() {
        // P-15, P-30
        for (int code : new int[] {0, 1, 143}) {
            RunView warned = warned(code);
            assertThat(spot(Optional.of(UP), Optional.empty(), warned))
                    .isInstanceOfSatisfying(
                            Lost.class,
                            lost -> {
                                assertThat(lost.by()).isEqualTo(Witness.PROVIDER);
                                assertThat(lost.evidence()).contains("would be taken");
                                assertThat(lost.exitCode()).hasValue(code);
                            });
        }
    }

    @Test
    void theWindowBelongsToAllNodesOfAGang() {
        // P-30
        TaskState.Running open =
                new TaskState.Running(
                        Progress.NONE,
                        SPOT,
                        true,
                        Optional.of(new TaskState.Notice(NOW.plusSeconds(10), "spot notice")),
                        Optional.empty());
        Sighting one = sighting(Optional.of(UP), warned(143), running());
        JobDecisions.Setting now =
                new JobDecisions.Setting(NOW, 0.5, Optional.empty(), Optional.empty());
        JobDecisions.Setting later =
                new JobDecisions.Setting(
                        NOW.plusSeconds(10), 0.5, Optional.empty(), Optional.empty());
        assertThat(verdict.of(one, open, now)).isInstanceOf(GoesOn.class);
        assertThat(verdict.of(one, open, later)).isInstanceOf(Lost.class);
        assertThat(verdict.of(sighting(Optional.of(GONE), warned(143), running()), open, now))
                .isInstanceOf(Lost.class);
    }

    @Test
    void aNoticeIsTakenNoteOfOnce() {
        // P-30
        Sighting seen =
                new Sighting(
                        List.of(Optional.of(running())),
                        List.of(),
                        Optional.of(
                                new PreemptionNotices.Notice(
                                        0, Duration.ofSeconds(30), "rebalance")),
                        Optional.of(UP));
        JobDecisions.Setting setting =
                new JobDecisions.Setting(NOW, 0.5, Optional.empty(), Optional.empty());
        assertThat(verdict.of(seen, state(true), setting))
                .isEqualTo(new Noticed(Duration.ofSeconds(30), "node 0: rebalance"));
        TaskState.Running told =
                new TaskState.Running(
                        Progress.NONE,
                        SPOT,
                        true,
                        Optional.of(new TaskState.Notice(NOW, "rebalance")),
                        Optional.empty());
        assertThat(verdict.of(seen, told, setting)).isInstanceOf(GoesOn.class);
    }

    @Test
    void silenceEndsARunOnlyWhenNobodyCouldContradictItForLong() {
        // P-07, P-10: the limit counts from the last word of the node or of its provider.
        assertThat(unconfirmed(Duration.ofMinutes(29))).isInstanceOf(GoesOn.class);
        assertThat(unconfirmed(Duration.ofMinutes(30)))
                .isInstanceOfSatisfying(
                        Lost.class, lost -> assertThat(lost.by()).isEqualTo(Witness.NOBODY));
    }

    private Verdict unconfirmed(Duration since) {
        return verdict.of(
                sighting(Optional.empty(), silent()),
                state(true),
                new JobDecisions.Setting(
                        NOW, 0.5, Optional.empty(), Optional.of(NOW.minus(since))));
    }

    private Verdict spot(Optional<Statement> said, Optional<Duration> failing, RunView... nodes) {
        return verdict.of(
                sighting(said, nodes),
                new TaskState.Running(Progress.NONE, SPOT, true),
                new JobDecisions.Setting(NOW, 0.5, failing.map(NOW::minus), Optional.empty()));
    }

    private static RunView warned(int code) {
        return view(
                RunView.Phase.ENDED,
                OptionalInt.of(0),
                OptionalInt.of(code),
                Optional.of(RunView.End.WARNED));
    }

    private static Attempt attempt(boolean spot) {
        Offer like = SampleJobs.OFFER;
        return new Attempt(
                1,
                new ClusterName("train-1-0-1-abc"),
                new Offer(
                        like.provider(),
                        like.region(),
                        like.zone(),
                        like.zones(),
                        like.shape(),
                        spot,
                        UsdPerHour.FREE),
                0,
                1,
                List.of(),
                Attempt.Times.requested(NOW),
                Optional.empty());
    }

    private ReasonCode code(RunView node) {
        return ((Failed) judge(Optional.empty(), node)).reason().code();
    }

    private Verdict judge(Optional<Statement> said, RunView... nodes) {
        return verdict.of(
                sighting(said, nodes),
                state(true),
                new JobDecisions.Setting(NOW, 0.5, Optional.empty(), Optional.empty()));
    }

    private static Sighting sighting(Optional<Statement> said, RunView... nodes) {
        return new Sighting(
                Arrays.stream(nodes)
                        .map(
                                node ->
                                        node.equals(SILENT)
                                                ? Optional.<RunView>empty()
                                                : Optional.of(node))
                        .toList(),
                List.of(),
                Optional.empty(),
                said);
    }

    private static TaskState.Running state(boolean pastSetup) {
        return new TaskState.Running(Progress.NONE, ON_DEMAND, pastSetup);
    }

    private static RunView silent() {
        return SILENT;
    }

    private static RunView running() {
        return view(RunView.Phase.RUNNING);
    }

    private static RunView view(RunView.Phase phase) {
        return view(phase, OptionalInt.of(0), OptionalInt.empty(), Optional.empty());
    }

    private static RunView ended(int code) {
        return view(
                RunView.Phase.ENDED,
                OptionalInt.of(0),
                OptionalInt.of(code),
                Optional.of(RunView.End.EXITED));
    }

    private static RunView setupEnded(int code) {
        return view(
                RunView.Phase.ENDED,
                OptionalInt.of(code),
                OptionalInt.empty(),
                Optional.of(RunView.End.EXITED));
    }

    private static RunView stopped() {
        return view(
                RunView.Phase.ENDED,
                OptionalInt.of(0),
                OptionalInt.of(143),
                Optional.of(RunView.End.STOPPED));
    }

    private static RunView outOfMemory() {
        return view(
                RunView.Phase.ENDED,
                OptionalInt.of(0),
                OptionalInt.of(137),
                Optional.of(RunView.End.OUT_OF_MEMORY));
    }

    private static RunView view(
            RunView.Phase phase, OptionalInt setup, OptionalInt run, Optional<RunView.End> end) {
        return new RunView(
                phase, OptionalLong.of(1), OptionalLong.of(2), setup, run, Optional.empty(), end);
    }
}
