package io.skyjobs.app.server;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.api.ContentBatch;
import io.skyjobs.app.server.ApiCaller.Call;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.HostReport;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.testkit.HandCloud;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server that has something of everything, and a request for each of its operations. */
final class ApiExamples implements AutoCloseable {
    private static final byte[] CONTENT = "hello\n".getBytes(StandardCharsets.UTF_8);

    private static final String MANIFEST = "skyjobs-tree 1\nd 755 0.0 .\n";

    private final TestServer server;
    private final ApiCaller caller;

    ApiExamples(MemoryPlane plane, ApiDescription description)
            throws IOException, InterruptedException {
        HandCloud cloud = new HandCloud("local", "us-east-1/us-east-1a");
        cloud.has("first-1-0-1-abcdef", "abcdef", Phase.UP)
                .has("second-2-0-1-abcdef", "abcdef", Phase.UP)
                .has("lost-77-0-1-abcdef", "abcdef", Phase.CREATING);
        HandPools pools =
                new HandPools()
                        .host(
                                "lab",
                                "big",
                                new HostReport.Figures(
                                        16,
                                        8,
                                        64,
                                        32,
                                        900,
                                        List.of(new HostReport.Gpus("A100", 2, 1, 80))))
                        .silent("lab", "quiet", "It does not answer.");
        plane.buckets().has("data", 2, true).has("left", 12, false);
        this.server = new TestServer(plane, List.of(cloud, pools));
        this.caller = new ApiCaller(server.port(), description);
        // Whoever follows the queue is told what there is, and does not wait for more.
        server.endFeeds();
        for (int id = 1; id <= 3; id++) {
            HttpResponse<byte[]> reply =
                    caller.send("POST", new Call("/jobs", submit("key" + id, "first")));
            if (reply.statusCode() != 200) {
                throw new IllegalStateException(ApiCaller.text(reply));
            }
        }
        caller.send("POST", new Call("/users", "{\"name\":\"uwe\",\"role\":\"user\"}"));
        live(plane);
    }

    /** Job 1 has ended after a recovery, job 2 runs, job 3 waits. */
    private static void live(MemoryPlane plane) {
        plane.run(1, 0, 1, 2);
        plane.log(1, 0, 1, LogPhase.RUN, "hello\nworld\n");
        plane.happen(
                1,
                0,
                new JobEvent.AttemptFailed(
                        MemoryPlane.NOW,
                        1,
                        new Reason(
                                ReasonCode.PREEMPTED, "A machine was taken back.", "instance i-1"),
                        List.of(),
                        MemoryPlane.NOW));
        plane.happen(1, 0, new JobEvent.ClusterGone(MemoryPlane.NOW, 1, "gone"));
        plane.run(1, 0, 2, 1);
        plane.succeed(1, 0, 2);
        plane.run(2, 0, 1, 1);
        plane.log(2, 0, 1, LogPhase.RUN, "still\n");
        full(plane);
    }

