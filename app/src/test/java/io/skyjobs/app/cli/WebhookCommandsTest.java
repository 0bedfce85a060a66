package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** {@code sky jobs webhook}: what is shown, and what is refused. */
class WebhookCommandsTest {
    @TempDir Path directory;

    private Outcome run(String... words) throws IOException {
        try (TestServer server = new TestServer(new MemoryPlane(directory))) {
            return new TestShell(directory, server::port).run(words);
        }
    }

    @Test
    void whoIsToldIsListedWithoutSecrets() throws IOException {
        Outcome listed = run("jobs", "webhook", "list");
        assertThat(listed.code()).isZero();
        assertThat(listed.out().lines().map(line -> line.strip().replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "NAME | URL | STATUSES | WAITING | GIVEN UP | FAILING",
                        "ops | https://hooks.example/... | SUCCEEDED, FAILED | 0 | 0 | -",
                        "old | http://127.0.0.1:9/ | all | 12 | 3 | 3 hrs ago",
                        "old: Nobody answers at its address.",
                        "Webhooks of jobs: 2 messages wait, 1 were given up.");
        Outcome json = run("jobs", "webhook", "list", "-o", "json");
        assertThat(json.out())
                .contains("\"given_up\": 3", "\"failing_since\"")
                .doesNotContain("hidden");
        assertThat(run("jobs", "webhook", "list", "-o", "quiet").out()).isEqualTo("ops\nold\n");
    }

    @Test
    void whatIsAskedWronglyIsSaid() throws IOException {
        assertThat(run("jobs", "webhook", "test").err())
                .contains("Either --name or --url must be specified");
        assertThat(run("jobs", "webhook", "test", "--name", "ops", "--secret-file", "x").err())
                .contains("--secret-file is for --url");
        assertThat(run("jobs", "webhook", "test", "--name", "none").err())
                .contains("No webhook of the server has that name.");
        assertThat(run("jobs", "webhook", "test", "--url", "http://example.com/").err())
                .contains("The URL must begin with https://");
        Outcome refused = run("jobs", "webhook", "test", "--name", "old");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("It was not taken. Nobody answers at its address.");
    }
}
