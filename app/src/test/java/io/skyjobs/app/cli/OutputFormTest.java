package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.server.TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** What scripts read: forms of output besides tables. */
class OutputFormTest {
    @TempDir Path directory;

    private TestServer server;
    private TestShell shell;

    @BeforeEach
    void start() {
        server = new TestServer(new MemoryPlane(directory));
        shell = new TestShell(directory, server::port);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTokenIsPrintedBareForScripts() {
        assertThat(shell.run("users", "add", "bea", "-o", "quiet").out())
                .matches("sky_[0-9a-f]+\n");
        assertThat(shell.run("users", "rotate", "bea", "-o", "json").out())
                .contains("\"name\": \"bea\"")
                .contains("\"token\": \"sky_");
        assertThat(shell.run("users", "list", "-o", "quiet").out()).isEmpty();
        assertThat(shell.run("users", "list", "-o", "json").out()).contains("\"bea\"");
        assertThat(shell.run("users", "remove", "bea", "-o", "json").out())
                .isEqualTo("{\n  \"removed\": \"bea\"\n}\n");
        assertThat(shell.run("users", "remove", "bea", "-o", "json").code()).isNotZero();
    }

    @Test
    void theAddressOfTheDashboardIsInItsJson() {
        assertThat(shell.run("dashboard", "-o", "json").out())
                .containsPattern(
                        "\"url\": \"http://127.0.0.1:[0-9]+/dashboard/jobs#code=[-_A-Za-z0-9]+\"")
                .containsPattern("\"expires_at\": \"2026-");
    }

    @Test
    void manyCancelledJobsAreNamedAsRanges() {
        assertThat(shell.run("jobs", "launch", "-y", "-d", "--num-jobs", "30", "true").code())
                .isZero();
        assertThat(shell.run("jobs", "cancel", "-y", "-o", "quiet", "30").out()).isEmpty();
        assertThat(shell.run("jobs", "cancel", "-y", "-a").out())
                .isEqualTo("Jobs with IDs 1-29 (29 jobs) are scheduled to be cancelled.\n");
    }
}
