package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.skyjobs.app.TraceReceiver;
import io.skyjobs.app.api.JobRequest;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.SubmitRequest;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.RunningServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From real jobs to a receiver of OTLP, through everything that is shipped. */
class TraceEndToEndTest {
    @TempDir Path directory;
    private TraceReceiver receiver;
    private RunningServer server;
    private TestShell shell;
    private int launched;

    @BeforeEach
    void start() throws IOException {
        receiver = new TraceReceiver();
        Path sky = Files.createDirectories(directory.resolve(".sky"));
        Files.writeString(
                sky.resolve("config.yaml"),
                """
                traces:
                  endpoint: %s
                  headers: {X-Token: canary-of-the-header}
                  service_name: our-jobs
                """
                        .formatted(receiver.url()));
        server = new RunningServer(directory);
        shell = new TestShell(directory, () -> server.port(), () -> server.token());
    }

    @AfterEach
    void stop() throws IOException {
        // Until nothing of a job is left, its processes write into the folder.
        for (int job = 1; job <= launched; job++) {
            shell.run("jobs", "wait", "" + job, "--for", "cleaned");
        }
        server.close();
        receiver.close();
    }

    private void launch(String name, String text) throws IOException {
        shell.file(name + ".yaml", text);
        Outcome outcome = shell.run("jobs", "launch", "-y", "-d", name + ".yaml");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        launched++;
    }

