package io.skyjobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunView.End;
import io.skyjobs.spi.RunView.Phase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

/** What runs must do when their machine is about to be taken, on every provider (P-30). */
public abstract class NodeWarningContract {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private ContractFixture fixture;
    private Optional<ProviderUnderTest> opened = Optional.empty();

    /** A provider over an empty state. */
    protected abstract ProviderUnderTest open() throws Exception;

    @BeforeEach
    final void openProvider() throws Exception {
        opened = Optional.of(open());
        fixture = new ContractFixture(opened.get());
    }

    @AfterEach
    final void closeProvider() {
        opened.ifPresent(ProviderUnderTest::close);
    }

    private ProviderUnderTest.Scripts scripts() {
        return fixture.under.scripts();
    }

    @Test
    void aNodeKnowsNothingOfARunThatWasNotStarted() throws Exception {
        var spec = fixture.spec("none-1-0-1", 1, 1);
        fixture.up(spec);

        fixture.head(spec).warn(1, WINDOW);

        assertThat(fixture.head(spec).look(1).phase()).isEqualTo(Phase.NONE);
    }

    @Test
    void aWarnedRunSaysSoAndIsNotDone() throws Exception {
        var spec = fixture.spec("warn-1-0-1", 1, 1);
        var head = fixture.started(spec, scripts().prints("ready") + scripts().runsUntilStopped());
        fixture.untilPrinted(head, 1, "ready\n");

        head.warn(1, WINDOW);
        head.warn(1, WINDOW);

        var view = fixture.untilPhase(head, 1, Phase.ENDED);
        assertThat(view.end()).contains(End.WARNED);
        assertThat(view.runExit()).hasValue(143);
        assertThat(view.succeeded()).isFalse();
    }

    @Test
    void whatARunStartedHasTheWholeWindow() throws Exception {
        var script = scripts().savesWhenTold();
        assumeThat(script).isPresent();
        var spec = fixture.spec("save-1-0-1", 1, 1);
        var head = fixture.started(spec, script.get());
        fixture.untilPrinted(head, 1, "ready\n");

        head.warn(1, WINDOW);

        assertThat(fixture.untilPhase(head, 1, Phase.ENDED).end()).contains(End.WARNED);
        // Between them, shells may complain of what TERM ended.
        assertThat(fixture.log(head, 1, LogPhase.RUN))
                .startsWith("ready\n")
                .containsOnlyOnce("told\n")
                .endsWith("saved\n");
    }

    @Test
    void aRunThatWaitsEndsWarnedToo() throws Exception {
        var spec = fixture.spec("wait-1-0-1", 1, 1);
        fixture.up(spec);
        var head = fixture.head(spec);
        head.start(
                fixture.under.request(
                        1,
                        Optional.of(scripts().prints("prepared")),
                        Optional.of(scripts().prints("worked")),
                        true));
        fixture.untilPhase(head, 1, Phase.WAITING);

        head.warn(1, WINDOW);

        var view = fixture.untilPhase(head, 1, Phase.ENDED);
        assertThat(view.end()).contains(End.WARNED);
        assertThat(view.setupExit()).hasValue(0);
        assertThat(head.log(1, LogPhase.RUN, 0, 100)).isEmpty();
    }

    @Test
    void whatHadEndedBeforeKeepsItsReport() throws Exception {
        var spec = fixture.spec("done-1-0-1", 1, 1);
        var head = fixture.started(spec, scripts().exitsWith(5));
        var ended = fixture.untilPhase(head, 1, Phase.ENDED);

        head.warn(1, WINDOW);

        assertThat(head.look(1)).isEqualTo(ended);
        assertThat(ended.end()).contains(End.EXITED);
    }

    @Test
    void whatWasStoppedBeforeIsNotWarned() throws Exception {
        var spec = fixture.spec("stop-1-0-1", 1, 1);
        var head = fixture.started(spec, scripts().prints("ready") + scripts().runsUntilStopped());
        fixture.untilPrinted(head, 1, "ready\n");

        head.stop(1, WINDOW);
        head.warn(1, WINDOW);

        assertThat(fixture.untilPhase(head, 1, Phase.ENDED).end()).contains(End.STOPPED);
    }

    /** P-07, P-08: who warns need not be who started. */
    @Test
    void anotherInstanceWarnsTheRunsOfTheFirst() throws Exception {
        var restarted = fixture.under.restarted();
        assumeThat(restarted).isPresent();
        var spec = fixture.spec("again-1-0-1", 1, 1);
        var head = fixture.started(spec, scripts().prints("ready") + scripts().runsUntilStopped());
        fixture.untilPrinted(head, 1, "ready\n");

        try (var second = restarted.get()) {
            NodeChannel same = second.channel(spec.name(), 0);
            same.warn(1, WINDOW);
            assertThat(fixture.untilPhase(same, 1, Phase.ENDED).end()).contains(End.WARNED);
        }
    }

    @Test
    void aHookRunsInPlaceOfTheSignalAndTheReportStaysItsOwn() throws Exception {
        var script = scripts().staysUntilLet(6);
        assumeThat(script).isPresent();
        var request =
                fixture.under.hooked(1, script.get(), scripts().prints("hook") + scripts().lets());
        assumeThat(request).isPresent();
        var spec = fixture.spec("hook-1-0-1", 1, 1);
        fixture.up(spec);
        var head = fixture.head(spec);
        head.start(request.get());
        fixture.untilPrinted(head, 1, "ready\n");

        head.warn(1, WINDOW);
        head.warn(1, WINDOW);

        var view = fixture.untilPhase(head, 1, Phase.ENDED);
        assertThat(view.end()).contains(End.EXITED);
        assertThat(view.runExit()).hasValue(6);
        assertThat(fixture.log(head, 1, LogPhase.RUN)).isEqualTo("ready\nhook\n");
    }
}
