package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.Input.Sighting;
import io.skyjobs.core.controller.Input.Statement;
import io.skyjobs.core.controller.SightingVerdict.Failed;
import io.skyjobs.core.controller.SightingVerdict.GoesOn;
import io.skyjobs.core.controller.SightingVerdict.Lost;
import io.skyjobs.core.controller.SightingVerdict.PastSetup;
import io.skyjobs.core.controller.SightingVerdict.Succeeded;
import io.skyjobs.core.controller.SightingVerdict.Verdict;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.RunView;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What every combination of exit reports, silence and the provider's word means (P-07, P-23). */
class SightingVerdictTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Statement GONE = new Statement(true, "terminated");
    private static final Statement UP = new Statement(false, "running");

    /** Stands for a node that cannot be asked. */
    private static final RunView SILENT =
            view(RunView.Phase.NONE, OptionalInt.of(99), OptionalInt.empty(), Optional.empty());

    private final SightingVerdict verdict = new SightingVerdict(ControllerSettings.standard(2));

    @Test
    void silenceAloneNeverEndsARun() {
        assertThat(judge(Optional.empty(), silent())).isInstanceOf(GoesOn.class);
        assertThat(judge(Optional.of(UP), silent(), running())).isInstanceOf(GoesOn.class);
    }

    @Test
    void theProvidersWordEndsARunThatIsSilent() {
        assertThat(judge(Optional.of(GONE), silent())).isEqualTo(new Lost("terminated", true));
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
                        true,
                        new JobDecisions.Setting(NOW, 0.5, Optional.of(NOW.minusSeconds(11))));
        assertThat(late)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.exitCodes()).containsExactly(1, 255));
    }

    @Test
    void theNodeThatFailedByItselfIsBlamedNotTheOnesThatWereStopped() {
        Verdict judged = judge(Optional.empty(), stopped(), ended(7));
        assertThat(judged)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.exitCodes()).containsExactly(143, 7);
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
                        Lost.class, lost -> assertThat(lost.byProvider()).isFalse());
        assertThat(judge(Optional.of(UP), running(), view(RunView.Phase.NONE)))
                .isInstanceOf(Lost.class);
    }

    @Test
    void setupIsOverWhenItIsOverOnAllNodes() {
        Sighting one = sighting(Optional.empty(), running(), view(RunView.Phase.WAITING));
        Sighting all = sighting(Optional.empty(), running(), running());
        JobDecisions.Setting setting = new JobDecisions.Setting(NOW, 0.5, Optional.empty());
        assertThat(verdict.of(one, false, setting)).isInstanceOf(GoesOn.class);
        assertThat(verdict.of(all, false, setting)).isInstanceOf(PastSetup.class);
        assertThat(verdict.of(all, true, setting)).isInstanceOf(GoesOn.class);
    }

    private ReasonCode code(RunView node) {
        return ((Failed) judge(Optional.empty(), node)).reason().code();
    }

    private Verdict judge(Optional<Statement> said, RunView... nodes) {
        return verdict.of(
                sighting(said, nodes), true, new JobDecisions.Setting(NOW, 0.5, Optional.empty()));
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
                said);
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
