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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Logs of jobs with several attempts, and logs that cannot be read. */
class AttemptLogsTest {
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

    private void lost(int attempt, ReasonCode code) {
        plane.happen(
                1,
                0,
                new JobEvent.AttemptFailed(
                        MemoryPlane.NOW,
                        attempt,
                        Reason.of(code, "The spot machine was taken back."),
                        List.of(),
                        MemoryPlane.NOW));
        plane.clear(1, 0, attempt);
    }

    private void threeAttempts() {
        submitted();
        plane.run(1, 0, 1, 1);
        plane.log(1, 0, 1, LogPhase.SETUP, "prepare 1\n");
        plane.log(1, 0, 1, LogPhase.RUN, "first try\n");
        lost(1, ReasonCode.PREEMPTED);
        plane.run(1, 0, 2, 1);
        plane.log(1, 0, 2, LogPhase.RUN, "second try\nhalf a li");
        lost(2, ReasonCode.NODE_LOST);
        plane.run(1, 0, 3, 1);
        plane.log(1, 0, 3, LogPhase.RUN, "third try\n");
        plane.succeed(1, 0, 3);
    }

    /** P-27: the log of every attempt is kept and shown once, in order. */
    @Test
    void attemptsAreShownInOrderWithAMarkerForEach() {
        threeAttempts();
        assertThat(shell.run("jobs", "logs", "1", "--no-follow").out())
                .isEqualTo(
                        """
                        (setup pid=2383) prepare 1
                        (train, pid=2383) first try
                        The job cluster is preempted or failed.
                        --- attempt 2 on local (recovered: PREEMPTED) ---
                        (train, pid=2383) second try
                        (train, pid=2383) half a li
                        The job cluster is preempted or failed.
                        --- attempt 3 on local (recovered: NODE_LOST) ---
                        (train, pid=2383) third try
                        ✓ Managed job finished: 1 (status: SUCCEEDED).
                        """);
        assertThat(shell.run("jobs", "logs", "1", "--no-follow", "--tail", "2").out())
                .contains("half a li", "third try")
                .doesNotContain("second try", "first try");
        assertThat(shell.run("jobs", "logs", "1", "--attempt", "2").out())
                .contains("second try", "--- attempt 2 on local (recovered: PREEMPTED) ---")
                .doesNotContain("first try", "third try", "attempt 3");
        assertThat(shell.run("jobs", "logs", "1", "--attempt", "0").code()).isEqualTo(2);
        TestShell.Outcome missing = shell.run("jobs", "logs", "1", "--no-follow", "--attempt", "9");
        assertThat(missing.code()).isEqualTo(102);
        assertThat(missing.err()).startsWith("Job 1 has no attempt 9; its latest is ");
    }

    /** A failure of the user's own code is said after each attempt, as users' scripts expect. */
    @Test
    void eachFailedAttemptSaysSo() {
        submitted();
        plane.run(1, 0, 1, 1);
        plane.log(1, 0, 1, LogPhase.RUN, "one\n");
        lost(1, ReasonCode.USER_EXIT);
        plane.run(1, 0, 2, 1);
        plane.log(1, 0, 2, LogPhase.RUN, "two\n");
        plane.fail(1, 0, 2, ReasonCode.USER_EXIT);
        String out = shell.run("jobs", "logs", "1").out();
        assertThat(out.split("Job started\\. Streaming logs\\.\\.\\.", -1)).hasSize(3);
        assertThat(out.split("Job 1 failed", -1)).hasSize(3);
        assertThat(out).contains("--- attempt 2 on local (restarted: USER_EXIT) ---");
    }