    /** Job 3 found no machine, and leaves the place aside. */
    private static void full(MemoryPlane plane) {
        Reason none = new Reason(ReasonCode.CAPACITY, "AWS has none.", "InsufficientCapacity");
        plane.happen(
                3,
                0,
                new JobEvent.OfferChosen(
                        MemoryPlane.NOW,
                        1,
                        ClusterName.ofAttempt("first", 3, 0, 1, "abcdef"),
                        MemoryPlane.OFFER,
                        0,
                        1));
        plane.happen(
                3,
                0,
                new JobEvent.LaunchFailed(
                        MemoryPlane.NOW,
                        1,
                        none,
                        List.of(
                                new Progress.Block(
                                        "aws",
                                        Optional.of("us-east-1"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        MemoryPlane.NOW.plusSeconds(300),
                                        none))));
        plane.happen(3, 0, new JobEvent.ClusterGone(MemoryPlane.NOW, 1, "none"));
    }

    /** What sends requests to it. */
    ApiCaller caller() {
        return caller;
    }

    /** For each operation requests that are to succeed. */
    static Map<String, List<Call>> calls() {
        Map<String, List<Call>> calls = new LinkedHashMap<>();
        for (String path : List.of("/health", "/openapi.yaml", "/server/warnings", "/clusters")) {
            put(calls, "GET " + path, path, "");
        }
        put(calls, "POST /sign-in/codes", "/sign-in/codes", "");
        put(calls, "POST /server/stop", "/server/stop", "{\"reason\":\"test\"}");
        calls.put(
                "POST /plan",
                List.of(new Call("/plan", job("first")), new Call("/plan", job("greedy"))));
        put(calls, "PUT /contents/{content}", "/contents/" + hash(CONTENT), CONTENT);
        put(calls, "POST /contents", "/contents", batch());
        byte[] manifest = MANIFEST.getBytes(StandardCharsets.UTF_8);
        put(calls, "PUT /trees/{tree}", "/trees/" + hash(manifest), manifest);
        put(
                calls,
                "POST /trees",
                "/trees",
                "{\"ids\":[\"" + hash(manifest) + "\",\"" + "0".repeat(64) + "\"]}");
        put(calls, "POST /jobs", "/jobs", submit("key4", "first"));
        jobs(calls);
        places(calls);
        sims(calls);
        users(calls);
        put(calls, "GET /leaks", "/leaks", "");
        put(calls, "POST /leaks/terminate", "/leaks/terminate", LEFT);
        put(calls, "GET /storages", "/storages", "");
        put(calls, "POST /storages/delete", "/storages/delete", "{\"names\":[\"data\",\"no\"]}");
        return calls;
    }

    private static final String LEFT =
            "{\"clusters\":[{\"provider\":\"local\",\"cluster\":\"lost-77-0-1-abcdef\"}],"
                    + "\"storages\":[\"s3://left\"]}";

    private static void jobs(Map<String, List<Call>> calls) {
        calls.put(
                "GET /jobs",
                List.of(
                        new Call("/jobs?limit=2&detail=true", ""),
                        new Call(
                                "/jobs?status=RUNNING&status=SUCCEEDED&match=fir&user=ann"
                                        + "&sort=name&after=2026-01-01T00:00:00Z&infra=local",
                                "")));
        put(calls, "GET /jobs/{id}", "/jobs/1", "");
        put(calls, "GET /jobs/{id}/wait", "/jobs/2/wait?version=0", "");
        calls.put(
                "GET /jobs/{id}/explain",
                List.of(new Call("/jobs/1/explain", ""), new Call("/jobs/3/explain", "")));
        for (String part : List.of("yaml", "events", "controller-log")) {
            put(calls, "GET /jobs/{id}/" + part, "/jobs/1/" + part, "");
        }
        put(calls, "GET /jobs/{id}/tasks/{task}/attempts", "/jobs/1/tasks/0/attempts?tail=10", "");
        put(
                calls,
                "GET /jobs/{id}/tasks/{task}/attempts/{attempt}/nodes/{node}/log",
                "/jobs/1/tasks/0/attempts/1/nodes/0/log?from=2",
                "");
        put(calls, "POST /jobs/cancel", "/jobs/cancel", "{\"job_ids\":[1,4,99]}");
        put(calls, "GET /events", "/events?job=1", "");
    }

    private static void users(Map<String, List<Call>> calls) {
        for (String path : List.of("/me", "/users", "/audit", "/webhooks")) {
            put(calls, "GET " + path, path, "");
        }
        put(calls, "POST /users", "/users", "{\"name\":\"vera\",\"role\":\"viewer\"}");
        put(calls, "POST /users/rotate", "/users/rotate", "{\"name\":\"uwe\"}");
        put(calls, "POST /users/remove", "/users/remove", "{\"name\":\"uwe\"}");
        put(
                calls,
                "POST /webhooks/test",
                "/webhooks/test",
                "{\"url\":\"https://hooks.invalid/\",\"secret\":\"0123456789abcdef0123456789abcdef\"}");
    }

    private static void places(Map<String, List<Call>> calls) {
        put(calls, "GET /infra", "/infra?hosts=true", "");
        put(calls, "GET /infra/troubles", "/infra/troubles", "");
        put(calls, "GET /overview", "/overview?hours=2", "");
        put(calls, "GET /gpus", "/gpus?name=A100&count=1&all_regions=true", "");
    }

    private static void sims(Map<String, List<Call>> calls) {
        put(calls, "GET /sim", "/sim", "");
        put(calls, "GET /sim/target", "/sim/target?name=second-2-0-1-abcdef", "");
        put(
                calls,
                "POST /sim/preempt",
                "/sim/preempt",
                "{\"cluster\":\"second-2-0-1-abcdef\",\"notice\":\"PT30S\"}");
        put(
                calls,
                "POST /sim/outage",
                "/sim/outage",
                "{\"place\":\"us-east-1\",\"length\":\"PT1M\"}");
        put(calls, "POST /sim/partition", "/sim/partition", "{}");
        put(calls, "POST /sim/heal", "/sim/heal", "{}");
    }

    private static void put(Map<String, List<Call>> calls, String key, String path, String body) {
        calls.put(key, List.of(new Call(path, body)));
    }

    private static void put(Map<String, List<Call>> calls, String key, String path, byte[] body) {
        calls.put(key, List.of(new Call(path, body, Map.of())));
    }

    private static String submit(String key, String name) {
        return "{\"key\":\"" + key + "\",\"job\":" + job(name) + "}";
    }

    /** A job of that name; one that is greedy finds no place. */
    static String job(String name) {
        String task =
                name.equals("greedy")
                        ? "resources: {cpus: 99999}\nrun: x\n"
                        : "name: " + name + "\nnum_nodes: 1\nrun: x\n";
        return "{\"kind\":\"FILE\",\"file_name\":\"a.yaml\",\"content\":\""
                + Base64.getEncoder().encodeToString(task.getBytes(StandardCharsets.UTF_8))
                + "\",\"working_directory\":\"/\",\"home\":\"/\",\"user_name\":\"ann\"}";
    }

    private static byte[] batch() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ContentBatch.write(bytes, hash(CONTENT), CONTENT);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        caller.close();
        server.close();
    }
}
