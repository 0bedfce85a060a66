package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

/** The agent under every shell that this machine has. */
class AgentTest {
    private static final String SHELLS = "io.skyjobs.core.bundle.Shells#available";

    @TempDir Path folder;

    private Path programs;

    @BeforeEach
    void makePrograms() throws IOException {
        programs = Files.createTempDirectory("programs");
    }

    @AfterEach
    void clearPrograms() throws IOException {
        Shells.clear(programs);
    }

    private NodeDirectory node(Shells shell, boolean withBash, SampleTask task)
            throws IOException, InterruptedException {
        var home = Files.createDirectory(folder.resolve("home"));
        return new NodeDirectory(home, shell.path(programs, withBash)).write(task.files());
    }

    private NodeDirectory node(Shells shell, SampleTask task)
            throws IOException, InterruptedException {
        return node(shell, true, task);
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void itRunsBothScriptsWithBashAndKeepsTheirCodes(Shells shell) throws Exception {
        var task =
                SampleTask.running(
                                "[[ $BASH_VERSION ]] && false\necho \"$SKYPILOT_NODE_RANK\"\nexit 3")
                        .withSetup("echo \"$SKYPILOT_SETUP_NODE_RANK,$SKYPILOT_NODE_RANK\"");
        try (var node = node(shell, task)) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("setup.exit")).isEqualTo("0");
            assertThat(node.read("run.exit")).isEqualTo("3");
            assertThat(node.read("setup.log")).isEqualTo("1,");
            assertThat(node.read("run.log")).isEqualTo("1");
            assertThat(node.read("pid")).matches("\\d+ \\d+ [0-9a-f-]{36}");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void scriptsBeginAtHomeOrInTheWorkdirWithAnOrdinaryMask(Shells shell) throws Exception {
        var task =
                SampleTask.running("pwd; umask; echo x > made; cat")
                        .withSetup("pwd; mkdir sky_workdir")
                        .withEnvs(Map.of("DIR", "elsewhere", "IFS", "/", "CDPATH", "/tmp"));
        try (var node = node(shell, task)) {
            var home = node.home().toRealPath().toString();
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("setup.log")).isEqualTo(home);
            assertThat(node.read("run.log").lines()).containsExactly(home + "/sky_workdir", "0022");
            assertThat(node.home().resolve("sky_workdir/made")).exists();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void itWaitsAfterSetupUntilItMayGoOn(Shells shell) throws Exception {
        var task = SampleTask.running("echo worked").withSetup("echo prepared");
        try (var node = node(shell, task).waitingAfterSetup()) {
            node.agent("start");
            node.until("phase", "WAITING");
            assertThat(node.read("setup.exit")).isEqualTo("0");
            assertThat(node.has("run.log")).isFalse();

            node.agent("go");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.log")).isEqualTo("worked");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aStopReachesTheScriptAndWhatItStarted(Shells shell) throws Exception {
        var script =
                "trap 'echo asked; wait; exit 5' TERM\n"
                        + "sh -c 'trap \"echo child asked; exit 0\" TERM;"
                        + " echo ready; while :; do sleep 0.05; done' &\nwait";
        try (var node = node(shell, SampleTask.running(script))) {
            node.agent("start");
            node.until("run.log", "ready");

            node.agent("stop", "600");

            assertThat(node.untilEnded()).isEqualTo("STOPPED");
            assertThat(node.read("run.exit")).isEqualTo("5");
            assertThat(node.read("run.log").lines()).contains("asked", "child asked");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void whoDoesNotEndInTimeIsKilledWithAllThatLeftItsSession(Shells shell) throws Exception {
        var script =
                "trap '' TERM\n(setsid sh -c 'trap \"\" TERM; echo $$ > other;"
                        + " while :; do sleep 0.05; done' &)\n"
                        + "until [ -s other ]; do sleep 0.01; done\necho ready\n"
                        + "while :; do sleep 0.05; done";
        try (var node = node(shell, SampleTask.running(script))) {
            node.agent("start");
            node.until("run.log", "ready");
            var other = Long.parseLong(Files.readString(node.home().resolve("other")).strip());
            assertThat(ProcessHandle.of(other)).isPresent();

            node.agent("stop", "0");

            assertThat(node.untilEnded()).isEqualTo("STOPPED");
            assertThat(node.read("run.exit")).isEqualTo("137");
            node.untilGone(other);
        }
    }

    /** P-34, for runs: whoever asks, and how often, it runs once. */
    @ParameterizedTest
    @MethodSource(SHELLS)
    void manyStartsAtOnceRunItOnce(Shells shell) throws Exception {
        try (var node = node(shell, SampleTask.running("echo once"))) {
            var calls = new ArrayList<Process>();
            for (var caller = 0; caller < 8; caller++) {
                calls.add(node.call("start"));
            }
            for (var call : calls) {
                assertThat(call.waitFor()).isZero();
            }
            assertThat(node.untilEnded()).isEqualTo("EXITED");
            node.agent("start");

            assertThat(node.read("run.log")).isEqualTo("once");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void signalsToTheRunnerDoNotDisturbTheRun(Shells shell) throws Exception {
        var script = "echo ready; until [ -e done ]; do sleep 0.01; done; exit 7";
        try (var node = node(shell, SampleTask.running(script))) {
            node.agent("start");
            node.until("run.log", "ready");

            for (var signal = 0; signal < 3; signal++) {
                ProcessHandle.of(node.pid("pid")).orElseThrow().destroy();
            }
            Files.createFile(node.home().resolve("done"));

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.exit")).isEqualTo("7");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aScriptMayBeInterrupted(Shells shell) throws Exception {
        var script = "trap 'echo interrupted; exit 6' INT; kill -INT $$; echo deaf";
        try (var node = node(shell, SampleTask.running(script))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.log")).isEqualTo("interrupted");
            assertThat(node.read("run.exit")).isEqualTo("6");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aNodeWithoutBashSaysSo(Shells shell) throws Exception {
        try (var node = node(shell, false, SampleTask.running("echo never"))) {
            node.agent("start");

            assertThat(node.untilEnded()).isEqualTo("NO_BASH");
            assertThat(node.read("run.exit")).isEqualTo("127");
            assertThat(node.read("run.log"))
                    .isEqualTo("bash was not found on this node, and run needs it: install bash.");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aRunThatIsNotThereIsAnErrorOfOneSentence(Shells shell) throws Exception {
        try (var node = node(shell, SampleTask.running("true"))) {
            var process = node.call("stop", "1");
            assertThat(process.waitFor()).isZero();
            assertThat(node.has("ended")).isFalse();

            var unknown = node.call("dance");
            var said = new String(unknown.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(unknown.waitFor()).isEqualTo(2);
            assertThat(said).isEqualTo("agent.sh does not know 'dance'\n");
        }
    }
}
