package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Queue, cancel, wait, explain, status and check, as they are printed. */
class JobCommandsTest {
    @TempDir Path directory;
    private MemoryPlane plane;
    private TestServer server;
    private TestShell shell;

    @BeforeEach
    void start() {
        plane = new MemoryPlane(directory.resolve("logs"));
        server = new TestServer(plane);
        shell =
                new TestShell(directory, server::port)
                        .file("spot.yaml", "name: roberta\nrun: x\nresources: {cpus: 2+}\n")
                        .file(
                                "pipe.yaml",
                                "name: pipe\n---\nname: train\nrun: x\n---\nname: eval\nrun: y\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theQueueIsEmptyAtFirst() {
        Outcome outcome = shell.run("jobs", "queue");
        assertThat(outcome)
                .isEqualTo(
                        new Outcome(
                                0,
                                """
                                Fetching managed job statuses...
                                Managed jobs
                                No in-progress managed jobs.
                                """,
                                ""));
    }

    @Test
    void theQueueShowsJobsAndTheTasksOfPipelines() {
        launch("spot.yaml");
        launch("pipe.yaml");
        launch("spot.yaml");
        plane.run(1, 0, 1, 1);
        plane.fail(1, 0, 1, ReasonCode.USER_EXIT);
        plane.run(2, 0, 1, 1);
        assertThat(shell.run("jobs", "queue").out())
                .isEqualTo(
                        """
                        Fetching managed job statuses...
                        Managed jobs
                        In progress tasks: 1 PENDING, 1 RUNNING
                        ID  TASK  NAME     REQUESTED    SUBMITTED  TOT. DURATION  JOB DURATION  #RECOVERIES  STATUS
                        3   -     roberta  1x[CPU:2+]   -          -              -             0            PENDING
                        2         pipe     -            2 hrs ago  < 1 second     -             0            RUNNING (task: 0)
                         ↳  0     train    1x[CPU:1+]   2 hrs ago  < 1 second     -             0            RUNNING
                         ↳  1     eval     1x[CPU:1+]   -          -              -             0            PENDING

                        1   -     roberta  1x[CPU:2+]   2 hrs ago  < 1 second     -             0            FAILED
                        """
                                .replace("[CPU:2+]   ", "[CPU:2+]  ")
                                .replace("[CPU:1+]   ", "[CPU:1+]  ")
                                .replace("REQUESTED    ", "REQUESTED   ")
                                .replace("-            2 hrs", "-           2 hrs"));
    }

    @Test
    void theQueueIsFilteredAndCut() {
        for (int i = 0; i < 3; i++) {
            launch("spot.yaml");
        }
        plane.run(1, 0, 1, 1);
        plane.fail(1, 0, 1, ReasonCode.USER_EXIT);
        String skipping = shell.run("jobs", "queue", "--skip-finished").out();
        assertThat(skipping)
                .contains("Managed jobs (showing in-progress jobs only)")
                .contains("\n3 ", "\n2 ")
                .doesNotContain("\n1 ");
        Outcome bare = shell.run("jobs", "queue", "-s");
        assertThat(bare.out()).isEqualTo(skipping);
        assertThat(bare.err()).contains("--skip-finished");
        assertThat(shell.run("jobs", "queue", "--status", "failed").out())
                .contains("\n1 ")
                .doesNotContain("\n2 ");
        assertThat(shell.run("jobs", "queue", "-a").out())
                .contains("DETAILS", "Failure: Job exited with exit code 1.");
        assertThat(shell.run("jobs", "queue", "-l", "1").out())
                .contains("\n3 ")
                .doesNotContain("\n2 ")
                .contains("Only showing the latest 1 managed jobs");
        assertThat(shell.run("jobs", "queue", "-v").out())
                .contains(
                        "WORKSPACE", "PROGRESS", "POOL", "INFRA", "SCHED. STATE", "Local", "DONE");
        assertThat(shell.run("jobs", "queue", "-u").out()).contains("USER", "ann");
    }

    /** P-45: the queue says why a job waits, in the words that users know. */
    @Test
    void theQueueSaysWhyAJobWaits() {
        launch("spot.yaml");
        plane.happen(
                1,
                0,
                new JobEvent.Postponed(
                        MemoryPlane.NOW,
                        Reason.of(ReasonCode.CAPACITY, "AWS has no A100 in us-east-1."),
                        MemoryPlane.NOW.plusSeconds(60)));
        assertThat(shell.run("jobs", "queue", "-a").out())
                .contains(
                        "PENDING  In backoff, waiting for resources - AWS has no A100 in us-east-1.\n");
        assertThat(shell.run("jobs", "queue", "-v").out())
                .contains("WAITING       Waiting for other jobs to launch.\n");
    }

    /** Restarts after errors count as recoveries, as soon as the task runs again. */
    @Test
    void everyRestartCounts() {
        launch("spot.yaml");
        for (int attempt = 1; attempt <= 3; attempt++) {
            plane.run(1, 0, attempt, 1);
            ReasonCode code = attempt == 1 ? ReasonCode.PREEMPTED : ReasonCode.USER_EXIT;
            plane.happen(
                    1,
                    0,
                    new JobEvent.AttemptFailed(
                            MemoryPlane.NOW, attempt, Reason.of(code), List.of(), MemoryPlane.NOW));
            plane.clear(1, 0, attempt);
        }
        assertThat(shell.run("jobs", "queue", "-a").out())
                .containsPattern(" 2  +RECOVERING  Recovering: The run command failed\\.\n");
        plane.run(1, 0, 4, 1);
        assertThat(shell.run("jobs", "queue").out()).containsPattern(" 3  +RUNNING\n");
    }

    /** P-47: for scripts there is JSON with field names that stay. */
    @Test
    void theQueueAsJsonIsAListAndNothingElse() {
        launch("spot.yaml");
        assertThat(shell.run("jobs", "queue", "-o", "json").out())
                .startsWith("[")
                .contains(
                        "\"job_id\": 1",
                        "\"job_name\": \"roberta\"",
                        "\"status\": \"PENDING\"",
                        "\"recovery_count\": 0")
                .endsWith("]\n");
        assertThat(shell.run("jobs", "queue", "-o", "quiet").out()).isEmpty();
    }

    @Test
    void jobsAreCancelledByIdRangeAndName() {
        for (int i = 0; i < 4; i++) {
            launch("spot.yaml");
        }
        assertThat(shell.typing("y\n").run("jobs", "cancel", "1").out())
                .isEqualTo(
                        """
                        Cancelling managed job with ID 1. Proceed? [Y/n]:\s
                        Job with ID 1 is scheduled to be cancelled.
                        """);
        Outcome again = shell.run("jobs", "cancel", "-y", "1");
        assertThat(again.out()).isEqualTo("No job to cancel.\n");
        assertThat(again.err()).isEqualTo("Job 1 has ended already (status: CANCELLED).\n");
        Outcome ambiguous = shell.run("jobs", "cancel", "-y", "-n", "roberta");
        assertThat(ambiguous.code()).isEqualTo(1);
        assertThat(ambiguous.err())
                .isEqualTo(
                        """
                        Multiple running jobs found with name 'roberta'.
                        Job IDs: [2, 3, 4]
                        """);
        assertThat(shell.run("jobs", "cancel", "-y", "2-3").out())
                .isEqualTo("Jobs with IDs 2, 3 are scheduled to be cancelled.\n");
        assertThat(shell.run("jobs", "cancel", "-y", "-n", "roberta").out())
                .isEqualTo("'roberta' Job with ID 4 is scheduled to be cancelled.\n");
        assertThat(shell.run("jobs", "cancel", "-y", "-n", "roberta").out())
                .isEqualTo("No running job found with name 'roberta'.\n");
        assertThat(shell.run("jobs", "cancel", "-y", "-a").out()).isEqualTo("No job to cancel.\n");
        assertThat(again.code()).isZero();
        assertThat(shell.run("jobs", "cancel", "-y", "1", "999"))
                .isEqualTo(
                        new Outcome(
                                102,
                                "No job to cancel.\n",
                                "Job 1 has ended already (status: CANCELLED).\nJob 999 not found.\n"));
    }

    @Test
    void waitingEndsWithTheJobsOwnExitCode() {
        launch("spot.yaml");
        assertThat(shell.run("jobs", "wait", "1", "--timeout", "0").code()).isEqualTo(101);
        plane.run(1, 0, 1, 1);
        plane.succeed(1, 0, 1);
        Outcome over = shell.run("jobs", "wait", "1");
        assertThat(over)
                .isEqualTo(new Outcome(0, "Managed job 1 is over (status: SUCCEEDED).\n", ""));
        assertThat(shell.run("jobs", "wait", "1", "--for", "cleaned").code()).isZero();
        assertThat(shell.run("jobs", "wait", "9").code()).isEqualTo(102);
    }

    /** P-45: one sentence, what it waits for, and its place in the queue. */
    @Test
    void aWaitIsExplained() {
        launch("spot.yaml");
        assertThat(shell.run("jobs", "explain", "1").out())
                .isEqualTo(
                        """
                        Managed job 1 'roberta': PENDING
                        Waiting for other jobs to launch.
                          Reason: LAUNCH_SLOTS
                          Since: 2026-03-01 12:00:00 (2 hrs ago)
                          Place in the queue: 3 of 12
                          Waits for: a launch slot
                          Next try: 2026-03-01 12:01:00
                          Unblocked by: a launch that ends
                          Evidence: 4 of 4 slots are taken
                        """);
        assertThat(shell.run("jobs", "explain", "7").code()).isEqualTo(102);
    }

    @Test
    void statusAndCheckSayWhatThereIs() {
        launch("spot.yaml");
        assertThat(shell.run("status").out())
                .isEqualTo(
                        """
                        Enabled Infra: local

                        Clusters
                        No existing clusters.

                        Managed jobs
                        ID  TASK  NAME     REQUESTED   SUBMITTED  TOT. DURATION  JOB DURATION  #RECOVERIES  STATUS
                        1   -     roberta  1x[CPU:2+]  -          -              -             0            PENDING

                        Services
                        No live services.

                        * 1 managed job is in progress. To see all managed jobs: sky jobs queue
                        """);
        Outcome check = shell.run("check", "-v");
        assertThat(check.code()).isZero();
        assertThat(check.out())
                .contains(
                        "  AWS: disabled\n    Reason [compute]: ",
                        "  Local: enabled [compute]\n    Activated account: this machine\n",
                        "To enable a cloud, follow the hints above and rerun: sky check\n",
                        "🎉 Enabled infra 🎉\n  Local\n");
        assertThat(shell.run("check", "loca").err()).contains("Did you mean 'local'?");
    }

    @Test
    void acceleratorsAreListedByPrice() {
        assertThat(shell.run("show-gpus").out())
                .startsWith("COMMON_GPU")
                .contains("A100  ", "use -a/--all");
        assertThat(shell.run("gpus", "list", "V100:8").out())
                .startsWith("GPU   QTY  CLOUD")
                .contains("p3.16xlarge");
        Outcome none = shell.run("show-gpus", "NOSUCH");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("Resources 'NOSUCH' not found.");
    }

    @Test
    void whatIsOddInTheConfigurationIsSaidByTheServersCommands() {
        for (String command : new String[] {"start", "info"}) {
            Outcome outcome = shell.run("api", command);
            assertThat(outcome.code()).isZero();
            assertThat(outcome.err()).isEqualTo("Warning: config.yaml:1: odd.\n");
        }
        assertThat(shell.run("api", "info", "-o", "json").err()).isEmpty();
    }

    private void launch(String file) {
        assertThat(shell.run("jobs", "launch", "-y", "-d", file).code()).isZero();
    }
}
