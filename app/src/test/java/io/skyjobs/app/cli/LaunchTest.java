package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.spi.LogPhase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** {@code sky jobs launch} from the first line to the exit code, over real HTTP. */
class LaunchTest {
    private static final String HELLO = "name: hello\nsetup: echo setup\nrun: echo hi\n";

    @TempDir Path directory;
    private MemoryPlane plane;
    private TestServer server;
    private TestShell shell;

    @BeforeEach
    void start() {
        plane = new MemoryPlane(directory.resolve("logs"));
        server = new TestServer(plane);
        shell = new TestShell(directory, server::port).file("hello.yaml", HELLO);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void thePlanIsShownTheUserAskedAndTheLogStreamed() {
        plane.afterSubmit(this::runWell);
        Outcome outcome = shell.typing("y\n").run("jobs", "launch", "-n", "myjob", "hello.yaml");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .startsWith(
                        """
                        YAML to run: hello.yaml
                        Managed job 'myjob' will be launched on (estimated):
                        Considered resources (1 node):
                        """)
                .contains(" Local ", "4CPU--16GB", "✔")
                .endsWith(
                        """
                        Launching a managed job 'myjob'. Proceed? [Y/n]:\s
                        📋 Useful Commands
                        Managed Job ID: 1
                        ├── To cancel the job:                  sky jobs cancel 1
                        ├── To stream job logs:                 sky jobs logs 1
                        ├── To stream controller logs:          sky jobs logs --controller 1
                        └── To view all managed jobs:           sky jobs queue
                        ├── Waiting for task resources on 1 node.
                        └── Job started. Streaming logs... (Ctrl-C to exit log streaming; job will not be killed)
                        (setup pid=2383) Running setup.
                        (myjob, pid=2383) Hello, SkyPilot!
                        ✓ Managed job finished: 1 (status: SUCCEEDED).
                        """);
        StoreWrite.Submit submit = plane.submits().getFirst();
        assertThat(submit.header().user()).isEqualTo("ann");
        assertThat(submit.header().resources()).containsExactly("1x[CPU:1+]");
        assertThat(submit.header().taskIds())
                .containsExactly("sky-managed-2026-03-01-12-00-00-000000_myjob_{job}-0");
        assertThat(submit.header().shown()).contains("\"price_per_hour\"");
    }

    @Test
    void yesSkipsThePlanAndTheQuestion() {
        plane.afterSubmit(this::runWell);
        Outcome outcome = shell.run("jobs", "launch", "-y", "hello.yaml");
        assertThat(outcome.out()).doesNotContain("Considered", "Proceed").contains("SUCCEEDED");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void noAndNobodyBothAbort() {
        Outcome no = shell.typing("n\n").run("jobs", "launch", "hello.yaml");
        assertThat(no.code()).isEqualTo(1);
        assertThat(no.err()).isEqualTo("Aborted!\n");
        Outcome nobody = shell.typing("").run("jobs", "launch", "hello.yaml");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err()).contains("--yes", "Aborted!");
        assertThat(plane.submits()).isEmpty();
    }

    @Test
    void detachedItReturnsAtOnce() {
        Outcome outcome = shell.run("jobs", "launch", "-y", "-d", "hello.yaml");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).endsWith("sky jobs queue\n");
    }

    @Test
    void aFailureIsTheExitCode() {
        plane.afterSubmit(
                id -> {
                    plane.run(id, 0, 1, 1);
                    plane.fail(id, 0, 1, ReasonCode.USER_EXIT);
                });
        Outcome outcome = shell.run("jobs", "launch", "-y", "hello.yaml");
        assertThat(outcome.code()).isEqualTo(100);
        assertThat(outcome.out()).endsWith("✓ Managed job finished: 1 (status: FAILED).\n");
    }

    @Test
    void aCancelIsTheExitCode() {
        plane.afterSubmit(id -> plane.cancel(id, "bob", answer -> {}));
        Outcome outcome = shell.run("jobs", "launch", "-y", "hello.yaml");
        assertThat(outcome.code()).isEqualTo(103);
        assertThat(outcome.out()).endsWith("(status: CANCELLED).\n");
    }

    @Test
    void copiesAreRankedAndTheirIdsShortened() {
        Outcome outcome = shell.run("jobs", "launch", "-y", "--num-jobs", "3", "hello.yaml");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains(
                        "Submitting 3 managed jobs. Each job will be launched on its own cluster.\n",
                        "Jobs submitted with IDs: 1-3.\n",
                        "└── To cancel all these jobs:    sky jobs cancel 1-3\n");
        assertThat(plane.submits())
                .extracting(submit -> submit.header().rank() + "/" + submit.header().copies())
                .containsExactly("0/3", "1/3", "2/3");
    }

