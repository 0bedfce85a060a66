package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.RunRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What scripts find in their environment, asked of real shells. */
class EnvironmentTest {
    private static final String ALPHABET =
            "'\"\\$`!*?[]{}()<>|&;#~%^=,. \t\r\n\u0001\u007féÁ\u0081\u0088漢😀ab0-_";

    @TempDir Path folder;

    private Map<String, String> read(Shells shell, String phase, SampleTask task)
            throws IOException, InterruptedException {
        var file = folder.resolve(RunRequest.ENVIRONMENT);
        Files.writeString(file, task.files().get(RunRequest.ENVIRONMENT));
        var programs = Files.createTempDirectory("programs");
        var builder =
                new ProcessBuilder(
                        "sh",
                        "-c",
                        "SKYJOBS_PHASE=" + phase + "; . ./env.sh; exec bash -c 'env -0'");
        builder.environment().clear();
        builder.environment().put("PATH", shell.path(programs, true));
        if (shell == Shells.BUSYBOX) {
            // Its env cannot end entries with a zero byte.
            Files.delete(programs.resolve("env"));
            Files.createSymbolicLink(programs.resolve("env"), Shells.program("env").orElseThrow());
        }
        builder.command().set(0, programs.resolve("sh").toString());
        var process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        Shells.clear(programs);
        var variables = new TreeMap<String, String>();
        for (var entry : List.of(output.split("\0", -1))) {
            var equals = entry.indexOf('=');
            if (equals > 0) {
                variables.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return variables;
    }

    @ParameterizedTest
    @MethodSource("io.skyjobs.core.bundle.Shells#available")
    void anyTextArrivesAsItWasWritten(Shells shell) throws Exception {
        var random = new SplittableRandom(20_251_125);
        var letters = ALPHABET.codePoints().toArray();
        var envs = new TreeMap<String, String>();
        envs.put("EMPTY", "");
        envs.put("QUOTES", "it's '' \"double\" '\\'' end'");
        envs.put("LINES", "one\ntwo\n\nfour\n");
        envs.put("CODE", "$(touch injected) `touch injected` ; touch injected #");
        envs.put("LAST_BACKSLASH", "a\\");
        for (var index = 0; index < 200; index++) {
            var value = new StringBuilder();
            for (var length = random.nextInt(20); length > 0; length--) {
                value.appendCodePoint(letters[random.nextInt(letters.length)]);
            }
            envs.put("RANDOM_" + index, value.toString());
        }

        var seen = read(shell, "run", SampleTask.running("true").withEnvs(envs));

        assertThat(seen).containsAllEntriesOf(envs);
        assertThat(folder.resolve("injected")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("io.skyjobs.core.bundle.Shells#available")
    void bothScriptsKnowTheJobAndEachItsOwnNodes(Shells shell) throws Exception {
        var task = SampleTask.running("true");
        var setup = read(shell, "setup", task);
        var run = read(shell, "run", task);

        for (var both : List.of(setup, run)) {
            assertThat(both)
                    .containsEntry("SKYPILOT_TASK_ID", "sky-managed-x_8-1")
                    .containsEntry("SKYPILOT_MANAGED_JOB_ID", "8")
                    .containsEntry("SKYPILOT_NUM_NODES", "2")
                    .containsEntry("SKYPILOT_USER", "ann")
                    .containsEntry("SKYPILOT_USER_ID", "0123abcd")
                    .containsEntry("SKYPILOT_JOB_RANK", "3")
                    .containsEntry("SKYPILOT_NUM_JOBS", "5")
                    .containsEntry(
                            "SKYPILOT_CLUSTER_INFO",
                            "{\"cluster_name\": \"train-8-1-1-abcdef\", \"cloud\": \"aws\","
                                    + " \"region\": \"us-east-1\", \"zone\": null}")
                    .doesNotContainKey("SKYJOBS_PHASE");
        }
        assertThat(setup)
                .containsEntry("SKYPILOT_SETUP_NODE_RANK", "1")
                .containsEntry("SKYPILOT_SETUP_NODE_IPS", "10.0.0.1\n10.0.0.2")
                .containsEntry("SKYPILOT_SETUP_NUM_GPUS_PER_NODE", "1")
                .doesNotContainKeys(
                        "SKYPILOT_NODE_RANK",
                        "SKYPILOT_NODE_IPS",
                        "SKYPILOT_NUM_GPUS_PER_NODE",
                        "SKYPILOT_TASK_IDS",
                        "SKYPILOT_INTERNAL_JOB_ID");
        assertThat(run)
                .containsEntry("SKYPILOT_NODE_RANK", "1")
                .containsEntry("SKYPILOT_NODE_IPS", "10.0.0.1\n10.0.0.2")
                .containsEntry("SKYPILOT_NUM_GPUS_PER_NODE", "1")
                .containsEntry("SKYPILOT_TASK_IDS", "sky-managed-x_8-0\nsky-managed-x_8-1")
                .containsEntry("SKYPILOT_INTERNAL_JOB_ID", "1")
                .doesNotContainKey("SKYPILOT_SETUP_NODE_RANK");
    }

    @Test
    void secretsWinOverVariablesAndBothOverOurs() throws Exception {
        var task =
                SampleTask.running("true")
                        .withEnvs(Map.of("TOKEN", "plain", "SKYPILOT_USER", "eve", "UID", "7"))
                        .withSecrets(Map.of("TOKEN", "secret"));

        var seen = read(Shells.SYSTEM, "run", task);

        assertThat(seen).containsEntry("TOKEN", "secret").containsEntry("SKYPILOT_USER", "eve");
    }

    /** P-56: values of secrets appear in the file for the node and nowhere else. */
    @Test
    void onlySecretsThatTheTaskNamesAreGivenAndNoneIsPrinted() {
        var task = SampleTask.running("true").withSecrets(Map.of("TOKEN", "canary-1"));
        var context = task.context(1, "train-8-1-1-abcdef");
        var other = SampleTask.running("true");

        assertThat(new RunBundle().files(other.spec(), context).toString())
                .doesNotContain("canary");
        assertThat(task.files().get(RunRequest.ENVIRONMENT)).contains("canary-1");
        assertThat(context.toString()).doesNotContain("canary");
    }

    @Test
    void anotherAttemptSeesTheSameJob() throws Exception {
        var task = SampleTask.running("true");
        var bundle = new RunBundle();
        var first = bundle.files(task.spec(), task.context(1, "train-8-1-1-abcdef"));
        var third = bundle.files(task.spec(), task.context(3, "train-8-1-3-abcdef"));

        assertThat(
                        third.getOrDefault(RunRequest.ENVIRONMENT, "")
                                .replace("8-1-3", "8-1-1")
                                .replace("_ATTEMPT='3'", "_ATTEMPT='1'"))
                .isEqualTo(first.get(RunRequest.ENVIRONMENT));
    }

    /** P-32. */
    @Test
    void bothScriptsKnowWhatWasBefore() throws Exception {
        var task = SampleTask.running("true");
        var first = read(Shells.SYSTEM, "setup", task);
        var later =
                read(
                        Shells.SYSTEM,
                        "run",
                        task.after(new RunContext.History(4, 2, OptionalInt.of(0))));

        assertThat(first)
                .containsEntry("SKYPILOT_ATTEMPT", "1")
                .containsEntry("SKYJOBS_ATTEMPT", "1")
                .containsEntry("SKYPILOT_PREEMPTIONS", "0")
                .containsEntry("SKYPILOT_LAST_EXIT_CODE", "");
        assertThat(later)
                .containsEntry("SKYPILOT_ATTEMPT", "4")
                .containsEntry("SKYJOBS_ATTEMPT", "4")
                .containsEntry("SKYPILOT_PREEMPTIONS", "2")
                .containsEntry("SKYPILOT_LAST_EXIT_CODE", "0");
    }

    @Test
    void whatNoProcessCanBeGivenIsRefusedWithoutShowingIt() {
        var zero = SampleTask.running("true").withSecrets(Map.of("TOKEN", "can\0ary"));
        var named = SampleTask.running("true").withEnvs(Map.of("A-B", "x"));

        assertThatThrownBy(zero::files)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the value of TOKEN contains a zero character");
        assertThatThrownBy(named::files)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'A-B' cannot be the name of an environment variable");
    }

    @Test
    void onlyScriptsThatTheTaskHasAreInTheBundle() {
        assertThat(SampleTask.running("true").files())
                .containsOnlyKeys(
                        RunRequest.AGENT, RunRequest.VIEW, RunRequest.ENVIRONMENT, RunRequest.RUN);
        assertThat(SampleTask.running("").withSetup("true").files())
                .containsOnlyKeys(
                        RunRequest.AGENT,
                        RunRequest.VIEW,
                        RunRequest.ENVIRONMENT,
                        RunRequest.SETUP);
        assertThat(
                        SampleTask.running("true")
                                .withHook("echo stop", 60, "stop", "down")
                                .withHook("echo a", 5, "stop", "preemption")
                                .withHook("echo b", 6, "preemption")
                                .files())
                .containsOnlyKeys(
                        RunRequest.AGENT,
                        RunRequest.VIEW,
                        RunRequest.ENVIRONMENT,
                        RunRequest.RUN,
                        RunRequest.PREEMPTION_HOOK,
                        "preemption-1.sh",
                        "preemption-2.sh")
                .containsEntry("preemption-1.sh", "echo a\n")
                .hasEntrySatisfying(
                        RunRequest.PREEMPTION_HOOK,
                        runner ->
                                assertThat(runner)
                                        .contains("\nhook 5 preemption-1.sh\n")
                                        .endsWith("\nhook 6 preemption-2.sh\n"));
    }
}
