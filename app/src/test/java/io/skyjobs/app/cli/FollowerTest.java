package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.core.controller.LogName;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.LogPhase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/** Followers of logs: every byte once, whatever happens to connections and servers. */
class FollowerTest {
    private static final String TASK = "name: train\nrun: echo hi\n";

    @TempDir Path directory;
    private MemoryPlane plane;
    private final AtomicReference<TestServer> server = new AtomicReference<>();
    private TestShell shell;

    @BeforeEach
    void start() {
        plane = new MemoryPlane(directory.resolve("logs"));
        server.set(new TestServer(plane));
        shell = new TestShell(directory, this::port).file("train.yaml", TASK);
    }

    @AfterEach
    void stop() {
        server.get().close();
    }

    private int port() {
        return server.get().port();
    }

    /** P-07, P-27: the log that is shown has no lost and no repeated byte. */
    @Test
    void aCutConnectionCostsNoByte() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        StringBuilder expected = new StringBuilder();
        StringBuilder log = new StringBuilder();
        for (int line = 0; line < 2_000; line++) {
            String text = "line " + line + " " + "x".repeat(random.nextInt(0, 60)) + "ü\n";
            log.append(text);
            expected.append("(train, pid=2383) ").append(text);
        }
        submitted();
        plane.run(1, 0, 1, 1);
        plane.log(1, 0, 1, LogPhase.RUN, log.toString());
        plane.succeed(1, 0, 1);
        int cuts = 0;
        for (long seed = 1; seed <= 8; seed++) {
            try (CuttingProxy proxy = new CuttingProxy(this::port, seed)) {
                Outcome outcome =
                        new TestShell(directory, proxy::port)
                                .run("jobs", "logs", "1", "--tail", "0");
                assertThat(body(outcome.out())).as("seed %d", seed).isEqualTo(expected.toString());
                assertThat(outcome.code()).isZero();
                cuts += proxy.cuts();
            }
        }
        assertThat(cuts).as("connections that were cut").isGreaterThan(50);
    }

    /** A follower that is there while the job runs and the server is replaced. */
    @Test
    void aNewServerGoesOnWhereTheOldOneEnded() throws InterruptedException {
        submitted();
        plane.run(1, 0, 1, 1);
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        Thread follower =
                Thread.ofVirtual()
                        .start(() -> outcome.set(shell.run("jobs", "logs", "1", "--tail", "0")));
        StringBuilder expected = new StringBuilder();
        for (int part = 0; part < 5; part++) {
            String text = "part " + part + "\nhalf of ";
            plane.log(1, 0, 1, LogPhase.RUN, text);
            expected.append(text);
            TestServer old = server.get();
            server.set(new TestServer(plane));
            old.close();
        }
        plane.log(1, 0, 1, LogPhase.RUN, "the last line");
        plane.succeed(1, 0, 1);
        follower.join();
        String log = expected + "the last line\n";
        assertThat(body(outcome.get().out()))
                .isEqualTo(
                        log.lines()
                                .map(line -> "(train, pid=2383) " + line + "\n")
                                .reduce("", String::concat));
        assertThat(outcome.get().code()).isZero();
    }

    @Test
    void severalNodesShowWhoSaysWhat() {
        submitted();
        plane.run(1, 0, 1, 3);
        for (int node = 0; node < 3; node++) {
            plane.log(new LogName(1, 0, 1, node, LogPhase.SETUP), "prepare\n");
            plane.log(new LogName(1, 0, 1, node, LogPhase.RUN), "rank " + node + "\n");
        }
        plane.succeed(1, 0, 1);
        Outcome outcome = shell.run("jobs", "logs", "1", "--no-follow");
        assertThat(outcome.out().lines())
                .containsExactlyInAnyOrder(
                        "(setup pid=2383) prepare",
                        "(setup pid=2384, ip=10.0.0.2) prepare",
                        "(setup pid=2385, ip=10.0.0.3) prepare",
                        "(head, rank=0, pid=2383) rank 0",
                        "(worker1, rank=1, pid=2384, ip=10.0.0.2) rank 1",
                        "(worker2, rank=2, pid=2385, ip=10.0.0.3) rank 2",
                        "✓ Managed job finished: 1 (status: SUCCEEDED).");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void theTailCountsBackOverPhasesAndAttempts() {
        submitted();
        plane.run(1, 0, 1, 1);
        plane.log(1, 0, 1, LogPhase.SETUP, "s1\ns2\ns3\n");
        plane.log(1, 0, 1, LogPhase.RUN, "r1\nr2\n");
        plane.succeed(1, 0, 1);
        assertThat(shell.run("jobs", "logs", "1", "--no-follow", "--tail", "3").out())
                .isEqualTo(
                        """
                        (setup pid=2383) s3
                        (train, pid=2383) r1
                        (train, pid=2383) r2
                        ✓ Managed job finished: 1 (status: SUCCEEDED).
                        """);
        assertThat(shell.run("jobs", "logs", "1", "--no-follow", "--tail", "1").out())
                .startsWith("(train, pid=2383) r2\n");
    }

    /** P-28: without following, the answer comes at once in every state. */
    @Test
    void withoutFollowingALiveJobIsNoFailure() {
        submitted();
        Outcome pending = shell.run("jobs", "logs", "1", "--no-follow");
        assertThat(pending).isEqualTo(new Outcome(0, "", ""));
        plane.run(1, 0, 1, 1);
        plane.log(1, 0, 1, LogPhase.RUN, "so far");
        Outcome running = shell.run("jobs", "logs", "1", "--no-follow");
        assertThat(running).isEqualTo(new Outcome(0, "(train, pid=2383) so far\n", ""));
    }

    @Test
    void aJobThatNeverRanSaysWhy() {
        submitted();
        plane.happen(
                1,
                0,
                new JobEvent.TaskFailed(
                        MemoryPlane.NOW,
                        Reason.of(ReasonCode.NO_RESOURCE, "No enabled place has such a machine.")));
        Outcome outcome = shell.run("jobs", "logs", "1", "--no-follow");
        assertThat(outcome.code()).isEqualTo(100);
        assertThat(outcome.out())
                .isEqualTo(
                        """
                        Job 1 is already in terminal state FAILED_PRECHECKS. For more details, run: sky jobs logs --controller 1

                        Failure reason: No enabled place has such a machine.
                        """);
    }

    @Test
    void aPipelineIsShownTaskByTask() {
        shell.file("pipe.yaml", "name: pipe\n---\nname: a\nrun: x\n---\nname: b\nrun: y\n");
        assertThat(shell.run("jobs", "launch", "-y", "-d", "pipe.yaml").code()).isZero();
        plane.run(1, 0, 1, 1);
        plane.log(1, 0, 1, LogPhase.RUN, "one\n");
        plane.succeed(1, 0, 1);
        plane.run(1, 1, 1, 1);
        plane.log(1, 1, 1, LogPhase.RUN, "two\n");
        plane.fail(1, 1, 1, ReasonCode.USER_EXIT);
        Outcome all = shell.run("jobs", "logs", "1", "--no-follow");
        assertThat(all.code()).isEqualTo(100);
        assertThat(all.out())
                .isEqualTo(
                        """
                        Hint: This job has 2 tasks. Use 'sky jobs logs 1 TASK' to view logs for a specific task (TASK can be task ID or name).
                        === Task a(0) ===
                        (a, pid=2383) one
                        ✓ Task a(0) finished (status: SUCCEEDED).
                        === Task b(1) ===
                        (b, pid=2383) two
                        ERROR: Job 1 failed (attempt 1 of managed job 1): Job exited with exit code 1.
                        ✓ Task b(1) finished (status: FAILED).
                        ✓ Job finished (status: FAILED).
                        """);
        Outcome one = shell.run("jobs", "logs", "1", "a", "--no-follow");
        assertThat(one.code()).isZero();
        assertThat(one.out()).contains("one").doesNotContain("two");
        Outcome none = shell.run("jobs", "logs", "1", "c");
        assertThat(none.code()).isEqualTo(102);
        assertThat(none.err())
                .contains("No task found matching 'c' in job 1. Valid task IDs are 0-1.");
    }

    @Test
    void theControllersLogTellsWhatItDid() {
        submitted();
        plane.run(1, 0, 1, 1);
        plane.succeed(1, 0, 1);
        Outcome outcome = shell.run("jobs", "logs", "--controller", "1", "--no-follow");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains(
                        "2026-03-01 12:00:00 [task 0] [attempt 1] Launching cluster train-1-0-1-abcdef"
                                + " of 1 node on local 4CPU--16GB",
                        "Job succeeded. Job status: JobStatus.SUCCEEDED")
                .endsWith("✓ Job finished (status: SUCCEEDED).\n");
    }

    @Test
    void logsAreDownloaded() throws IOException {
        submitted();
        plane.run(1, 0, 1, 1);
        plane.log(1, 0, 1, LogPhase.RUN, "kept\n");
        plane.succeed(1, 0, 1);
        Outcome outcome = shell.run("jobs", "logs", "-s", "1");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .isEqualTo("Job 1 logs: ~/sky_logs/managed_jobs/2026-03-01-14-00-00-job-1\n");
        assertThat(directory.resolve("sky_logs/managed_jobs/2026-03-01-14-00-00-job-1/run.log"))
                .hasContent("(train, pid=2383) kept\n");
    }

    @Test
    void jobsAreFoundByName() {
        assertThat(shell.run("jobs", "logs").err()).contains("No managed job found.");
        submitted();
        submitted();
        Outcome two = shell.run("jobs", "logs", "-n", "train");
        assertThat(two.code()).isEqualTo(1);
        assertThat(two.err())
                .isEqualTo("Multiple running jobs found with name 'train'.\nJob IDs: [1, 2]\n");
        assertThat(shell.run("jobs", "logs", "--controller", "-n", "train").err())
                .contains(
                        "Multiple managed jobs found with name 'train' (Job IDs: 1, 2)."
                                + " Please specify the job_id instead.");
        assertThat(shell.run("jobs", "logs", "-n", "other").err())
                .contains("No running managed job found with name 'other'.");
        Outcome gone = shell.run("jobs", "logs", "99");
        assertThat(gone.code()).isEqualTo(102);
        assertThat(gone.err()).contains("Job 99 not found.");
    }

    @Test
    void ofATaskThatWasSkippedItSaysWhy() {
        shell.file("two.yaml", "name: pipe\n---\nname: a\nrun: x\n---\nname: b\nrun: y\n");
        assertThat(shell.run("jobs", "launch", "-y", "-d", "two.yaml").code()).isZero();
        plane.run(1, 0, 1, 1);
        plane.fail(1, 0, 1, ReasonCode.USER_EXIT);
        plane.happen(
                1,
                1,
                new JobEvent.Skipped(
                        MemoryPlane.NOW,
                        Reason.of(ReasonCode.EARLIER_TASK_FAILED, "Task 0 did not succeed.")));
        assertThat(shell.run("jobs", "logs", "1", "b").out())
                .contains("Task b(1) never ran (status: CANCELLED): Task 0 did not succeed.\n");
    }

    /** The hint is for whoever does not see all. */
    @Test
    void thatLinesAreLeftOutIsSaidOnlyWhenSomeAre() {
        submitted();
        plane.run(1, 0, 1, 1);
        plane.log(1, 0, 1, LogPhase.RUN, "line\n".repeat(1000));
        plane.succeed(1, 0, 1);
        assertThat(shell.run("jobs", "logs", "1").err()).isEmpty();
        submitted();
        plane.run(2, 0, 1, 1);
        plane.log(2, 0, 1, LogPhase.RUN, "line\n".repeat(1001));
        plane.succeed(2, 0, 1);
        assertThat(shell.run("jobs", "logs", "2").err())
                .isEqualTo(
                        "Showing the last 1000 lines (default). Pass --tail 0 to print the entire"
                                + " log.\n");
        assertThat(shell.run("jobs", "logs", "2", "--tail", "5").err()).isEmpty();
    }

    private void submitted() {
        assertThat(shell.run("jobs", "launch", "-y", "-d", "train.yaml").code()).isZero();
    }

    /** What was shown without the lines that frame it. */
    private static String body(String out) {
        StringBuilder body = new StringBuilder();
        for (String line : out.split("(?<=\n)", -1)) {
            if (line.startsWith("(")) {
                body.append(line);
            }
        }
        return body.toString();
    }
}
