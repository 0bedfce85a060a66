package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.Receiver;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.RunningServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** From real jobs to real receivers on loopback, through everything that is shipped (P-50). */
class WebhookEndToEndTest {
    private static final String OF_SERVER = "canary-of-the-server-0123";
    private static final byte[] OF_JOB = "canary-of-the-job-4567".getBytes(StandardCharsets.UTF_8);
    private static final Pattern STATUS = Pattern.compile("\"new_status\":\"([A-Z_]+)\"");

    @TempDir Path directory;
    private final AtomicReference<RunningServer> server = new AtomicReference<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        if (server.get() != null) {
            server.get().close();
        }
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Receiver receiver() throws IOException {
        Receiver receiver = new Receiver();
        open.add(receiver);
        return receiver;
    }

    private TestShell start(String config) throws IOException {
        Path sky = Files.createDirectories(directory.resolve(".sky"));
        Files.writeString(sky.resolve("config.yaml"), config);
        Files.writeString(sky.resolve("ops.key"), OF_SERVER + "\n");
        server.set(new RunningServer(directory));
        return new TestShell(directory, () -> server.get().port(), () -> server.get().token());
    }

    private static String ops(Receiver receiver) {
        return "webhooks:\n  - {name: ops, secret_file: ops.key, url: \""
                + receiver.url("/ops?token=canary-of-the-url")
                + "\"}\n";
    }

    private static List<String> statuses(List<Receiver.Request> requests) {
        List<String> statuses = new ArrayList<>();
        for (Receiver.Request request : requests) {
            Matcher matcher = STATUS.matcher(request.body());
            assertThat(matcher.find()).as(request.body()).isTrue();
            statuses.add(matcher.group(1));
        }
        return statuses;
    }

    /** Down while the job runs, and the server is replaced: all arrive, in order, once by id. */
    @Test
    void allArriveOnceTheReceiverAnswers() throws IOException, InterruptedException {
        Receiver ops = receiver();
        Receiver own = receiver();
        ops.answering(503);
        String config = ops(ops) + "jobs: {webhooks_allow_private: true}\n";
        TestShell shell = start(config);
        shell.file(
                "job.yaml",
                """
                name: told
                secrets: {HOOK: "%s"}
                webhooks:
                  - {url: "%s", secret: HOOK, statuses: [SUCCEEDED], name: mine}
                run: env | grep -c HOOK || echo no key here
                """
                        .formatted(
                                "whsec_" + Base64.getEncoder().encodeToString(OF_JOB),
                                own.url("/own")));
        Outcome outcome = shell.run("jobs", "launch", "-y", "job.yaml");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("no key here");
        assertThat(shell.run("jobs", "wait", "1", "--for", "cleaned").code()).isZero();

        List<Receiver.Request> toOwn = own.awaitTaken(1);
        assertThat(statuses(toOwn)).containsExactly("SUCCEEDED");
        assertThat(toOwn.getFirst().isSignedWith(OF_JOB)).isTrue();
        assertThat(toOwn.getFirst().body())
                .contains("\"job_name\":\"told\"", "\"provider\":\"local\"", "\"attempt\":1");
        assertThat(ops.awaitRequests(2)).isNotEmpty();
        String listed = shell.run("jobs", "webhook", "list").out();
        assertThat(listed).contains("ops", "It answered with status 503.");

        server.get().close();
        server.set(new RunningServer(directory));
        ops.answering(204);
        List<Receiver.Request> toOps = ops.awaitTaken(4);
        assertThat(statuses(toOps)).containsExactly("PENDING", "STARTING", "RUNNING", "SUCCEEDED");
        assertThat(toOps).extracting(Receiver.Request::id).doesNotHaveDuplicates();
        assertThat(toOps)
                .allMatch(it -> it.isSignedWith(OF_SERVER.getBytes(StandardCharsets.UTF_8)));
        assertThat(ops.requests().stream().map(Receiver.Request::id).distinct())
                .containsExactlyElementsOf(toOps.stream().map(Receiver.Request::id).toList());
        noSecretIsShown(shell);
    }