    @Test
    void wordsAreACommandAndFlagsOverride() {
        shell.with("FROM_CALLER", "copied").file("vars.env", "A=1\nB=2\n");
        Outcome outcome =
                shell.run(
                        "jobs",
                        "launch",
                        "-y",
                        "-d",
                        "--env-file",
                        "vars.env",
                        "--env",
                        "A=3",
                        "--env",
                        "FROM_CALLER",
                        "--secret",
                        "TOKEN=hush",
                        "--num-nodes",
                        "2",
                        "echo",
                        "hi");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("Command to run: echo hi\n");
        StoreWrite.Submit submit = plane.submits().getFirst();
        assertThat(submit.spec().name()).isEqualTo("sky-cmd");
        assertThat(submit.spec().tasks().getFirst().run()).contains("echo hi");
        assertThat(submit.spec().tasks().getFirst().numNodes()).isEqualTo(2);
        assertThat(submit.spec().tasks().getFirst().envs())
                .containsEntry("A", "3")
                .containsEntry("B", "2")
                .containsEntry("FROM_CALLER", "copied");
        assertThat(submit.secrets()).containsEntry("TOKEN", "hush");
        assertThat(submit.header().shown()).doesNotContain("hush");
    }

    @Test
    void aWrongTaskFileIsSaidLineByLine() {
        shell.file("bad.yaml", "resorces: {}\nnum_nodes: zero\nrun: echo\n");
        Outcome outcome = shell.run("jobs", "launch", "-y", "bad.yaml");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("Error: bad.yaml:1", "resources", "Error: bad.yaml:2", "num_nodes")
                .doesNotContain("Exception", "at io.");
    }

    @Test
    void aMissingYamlIsAskedAbout() {
        Outcome outcome = shell.typing("n\n").run("jobs", "launch", "gone.yaml");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .isEqualTo(
                        "'gone.yaml' looks like a yaml path but does not exist. Please check if the"
                                + " path is correct.\n"
                                + "It will be treated as a command to be run remotely. Continue?"
                                + " [y/N]: \n");
    }

    /** A script's wrong name is not a command, and there is nobody to ask whether it is. */
    @Test
    void aMissingYamlOfAScriptIsWrongUse() {
        Outcome outcome = shell.run("jobs", "launch", "-y", "gone.yaml");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("'gone.yaml' looks like a yaml path but does not exist.")
                .doesNotContain("--yes");
        assertThat(plane.submits()).isEmpty();
    }

    @Test
    void whatFitsNowhereIsRefusedWithOneSentence() {
        Outcome outcome = shell.run("jobs", "launch", "-y", "--cpus", "100000", "echo", "hi");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("ResourcesUnavailableError: ");
        assertThat(plane.submits()).isEmpty();
    }

    @Test
    void aDryRunSubmitsNothing() {
        Outcome outcome = shell.run("jobs", "launch", "--dryrun", "-o", "json", "hello.yaml");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("{").contains("\"feasible\": true");
        assertThat(plane.submits()).isEmpty();
    }

    @Test
    void aServerThatTakesNothingSaysWhy() {
        plane.refuse("The disk is full; the server is read-only until it is started again.");
        Outcome outcome = shell.run("jobs", "launch", "-y", "hello.yaml");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualTo(
                        "ServerNotAcceptingError: The disk is full; the server is read-only until it"
                                + " is started again.\n");
    }

    private void runWell(long id) {
        plane.run(id, 0, 1, 1);
        plane.log(id, 0, 1, LogPhase.SETUP, "Running setup.\n");
        plane.log(id, 0, 1, LogPhase.RUN, "Hello, SkyPilot!\n");
        plane.succeed(id, 0, 1);
    }

    /** P-47: the question and its table stand beside JSON, never in it. */
    @Test
    void jsonStaysJsonWhenAQuestionIsAsked() {
        shell.file("asked.yaml", "name: asked\nrun: x\n");
        Outcome outcome =
                shell.typing("y\n").run("jobs", "launch", "-d", "-o", "json", "asked.yaml");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("{").contains("\"job_ids\"").endsWith("}\n");
        assertThat(outcome.err()).contains("will be launched on", "Proceed? [Y/n]: ");
    }
}
