package io.skyjobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.RunView.End;
import io.skyjobs.spi.RunView.Phase;
import io.skyjobs.spi.Watchable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What runs on the nodes of every compute provider must do. */
public abstract class NodeRunContract {
    private static final Duration LONG = Duration.ofMinutes(10);

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

        assertThat(fixture.head(spec).look(1)).isEqualTo(RunView.NONE);
        assertThat(fixture.head(spec).log(1, LogPhase.RUN, 0, 100)).isEmpty();
        fixture.head(spec).proceed(1);
        fixture.head(spec).stop(1, Duration.ZERO);
        assertThat(fixture.head(spec).look(1)).isEqualTo(RunView.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 127, 137, 255})
    void theExitCodeOfTheRunIsTold(int code) throws Exception {
        var spec = fixture.spec("exit-1-0-1", 1, 1);
        var head =
                fixture.started(spec, scripts().prints("about to end") + scripts().exitsWith(code));

        var view = fixture.untilPhase(head, 1, Phase.ENDED);

        assertThat(view.runExit()).hasValue(code);
        assertThat(view.end()).contains(End.EXITED);
        assertThat(view.ended()).isPresent();
        assertThat(view.runPid()).isPresent();
        assertThat(view.succeeded()).isEqualTo(code == 0);
        assertThat(fixture.log(head, 1, LogPhase.RUN)).isEqualTo("about to end\n");
    }

    /** Row 7 of the reference's defects: 137 alone says nothing of who did it. */
    @ParameterizedTest
    @ValueSource(ints = {9, 11, 15})
    void aSignalIsToldAs128AndItsNumber(int signal) throws Exception {
        var script = scripts().diesOf(signal);
        assumeThat(script).isPresent();
        var spec = fixture.spec("signal-1-0-1", 1, 1);

        var view = fixture.untilPhase(fixture.started(spec, script.get()), 1, Phase.ENDED);

        assertThat(view.runExit()).hasValue(128 + signal);
        assertThat(view.end()).contains(End.EXITED);
    }

    @Test
    void startingAgainNeverRunsItTwice() throws Exception {
        var spec = fixture.spec("twice-1-0-1", 1, 1);
        fixture.up(spec);
        var request =
                fixture.under.request(
                        1,
                        Optional.empty(),
                        Optional.of(scripts().prints("once") + scripts().exitsWith(4)),
                        false);
        var head = fixture.head(spec);
        head.start(request);
        head.start(request);
        var ended = fixture.untilPhase(head, 1, Phase.ENDED);

        assertThat(head.start(request)).isEqualTo(ended);
        assertThat(fixture.log(head, 1, LogPhase.RUN)).isEqualTo("once\n");
    }

    @Test
    void aRunWithoutScriptsSucceeds() throws Exception {
        var spec = fixture.spec("empty-1-0-1", 1, 1);
        fixture.up(spec);
        fixture.head(spec)
                .start(fixture.under.request(1, Optional.empty(), Optional.empty(), false));

        var view = fixture.untilPhase(fixture.head(spec), 1, Phase.ENDED);

        assertThat(view.succeeded()).isTrue();
    }

    @Test
    void setupComesFirstAndItsOutputIsKeptApart() throws Exception {
        var head = withSetup(scripts().prints("prepared"), scripts().prints("worked"), false);

        var view = fixture.untilPhase(head, 1, Phase.ENDED);

        assertThat(view.succeeded()).isTrue();
        assertThat(view.setupExit()).hasValue(0);
        assertThat(fixture.log(head, 1, LogPhase.SETUP)).isEqualTo("prepared\n");
        assertThat(fixture.log(head, 1, LogPhase.RUN)).isEqualTo("worked\n");
    }

    @Test
    void afterAFailedSetupNothingRuns() throws Exception {
        var head =
                withSetup(
                        scripts().prints("prepared") + scripts().exitsWith(137),
                        scripts().prints("worked"),
                        true);

        var view = fixture.untilPhase(head, 1, Phase.ENDED);

        assertThat(view.succeeded()).isFalse();
        assertThat(view.setupExit()).hasValue(137);
        assertThat(view.runExit()).isEmpty();
        assertThat(view.end()).contains(End.EXITED);
        assertThat(head.log(1, LogPhase.RUN, 0, 100)).isEmpty();
    }

    @Test
    void aRunThatWaitsGoesOnWhenItMay() throws Exception {
        var head = withSetup(scripts().prints("prepared"), scripts().prints("worked"), true);

        fixture.untilPhase(head, 1, Phase.WAITING);
        assertThat(head.look(1).setupExit()).hasValue(0);
        assertThat(head.log(1, LogPhase.RUN, 0, 100)).isEmpty();
        head.proceed(1);
        head.proceed(1);

        assertThat(fixture.untilPhase(head, 1, Phase.ENDED).succeeded()).isTrue();
        assertThat(fixture.log(head, 1, LogPhase.RUN)).isEqualTo("worked\n");
    }

    @Test
    void aRunThatWaitsCanBeStopped() throws Exception {
        var head = withSetup(scripts().prints("prepared"), scripts().prints("worked"), true);
        fixture.untilPhase(head, 1, Phase.WAITING);

        head.stop(1, LONG);

        var view = fixture.untilPhase(head, 1, Phase.ENDED);
        assertThat(view.end()).contains(End.STOPPED);
        assertThat(view.succeeded()).isFalse();
        assertThat(head.log(1, LogPhase.RUN, 0, 100)).isEmpty();
    }

    @Test
    void aStoppedRunSaysThatItWasStopped() throws Exception {
        var spec = fixture.spec("stop-1-0-1", 1, 1);
        var head = fixture.started(spec, scripts().prints("ready") + scripts().runsUntilStopped());
        fixture.untilPrinted(head, 1, "ready\n");
        assertThat(head.look(1).phase()).isEqualTo(Phase.RUNNING);

        head.stop(1, LONG);
        head.stop(1, LONG);

        var view = fixture.untilPhase(head, 1, Phase.ENDED);
        assertThat(view.end()).contains(End.STOPPED);
        assertThat(view.runExit()).hasValue(143);
    }

    @Test
    void whoIgnoresTheEndIsKilledAfterTheGrace() throws Exception {
        var script = scripts().ignoresTheEnd();
        assumeThat(script).isPresent();
        var spec = fixture.spec("deaf-1-0-1", 1, 1);
        var head = fixture.started(spec, script.get());
        fixture.untilPrinted(head, 1, "ready\n");

        head.stop(1, Duration.ZERO);

        var view = fixture.untilPhase(head, 1, Phase.ENDED);
        assertThat(view.end()).contains(End.STOPPED);
        assertThat(view.runExit()).hasValue(137);
    }

    /** P-27: what is read from any offset is what was written there. */
    @Test
    void logsAreReadByOffsetByteByByte() throws Exception {
        var all = new byte[3 * 256];
        for (var index = 0; index < all.length; index++) {
            all[index] = (byte) index;
        }
        var script = scripts().printsBytes(all);
        assumeThat(script).isPresent();
        var spec = fixture.spec("bytes-1-0-1", 1, 1);
        var head = fixture.started(spec, script.get());
        fixture.untilPhase(head, 1, Phase.ENDED);

        var read = new ByteArrayOutputStream();
        byte[] part;
        do {
            part = head.log(1, LogPhase.RUN, read.size(), 100);
            read.writeBytes(part);
        } while (part.length > 0);

        assertThat(read.toByteArray()).isEqualTo(all);
        assertThat(head.log(1, LogPhase.RUN, 10_000, 100)).isEmpty();
    }

    /** P-23: without a report and without a process, a run is lost, and nothing else. */
    @Test
    void aRunWhoseRunnerWasKilledIsLost() throws Exception {
        var spec = fixture.spec("lost-1-0-1", 1, 1);
        var head = fixture.started(spec, scripts().prints("ready") + scripts().runsUntilStopped());
        fixture.untilPrinted(head, 1, "ready\n");
        assumeThat(fixture.under.killRunner(spec.name(), 0, 1)).isTrue();

        var view = fixture.untilPhase(head, 1, Phase.LOST);

        assertThat(view.runExit()).isEmpty();
        assertThat(view.end()).isEmpty();
        var request =
                fixture.under.request(
                        1, Optional.empty(), Optional.of(scripts().prints("again")), false);
        assertThat(head.start(request).phase()).isEqualTo(Phase.LOST);
        fixture.untilGone(spec.name());
    }

    /** Promise 2: nothing that a run started outlives its cluster. */
    @Test
    void theEndOfAClusterIsTheEndOfEveryProcessOnIt() throws Exception {
        var mark = "4" + Long.toString(System.nanoTime()).substring(3);
        var script = scripts().stubbornTree(mark);
        assumeThat(script).isPresent();
        var spec = fixture.spec("tree-1-0-1", 1, 1);
        fixture.untilPrinted(fixture.started(spec, script.get()), 1, "ready\n");
        fixture.until(() -> fixture.under.count(mark), found -> found.equals(Optional.of(3)));

        fixture.untilGone(spec.name());

        assertThat(fixture.under.count(mark)).contains(0);
    }

    /** P-07, P-08: a run belongs to its node, not to whoever started it. */
    @Test
    void anotherInstanceFindsTheRunsOfTheFirst() throws Exception {
        var restarted = fixture.under.restarted();
        assumeThat(restarted).isPresent();
        var head = withSetup(scripts().prints("prepared"), scripts().prints("worked"), true);
        fixture.untilPhase(head, 1, Phase.WAITING);

        try (var second = restarted.get()) {
            var same = second.channel(SETUP_CLUSTER, 0);
            assertThat(same.look(1)).isEqualTo(head.look(1));
            same.proceed(1);
            assertThat(fixture.untilPhase(same, 1, Phase.ENDED).succeeded()).isTrue();
            assertThat(fixture.log(same, 1, LogPhase.SETUP)).isEqualTo("prepared\n");
        }
    }

    @Test
    void aWatchHintsAtEveryEnd() throws Exception {
        assumeThat(fixture.provider()).isInstanceOf(Watchable.class);
        var hints = new ConcurrentLinkedQueue<ClusterName>();
        try (var watch = ((Watchable) fixture.provider()).watch(hints::add)) {
            assertThat(watch).isNotNull();
            var spec = fixture.spec("hint-1-0-1", 1, 1);
            var head =
                    fixture.started(spec, scripts().prints("ready") + scripts().runsUntilStopped());
            fixture.untilPrinted(head, 1, "ready\n");
            hints.clear();

            head.stop(1, LONG);

            fixture.until(() -> List.copyOf(hints), seen -> seen.contains(spec.name()));
            fixture.untilPhase(head, 1, Phase.ENDED);
        }
    }

    private static final ClusterName SETUP_CLUSTER =
            new ClusterName("setup-1-0-1-" + ContractFixture.OURS);

    private NodeChannel withSetup(String setup, String run, boolean wait) throws Exception {
        var spec = fixture.spec("setup-1-0-1", 1, 1);
        fixture.up(spec);
        var head = fixture.head(spec);
        head.start(fixture.under.request(1, Optional.of(setup), Optional.of(run), wait));
        return head;
    }
}
