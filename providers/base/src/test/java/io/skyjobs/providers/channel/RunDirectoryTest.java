package io.skyjobs.providers.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.RunView;
import io.skyjobs.spi.RunView.End;
import io.skyjobs.spi.RunView.Phase;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What the files of a run mean. */
class RunDirectoryTest {
    private static final String RUNNER = "100 7 boot-1\n";
    private static final Predicate<ProcessIdentity> ALIVE =
            new ProcessIdentity(100, 7, "boot-1")::equals;
    private static final Predicate<ProcessIdentity> DEAD = Set.<ProcessIdentity>of()::contains;

    private static RunView view(Map<String, String> files, Predicate<ProcessIdentity> alive)
            throws IOException {
        return RunDirectory.view(name -> Optional.ofNullable(files.get(name)), alive);
    }

    @Test
    void withoutARunnerThereIsNoRun() throws Exception {
        assertThat(view(Map.of("run.sh", "true"), ALIVE)).isEqualTo(RunView.NONE);
    }

    @Test
    void aLivingRunnerIsInThePhaseThatItWrote() throws Exception {
        assertThat(view(Map.of("pid", RUNNER), ALIVE).phase()).isEqualTo(Phase.SETUP);
        for (var phase : new Phase[] {Phase.SETUP, Phase.WAITING, Phase.RUNNING}) {
            var files = Map.of("pid", RUNNER, "phase", phase + "\n", "setup.exit", "0\n");
            assertThat(view(files, ALIVE).phase()).isEqualTo(phase);
            assertThat(view(files, ALIVE).setupExit()).hasValue(0);
        }
    }

    /** P-26: the same pid in another life, or of another process, is not the runner. */
    @Test
    void aPidThatAnotherProcessHasIsALostRun() throws Exception {
        for (var other : new String[] {"100 8 boot-1", "100 7 boot-2", "101 7 boot-1", "torn"}) {
            assertThat(view(Map.of("pid", other), ALIVE).phase()).as(other).isEqualTo(Phase.LOST);
        }
    }

    @Test
    void aReportIsBelievedWhateverBecameOfTheRunner() throws Exception {
        for (var end : End.values()) {
            var files =
                    Map.of(
                            "pid",
                            RUNNER,
                            "run.pid",
                            "120 9 boot-1\n",
                            "run.exit",
                            "137\n",
                            "ended",
                            "1700000000 " + end + "\n");
            for (var alive : List.of(ALIVE, DEAD)) {
                var view = view(files, alive);
                assertThat(view.phase()).isEqualTo(Phase.ENDED);
                assertThat(view.runExit()).hasValue(137);
                assertThat(view.runPid()).hasValue(120);
                assertThat(view.end()).contains(end);
                assertThat(view.ended()).contains(Instant.ofEpochSecond(1_700_000_000));
            }
        }
    }

    @Test
    void aReportWrittenWhileTheRunnerIsLookedAtStillCounts() throws Exception {
        var files = new HashMap<>(Map.of("pid", RUNNER, "run.exit", "0\n"));

        var view =
                view(
                        files,
                        process -> {
                            files.put("ended", "1700000000 EXITED\n");
                            return false;
                        });

        assertThat(view.phase()).isEqualTo(Phase.ENDED);
        assertThat(view.succeeded()).isTrue();
    }

    @Test
    void aCauseThatANewerAgentWroteIsLeftOpen() throws Exception {
        var view = view(Map.of("pid", RUNNER, "ended", "1700000000 MELTED\n"), DEAD);

        assertThat(view.phase()).isEqualTo(Phase.ENDED);
        assertThat(view.end()).isEmpty();
    }
}
