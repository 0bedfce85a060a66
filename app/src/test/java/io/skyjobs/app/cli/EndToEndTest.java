package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.RunningServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * From a task file to real processes of this machine and back, through everything that is shipped.
 */
class EndToEndTest {
    @TempDir Path directory;
    private final AtomicReference<RunningServer> server = new AtomicReference<>();
    private final ReentrantReadWriteLock replacing = new ReentrantReadWriteLock();
    private TestShell shell;

    @BeforeEach
    void start() throws IOException {
        server.set(new RunningServer(directory));
        shell =
                new TestShell(directory, () -> server.get().port(), () -> server.get().token())
                        .pausing(length -> awaitServer());
    }

    /** Whoever finds no server waits until there is one again. */
    private void awaitServer() {
        replacing.readLock().lock();
        try {
            assertThat(server.get()).isNotNull();
        } finally {
            replacing.readLock().unlock();
        }
    }

    @AfterEach
    void stop() {
        server.get().close();
    }

    @Test
    void aJobRunsAndNothingIsLeft() throws IOException {
        shell.file(
                "hello.yaml",
                "name: hello\nsetup: echo Running setup.\nrun: echo \"Hello, $WHO!\"\n");
        Outcome outcome = shell.run("jobs", "launch", "-y", "--env", "WHO=SkyPilot", "hello.yaml");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .containsPattern("\\(setup pid=\\d+\\) Running setup\\.\n")
                .containsPattern("\\(hello, pid=\\d+\\) Hello, SkyPilot!\n")
                .endsWith("✓ Managed job finished: 1 (status: SUCCEEDED).\n");
        assertThat(outcome.code()).isZero();
        assertThat(shell.run("jobs", "wait", "1", "--for", "cleaned").code()).isZero();
        assertThat(shell.run("status").out()).contains("No existing clusters.");
        assertThat(shell.run("jobs", "logs", "1", "--no-follow").out())
                .contains("Hello, SkyPilot!");
    }

    @Test
    void aFailingSetupAndARestartedTaskAreTold() {
        shell.file("setup.yaml", "name: s\nsetup: exit 3\nrun: echo never\n")
                .file(
                        "again.yaml",
                        """
                        name: again
                        resources: {job_recovery: {max_restarts_on_errors: 1}}
                        run: echo try; exit 7
                        """);
        Outcome setup = shell.run("jobs", "launch", "-y", "setup.yaml");
        assertThat(setup.code()).isEqualTo(100);
        assertThat(setup.out()).contains("FAILED_SETUP").doesNotContain("never");
        Outcome again = shell.run("jobs", "launch", "-y", "again.yaml");
        assertThat(again.code()).isEqualTo(100);
        assertThat(again.out())
                .containsOnlyOnce("--- attempt 2 on local (restarted: USER_EXIT) ---")
                .containsOnlyOnce("ERROR: Job 1 failed (attempt 1 of managed job ")
                .containsOnlyOnce("ERROR: Job 1 failed (attempt 2 of managed job ");
    }

    /** P-08, P-11, P-27: the server is replaced while the job runs; the follower misses nothing. */
    @Test
    void aJobAndItsFollowerOutliveTheServer() throws IOException, InterruptedException {
        Path gate = directory.resolve("gate");
        shell.file(
                "long.yaml",
                "name: long\nrun: |\n  for i in 1 2 3; do echo line $i; done\n"
                        + "  until [ -e "
                        + gate
                        + " ]; do sleep 0.05; done\n"
                        + "  echo line 4\n");
        assertThat(shell.run("jobs", "launch", "-y", "-d", "long.yaml").code()).isZero();
        AtomicReference<Outcome> followed = new AtomicReference<>();
        Thread follower =
                Thread.ofVirtual()
                        .start(() -> followed.set(shell.run("jobs", "logs", "1", "--tail", "0")));
        replacing.writeLock().lock();
        try {
            server.get().close();
            server.set(new RunningServer(directory));
        } finally {
            replacing.writeLock().unlock();
        }
        Files.createFile(gate);
        follower.join();
        assertThat(followed.get().out().lines().filter(line -> line.contains(") line ")))
                .map(line -> line.replaceFirst("^.*\\) ", ""))
                .containsExactly("line 1", "line 2", "line 3", "line 4");
        assertThat(followed.get().code()).isZero();
    }
}