    /** Who is there while a machine is lost goes on with the next attempt, byte for byte. */
    @Test
    void aFollowerGoesOnWithTheNextAttempt() throws InterruptedException {
        submitted();
        plane.run(1, 0, 1, 1);
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        Thread follower =
                Thread.ofVirtual()
                        .start(() -> outcome.set(shell.run("jobs", "logs", "1", "--tail", "0")));
        StringBuilder expected = new StringBuilder();
        for (int attempt = 1; attempt <= 4; attempt++) {
            if (attempt > 1) {
                plane.run(1, 0, attempt, 1);
            }
            for (int part = 0; part < 50; part++) {
                String text = "attempt " + attempt + " part " + part + "\n";
                plane.log(1, 0, attempt, LogPhase.RUN, text);
                expected.append("(train, pid=2383) ").append(text);
            }
            if (attempt < 4) {
                plane.happen(
                        1,
                        0,
                        new JobEvent.AttemptFailed(
                                MemoryPlane.NOW,
                                attempt,
                                Reason.of(ReasonCode.PREEMPTED),
                                List.of(),
                                MemoryPlane.NOW));
                // What the machine said last is stored after its loss is known.
                plane.log(1, 0, attempt, LogPhase.RUN, "last words\n");
                expected.append("(train, pid=2383) last words\n");
                plane.clear(1, 0, attempt);
            }
        }
        plane.succeed(1, 0, 4);
        follower.join();
        assertThat(body(outcome.get().out())).isEqualTo(expected.toString());
        assertThat(outcome.get().out().lines().filter(line -> line.startsWith("--- attempt")))
                .containsExactly(
                        "--- attempt 2 on local (recovered: PREEMPTED) ---",
                        "--- attempt 3 on local (recovered: PREEMPTED) ---",
                        "--- attempt 4 on local (recovered: PREEMPTED) ---");
        assertThat(outcome.get().code()).isZero();
    }

    /** A log that our own disk does not give is no empty log. */
    @Test
    void anUnreadableLogIsSaid() throws IOException {
        submitted();
        plane.run(1, 0, 1, 1);
        plane.succeed(1, 0, 1);
        Files.createDirectories(
                plane.logs().path(new LogName(1, 0, 1, 0, LogPhase.RUN)).resolve("not-a-file"));
        Outcome outcome = shell.run("jobs", "logs", "1", "--no-follow");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(
                        "The stored log of job 1, task 0, attempt 1, node 0 cannot be read from the"
                                + " server's disk: ")
                .doesNotContain("Exception", "\tat ");
        Outcome tail = shell.run("jobs", "logs", "1", "--no-follow", "--tail", "3");
        assertThat(tail.err()).contains("cannot be read from the server's disk");
    }

    /** A disk that fails while somebody reads ends the reading with a sentence, not as if done. */
    @Test
    void aLogThatBecomesUnreadableIsSaid() throws IOException, InterruptedException {
        submitted();
        plane.run(1, 0, 1, 1);
        plane.log(1, 0, 1, LogPhase.RUN, "so far\n");
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        Thread follower =
                Thread.ofVirtual()
                        .start(() -> outcome.set(shell.run("jobs", "logs", "1", "--tail", "0")));
        Path file = plane.logs().path(new LogName(1, 0, 1, 0, LogPhase.RUN));
        Files.delete(file);
        Files.createDirectory(file);
        follower.join();
        assertThat(outcome.get().code()).isEqualTo(1);
        assertThat(outcome.get().err()).contains("cannot be read from the server's disk");
    }

    @Test
    void everyAttemptAndNodeIsDownloadedToAFileOfItsOwn() {
        threeAttempts();
        assertThat(shell.run("jobs", "logs", "-s", "1").code()).isZero();
        Path down = directory.resolve("sky_logs/managed_jobs/2026-03-01-14-00-00-job-1");
        assertThat(down.resolve("task-0-attempt-1-node-0.log"))
                .hasContent("prepare 1\nfirst try\n");
        assertThat(down.resolve("task-0-attempt-2-node-0.log")).hasContent("second try\nhalf a li");
        assertThat(down.resolve("task-0-attempt-3-node-0.log")).hasContent("third try\n");
        assertThat(down.resolve("run.log")).content().contains("first try", "half a li", "third");
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
