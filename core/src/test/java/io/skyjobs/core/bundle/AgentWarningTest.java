package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** What the agent does when the machine is about to be taken (P-30). */
class AgentWarningTest {
    private static final String SHELLS = "io.skyjobs.core.bundle.Shells#available";
    private static final String FOR_EVER = "while :; do sleep 0.05; done";

    /** Saves its work when it is told, and takes as long for it as the test likes. */
    private static final String SAVING =
            "sh -c 'trap \"echo told; until [ -e go-on ]; do sleep 0.01; done; echo saved; exit 0\""
                    + " TERM; echo ready; "
                    + FOR_EVER
                    + "' &\nwait";

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

    private NodeDirectory node(Shells shell, SampleTask task)
            throws IOException, InterruptedException {
        var home = Files.createDirectory(folder.resolve("home"));
        return new NodeDirectory(home, shell.path(programs, true)).write(task.files());
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void whatBashStartedHasTheWholeWindowAlthoughBashIsGone(Shells shell) throws Exception {
        try (var node = node(shell, SampleTask.running(SAVING))) {
            node.agent("start");
            node.until("run.log", "ready");

            node.agent("warn", "600");

            node.until("run.log", "told");
            assertThat(node.until("run.exit", "1")).isEqualTo("143");
            assertThat(node.has("ended")).isFalse();
            Files.createFile(node.home().resolve("go-on"));
            assertThat(node.untilEnded()).isEqualTo("WARNED");
            assertThat(node.read("run.log").lines().filter("told"::equals)).hasSize(1);
            assertThat(node.read("run.log")).contains("saved");
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void afterTheWindowTheReportComesAndNobodyWasKilled(Shells shell) throws Exception {
        var deaf = "sh -c 'trap \"\" TERM; echo $$ > deaf; echo ready; " + FOR_EVER + "' &\nwait";
        try (var node = node(shell, SampleTask.running(deaf))) {
            node.agent("start");
            node.until("run.log", "ready");

            node.agent("warn", "0");

            assertThat(node.untilEnded()).isEqualTo("WARNED");
            var left = Long.parseLong(Files.readString(node.home().resolve("deaf")).strip());
            assertThat(ProcessHandle.of(left)).isPresent();
            ProcessHandle.of(left).orElseThrow().destroyForcibly();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void manyWarningsTellItOnce(Shells shell) throws Exception {
        try (var node = node(shell, SampleTask.running(SAVING))) {
            node.agent("start");
            node.until("run.log", "ready");

            var calls = new ArrayList<Process>();
            for (var caller = 0; caller < 5; caller++) {
                calls.add(node.call("warn", "600"));
            }
            for (var call : calls) {
                assertThat(call.waitFor()).isZero();
            }
            node.until("run.log", "told");
            node.agent("warn", "600");
            Files.createFile(node.home().resolve("go-on"));

            assertThat(node.untilEnded()).isEqualTo("WARNED");
            assertThat(node.read("run.log").lines().filter("told"::equals)).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void whatEndedBeforeKeepsItsReport(Shells shell) throws Exception {
        try (var node = node(shell, SampleTask.running("exit 7"))) {
            node.agent("start");
            assertThat(node.untilEnded()).isEqualTo("EXITED");

            node.agent("warn", "600");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.has("warned")).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aRunInSetupOrWaitingEndsWarnedToo(Shells shell) throws Exception {
        var task = SampleTask.running("echo worked").withSetup("echo ready; " + FOR_EVER);
        try (var node = node(shell, task)) {
            node.agent("start");
            node.until("setup.log", "ready");
            node.agent("warn", "600");

            assertThat(node.untilEnded()).isEqualTo("WARNED");
            assertThat(node.read("setup.exit")).isEqualTo("143");
            assertThat(node.has("run.log")).isFalse();
        }
        var home = Files.createDirectory(folder.resolve("second"));
        var waiting = SampleTask.running("echo worked").withSetup("true");
        try (var node = new NodeDirectory(home, programs.toString())) {
            node.write(waiting.files()).waitingAfterSetup().agent("start");
            node.until("phase", "WAITING");
            node.agent("warn", "600");

            assertThat(node.untilEnded()).isEqualTo("WARNED");
            assertThat(node.read("setup.exit")).isEqualTo("0");
            assertThat(node.has("run.log")).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void hooksRunInTheirOrderAndTheRunGoesOnUndisturbed(Shells shell) throws Exception {
        var task =
                SampleTask.running(
                                "trap 'echo disturbed' TERM; echo ready;"
                                        + " until [ -e saved ]; do sleep 0.01; done; exit 9")
                        .withHook(
                                "[[ $BASH_VERSION ]] && echo \"first $SKYPILOT_NODE_RANK"
                                        + " $SKYJOBS_HOOK_EVENT\"; exit 3",
                                60,
                                "preemption")
                        .withHook("echo down > down", 60, "down")
                        .withHook(
                                "((SKYJOBS_PREEMPTION_SECONDS > 500"
                                        + " && SKYJOBS_PREEMPTION_DEADLINE > 1)) && echo second;"
                                        + " : > saved",
                                60,
                                "stop",
                                "preemption");
        try (var node = node(shell, task)) {
            node.agent("start");
            node.until("run.log", "ready");

            node.agent("warn", "600");
            node.agent("warn", "600");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            assertThat(node.read("run.exit")).isEqualTo("9");
            assertThat(node.read("run.log").lines())
                    .containsExactly(
                            "ready",
                            "first 1 preemption",
                            "the hook preemption-1.sh ended with exit code 3",
                            "second");
            assertThat(node.home().resolve("down")).doesNotExist();
        }
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aHookIsEndedAfterItsTimeWithAllThatItStarted(Shells shell) throws Exception {
        var task =
                SampleTask.running("echo ready; until [ -e done ]; do sleep 0.01; done")
                        .withHook("sleep 1000 & echo $! > slow; wait", 1, "preemption")
                        .withHook(": > done", 60, "preemption");
        try (var node = node(shell, task)) {
            node.agent("start");
            node.until("run.log", "ready");

            node.agent("warn", "600");

            assertThat(node.untilEnded()).isEqualTo("EXITED");
            node.untilGone(Long.parseLong(Files.readString(node.home().resolve("slow")).strip()));
            assertThat(node.read("run.log")).contains("preemption-1.sh is ended after 1 s");
        }
    }
}