    /** P-56: neither replies nor logs hold a key, or what may be secret in the server's URLs. */
    private void noSecretIsShown(TestShell shell) throws IOException {
        List<String> shown = new ArrayList<>();
        for (List<String> words :
                List.of(
                        List.of("jobs", "webhook", "list", "-o", "json"),
                        List.of("jobs", "queue", "-o", "json"),
                        List.of("jobs", "events", "1", "-o", "json"),
                        List.of("jobs", "explain", "1", "-o", "json"),
                        List.of("jobs", "logs", "1", "--controller"))) {
            Outcome outcome = shell.run(words.toArray(String[]::new));
            shown.add(outcome.out() + outcome.err());
        }
        try (Stream<Path> files = Files.walk(directory.resolve(".sky"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.equals("config.yaml") && !name.equals("ops.key")) {
                    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertThat(bytes.contains(OF_SERVER)).as(name).isFalse();
                    assertThat(bytes.contains("canary-of-the-url")).as(name).isFalse();
                }
            }
        }
        assertThat(shown)
                .allSatisfy(
                        text ->
                                assertThat(text)
                                        .doesNotContain("canary")
                                        .doesNotContain(
                                                Base64.getEncoder().encodeToString(OF_JOB)));
    }

    @Test
    void aSampleIsSentAndItsAnswerIsShown() throws IOException {
        Receiver receiver = receiver();
        TestShell shell = start(ops(receiver));

        Outcome sent = shell.run("jobs", "webhook", "test", "--name", "ops");
        assertThat(sent.code()).as(sent.err()).isZero();
        assertThat(sent.out())
                .containsPattern("Sent msg_test_\\d+ to http://127.0.0.1:\\d+/\\.\\.\\. in \\d+ ms")
                .contains("It answered with status 204.");
        assertThat(receiver.requests())
                .singleElement()
                .matches(it -> it.isSignedWith(OF_SERVER.getBytes(StandardCharsets.UTF_8)))
                .matches(it -> it.body().contains("\"type\":\"webhook.test\""));

        receiver.answering(500);
        Outcome refused = shell.run("jobs", "webhook", "test", "--name", "ops");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("It was not taken. It answered with status 500.");

        Outcome inside = shell.run("jobs", "webhook", "test", "--url", receiver.url("/"));
        assertThat(inside.code()).isEqualTo(1);
        assertThat(inside.err()).contains("Its address is not public");
        assertThat(receiver.requests()).hasSize(2);
    }

    @Test
    void anyUrlIsTriedWithAKeyOfItsOwn() throws IOException {
        Receiver receiver = receiver();
        TestShell shell = start("jobs: {webhooks_allow_private: true}\n");
        Outcome made = shell.run("jobs", "webhook", "test", "--url", receiver.url("/x"));
        assertThat(made.code()).as(made.err()).isZero();
        Matcher key = Pattern.compile("Signed with whsec_(\\S+)").matcher(made.out());
        assertThat(key.find()).isTrue();
        assertThat(
                        receiver.requests()
                                .getFirst()
                                .isSignedWith(Base64.getDecoder().decode(key.group(1))))
                .isTrue();

        shell.file("key", OF_SERVER);
        String file = directory.resolve("key").toString();
        Outcome given =
                shell.run(
                        "jobs",
                        "webhook",
                        "test",
                        "--url",
                        receiver.url("/x"),
                        "--secret-file",
                        file);
        assertThat(given.out()).doesNotContain("Signed with", OF_SERVER);
        assertThat(
                        receiver.requests()
                                .getLast()
                                .isSignedWith(OF_SERVER.getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    /** What the file says wrongly is said with its line before anything is accepted. */
    @Test
    void aJobWithAWrongWebhookIsRefusedWithItsLine() throws IOException {
        TestShell shell = start("");
        shell.file(
                "bad.yaml",
                """
                run: x
                secrets: {HOOK: 0123456789abcdef}
                webhooks:
                  - {url: "http://example.com/", secret: HOOK}
                """);
        Outcome refused = shell.run("jobs", "launch", "-y", "bad.yaml");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err())
                .contains("bad.yaml:4:", "must begin with https://")
                .doesNotContain("0123456789abcdef");
    }
}