    private static Span named(List<Span> spans, String name) {
        List<Span> found = spans.stream().filter(it -> it.getName().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private static String value(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(it -> it.getKey().equals(key))
                .map(KeyValue::getValue)
                .map(it -> it.hasStringValue() ? it.getStringValue() : "" + it.getIntValue())
                .findFirst()
                .orElse("");
    }

    /** P-56: what the job is given stays with it. */
    @Test
    void aLaunchIsOneTrace() throws IOException, InterruptedException {
        launch("ok", "{name: ok, secrets: {KEY: canary-of-the-job}, setup: 'true', run: sleep 1}");
        List<Span> spans = receiver.awaitSpans("job launch", 1);
        Span root = named(spans, "job launch");
        assertThat(value(root, "skyjobs.job.id")).isEqualTo("1");
        assertThat(value(root, "skyjobs.job.name")).isEqualTo("ok");
        assertThat(value(root, "skyjobs.attempt")).isEqualTo("1");
        assertThat(value(root, "skyjobs.outcome")).isEqualTo("STARTED");
        assertThat(value(named(spans, "provision"), "cloud.provider")).isEqualTo("local");
        assertThat(root.getParentSpanId().isEmpty()).isTrue();
        for (String part : List.of("wait", "provision", "start run", "setup")) {
            Span span = named(spans, part);
            assertThat(span.getTraceId()).isEqualTo(root.getTraceId());
            assertThat(span.getParentSpanId()).isEqualTo(root.getSpanId());
            assertThat(span.getStartTimeUnixNano())
                    .isBetween(root.getStartTimeUnixNano(), root.getEndTimeUnixNano());
            assertThat(span.getEndTimeUnixNano())
                    .isBetween(span.getStartTimeUnixNano(), root.getEndTimeUnixNano());
            assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        }
        assertThat(receiver.services()).containsOnly("our-jobs");
        assertThat(receiver.requests()).containsOnly("/v1/traces canary-of-the-header 200");
        assertThat(spans.toString()).doesNotContain("canary");
    }

    /**
     * A receiver that is away, and a server that ends meanwhile, lose nothing and double nothing.
     */
    @Test
    void whatWasNotTakenIsSentByTheNextServerOnce() throws IOException, InterruptedException {
        launch("one", "{name: one, run: 'true'}");
        Span before = named(receiver.awaitSpans("job launch", 1), "job launch");
        receiver.answering(503);
        launch("two", "{name: two, run: 'true'}");
        assertThat(shell.run("jobs", "wait", "2", "--for", "cleaned").code()).isZero();
        while (receiver.requests().stream().noneMatch(it -> it.endsWith("503"))) {
            receiver.await();
        }
        server.close();
        receiver.answering(200);
        server = new RunningServer(directory);
        launch("three", "{name: three, run: 'true'}");
        List<Span> roots =
                receiver.awaitSpans("job launch", 3).stream()
                        .filter(it -> it.getName().equals("job launch"))
                        .toList();
        assertThat(roots)
                .extracting(it -> value(it, "skyjobs.job.name"))
                .containsExactlyInAnyOrder("one", "two", "three");
        assertThat(roots).extracting(Span::getTraceId).doesNotHaveDuplicates();
        assertThat(roots).contains(before);
    }

    /** A setup that fails is an error, in the words that the job is told. */
    @Test
    void aSetupThatFailsIsAnError() throws IOException, InterruptedException {
        launch("bad", "{name: bad, setup: exit 3, run: echo never}");
        List<Span> spans = receiver.awaitSpans("job launch", 1);
        Span root = named(spans, "job launch");
        assertThat(root.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(root.getStatus().getMessage()).isNotEmpty();
        assertThat(value(root, "error.type")).isEqualTo("SETUP_EXIT");
        assertThat(named(spans, "setup").getStatus()).isEqualTo(root.getStatus());
        assertThat(named(spans, "provision").getStatus().getMessage()).isEmpty();
    }

    /** Whoever submits with a trace of its own finds the launch in it. */
    @Test
    void aLaunchIsPartOfTheTraceOfWhoeverSubmits() throws IOException, InterruptedException {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        String parent = "b7ad6b7169203331";
        JobRequest job =
                new JobRequest(
                        JobRequest.Kind.COMMAND,
                        "",
                        Base64.getEncoder().encodeToString("true".getBytes(StandardCharsets.UTF_8)),
                        Optional.of("child"),
                        List.of(),
                        directory.toString(),
                        directory.toString(),
                        "ann",
                        Optional.empty());
        byte[] body =
                JsonText.write(
                        SubmitRequest.class,
                        new SubmitRequest(job, "key", 1, Optional.empty(), Map.of()));
        HttpURLConnection submit =
                (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + server.port() + "/api/v1/jobs")
                                .toURL()
                                .openConnection();
        submit.setDoOutput(true);
        submit.setRequestProperty("Authorization", "Bearer " + server.token());
        submit.setRequestProperty("Content-Type", "application/json");
        submit.setRequestProperty("traceparent", "00-" + trace + "-" + parent + "-01");
        submit.getOutputStream().write(body);
        assertThat(submit.getResponseCode()).isEqualTo(200);
        launched++;
        Span root = named(receiver.awaitSpans("job launch", 1), "job launch");
        assertThat(HexFormat.of().formatHex(root.getTraceId().toByteArray())).isEqualTo(trace);
        assertThat(HexFormat.of().formatHex(root.getParentSpanId().toByteArray()))
                .isEqualTo(parent);
    }

    /** The next attempt is another trace, which names the one before. */
    @Test
    void anAttemptNamesTheOneBefore() throws IOException, InterruptedException {
        launch(
                "again",
                """
                name: again
                resources: {job_recovery: {max_restarts_on_errors: 1}}
                run: sleep 1; exit 1
                """);
        List<Span> roots =
                receiver.awaitSpans("job launch", 2).stream()
                        .filter(it -> it.getName().equals("job launch"))
                        .toList();
        Span first = roots.getFirst();
        Span second = roots.getLast();
        assertThat(second.getTraceId()).isNotEqualTo(first.getTraceId());
        assertThat(first.getLinksList()).isEmpty();
        assertThat(second.getLinksList())
                .singleElement()
                .matches(it -> it.getTraceId().equals(first.getTraceId()))
                .matches(it -> it.getSpanId().equals(first.getSpanId()));
    }
}
