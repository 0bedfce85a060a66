package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.JsonText.JsonProblem;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.Wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The server as whoever is not our client sees it: over a plain socket. */
class ServerTest {
    private static final String AUTHORIZED = "Authorization: Bearer " + TestServer.TOKEN + "\r\n";

    @TempDir Path directory;
    private TestServer server;
    private MemoryPlane plane;

    @BeforeEach
    void start() {
        plane = new MemoryPlane(directory);
        server = new TestServer(plane);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A reply as it came over the wire. */
    private record Reply(int status, String head, String body) {
        ProblemReply problem() throws JsonProblem {
            return JsonText.read(ProblemReply.class, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void healthNeedsNoTokenAndSaysTheVersion() throws IOException {
        Reply reply = send("GET", "/health", "", "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("\"status\":\"healthy\"", "\"wire_version\":1");
        assertThat(reply.head()).contains(Wire.VERSION_HEADER + ": 1", "no-store", "nosniff");
    }

    /** P-56: nor do strangers learn what would help them. */
    @Test
    void onlyWhoGivesATokenIsToldTheProcessAndTheStore() throws IOException {
        String pid = "\"pid\":" + ProcessHandle.current().pid();
        for (String stranger : List.of("", "Authorization: Bearer wrong\r\n")) {
            Reply reply = send("GET", "/health", stranger, "");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).contains("\"pid\":0").doesNotContain(pid, "sqlite", "memory");
        }
        assertThat(send("GET", "/health", AUTHORIZED, "").body())
                .contains(pid)
                .doesNotContain("\"store\":\"\"");
    }

    @Test
    void itServesItsOwnDescription() throws IOException {
        Reply reply = send("GET", "/openapi.yaml", AUTHORIZED, "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.head()).contains("application/yaml");
        assertThat(reply.body()).startsWith("openapi: 3.1.0").contains("/openapi.yaml:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Bearer wrong\r\n",
                "Authorization: 0123456789abcdef\r\n",
                "Authorization: Bearer \r\n"
            })
    void everythingElseNeedsTheToken(String header) throws IOException, JsonProblem {
        Reply reply = send("GET", "/jobs", header, "");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.problem().code()).isEqualTo("UNAUTHORIZED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:80",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                "[::2]"
            })
    void otherHostsAreRefused(String host) throws IOException {
        Reply reply =
                exchange(
                        "GET /api/v1/health HTTP/1.1\r\nHost: "
                                + host
                                + "\r\n"
                                + AUTHORIZED
                                + "\r\n");
        assertThat(reply.status()).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost:46580", "[::1]:46580", "LOCALHOST"})
    void thisMachinesNamesAreTaken(String host) throws IOException {
        Reply reply = exchange("GET /api/v1/health HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void webPagesOfOtherOriginsAreRefused() throws IOException {
        assertThat(
                        send("GET", "/jobs", AUTHORIZED + "Origin: http://evil.example\r\n", "")
                                .status())
                .isEqualTo(403);
        assertThat(send("GET", "/jobs", AUTHORIZED + "Origin: null\r\n", "").status())
                .isEqualTo(403);
        Reply own = send("GET", "/jobs", AUTHORIZED + "Origin: http://127.0.0.1\r\n", "");
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.head()).doesNotContainIgnoringCase("access-control");
    }

    @Test
    void anotherVersionOfTheWireGetsTheCommandThatMendsIt() throws IOException, JsonProblem {
        Reply reply = send("GET", "/jobs", AUTHORIZED + Wire.VERSION_HEADER + ": 99\r\n", "");
        assertThat(reply.status()).isEqualTo(426);
        assertThat(reply.problem().hint().orElseThrow()).contains("sky api stop && sky api start");
    }

    @Test
    void bodiesHaveALimit() throws IOException {
        String headers = AUTHORIZED + "Content-Length: " + (Wire.MAX_BODY_BYTES + 1) + "\r\n";
        Reply said =
                exchange("POST /api/v1/plan HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
        assertThat(said.status()).isEqualTo(413);
    }

    @Test
    void unknownPathsAndMethodsAreToldApart() throws IOException, JsonProblem {
        assertThat(send("GET", "/nonsense", AUTHORIZED, "").problem().code())
                .isEqualTo("NOT_FOUND");
        Reply wrong = send("DELETE", "/jobs", AUTHORIZED, "");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.head()).contains("Allow: GET, POST");
        assertThat(send("POST", "/jobs/1", AUTHORIZED, "{}").status()).isEqualTo(405);
        assertThat(send("GET", "/jobs/7", AUTHORIZED, "").problem().message())
                .isEqualTo("Job 7 not found.");
    }

    /** Bad input is the sender's fault: never a 5xx, never a trace. */
    @Test
    void nothingThatIsSentBreaksIt() throws IOException {
        // Whoever follows the queue is told what there is, and does not wait for more.
        server.endFeeds();
        SplittableRandom random = new SplittableRandom(3);
        List<String> paths = new ArrayList<>();
        Changes changes = new Changes(plane);
        for (Route route :
                TestServer.routes(plane, changes, new ChangeFeed(plane::subscribe), List.of())) {
            if (!route.path().equals("/server/stop")) {
                paths.add(route.method() + " " + route.path());
            }
        }
        for (int i = 0; i < 600; i++) {
            String[] route = paths.get(random.nextInt(paths.size())).split(" ", -1);
            String path = route[1];
            while (path.contains("{")) {
                path = path.replaceFirst("\\{[a-z]+}", drawn(random));
            }
            Reply reply = send(route[0], path + query(random), AUTHORIZED, body(random));
            assertThat(reply.status())
                    .as("%s %s: %s", route[0], path, reply.body())
                    .isBetween(200, 499);
            assertThat(reply.body()).doesNotContain("Exception", "at io.");
        }
    }

    private static String drawn(SplittableRandom random) {
        String[] values = {
            "0",
            "1",
            "-1",
            "99999999999999999999",
            "x",
            "%00",
            "%zz",
            "..",
            "1.5",
            "%C3%BC",
            "1%2F2"
        };
        return values[random.nextInt(values.length)];
    }

    private static String query(SplittableRandom random) {
        String[] names = {
            "limit", "cursor", "status", "after", "tail", "from", "phase", "follow", "version",
            "id", "count", "name", "job"
        };
        StringBuilder query = new StringBuilder("?timeout=0");
        for (int i = random.nextInt(4); i > 0; i--) {
            query.append('&')
                    .append(names[random.nextInt(names.length)])
                    .append('=')
                    .append(drawn(random));
        }
        return query.toString();
    }

    private static String body(SplittableRandom random) {
        String[] bodies = {
            "",
            "{}",
            "null",
            "[",
            "{\"",
            "[".repeat(50_000),
            "{\"kind\":\"FILE\",\"content\":\"%%%\",\"working_directory\":\"/\"}",
            "{\"kind\":\"NONE\",\"content\":\"\",\"working_directory\":\"/\"}",
            "{\"kind\":\"FILE\",\"content\":\"e3t7\",\"working_directory\":\"\\u0000\"}",
            "{\"job\":{\"kind\":\"COMMAND\",\"content\":\"aGk=\",\"working_directory\":\"/\"},"
                    + "\"key\":\"\",\"num_jobs\":-5}",
            "{\"job_ids\":[1,2],\"all\":true}",
            "{\"job_ids\":[9223372036854775807]}",
            "\u0000\u0001\u0002"
        };
        return bodies[random.nextInt(bodies.length)];
    }

    /** Two requests that share bytes with the socket's end are answered, not crashed on. */
    @Test
    void brokenHttpIsAnswered() throws IOException {
        assertThat(exchange("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \u0001\r\n\r\n").status())
                .isBetween(400, 499);
        assertThat(exchange("NONSENSE\r\n\r\n").status()).isBetween(400, 499);
    }

    @ParameterizedTest
    @CsvSource({
        "run: echo,ann\\u0000",
        "'{envs: {A: \"x\\0y\"}, run: echo}',ann",
        "'{secrets: {A: \"x\\0y\"}, run: echo}',ann"
    })
    void noTextThatAStoreOrANodeCannotTakeIsAccepted(String task, String user) throws IOException {
        String content =
                java.util.Base64.getEncoder().encodeToString(task.getBytes(StandardCharsets.UTF_8));
        String job =
                "{\"kind\":\"FILE\",\"file_name\":\"a.yaml\",\"content\":\""
                        + content
                        + "\",\"working_directory\":\"/\",\"home\":\"/\",\"user_name\":\""
                        + user
                        + "\"}";
        Reply reply = send("POST", "/jobs", AUTHORIZED, "{\"key\":\"k\",\"job\":" + job + "}");
        assertThat(reply.status()).isIn(400, 422);
        assertThat(reply.body()).contains("NUL");
    }

    @Test
    void changesAreToldLive() throws IOException {
        String hello = "name: hi\nrun: echo\n";
        String content =
                java.util.Base64.getEncoder()
                        .encodeToString(hello.getBytes(StandardCharsets.UTF_8));
        String job =
                "{\"kind\":\"FILE\",\"file_name\":\"a.yaml\",\"content\":\""
                        + content
                        + "\",\"working_directory\":\"/\",\"home\":\"/\",\"user_name\":\"ann\"}";
        Reply first = send("POST", "/jobs", AUTHORIZED, "{\"key\":\"k\",\"job\":" + job + "}");
        Reply second = send("POST", "/jobs", AUTHORIZED, "{\"key\":\"k\",\"job\":" + job + "}");
        assertThat(first.body()).contains("\"job_ids\":[1]", "\"earlier\":false");
        // P-34: the same key is the same job.
        assertThat(second.body()).contains("\"job_ids\":[1]", "\"earlier\":true");
        plane.run(1, 0, 1, 1);
        plane.succeed(1, 0, 1);
        Reply events = send("GET", "/events?job=1", AUTHORIZED, "");
        assertThat(events.head()).contains("text/event-stream");
        assertThat(events.body()).contains("event:job", "SUCCEEDED");
        Reply journal = send("GET", "/jobs/1/events?after=1&limit=2", AUTHORIZED, "");
        assertThat(journal.body()).contains("\"next\":3", "\"complete\":false");
    }

    private Reply send(String method, String path, String headers, String body) throws IOException {
        return exchange(
                method
                        + " /api/v1"
                        + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                        + headers
                        + "Content-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length
                        + "\r\n\r\n"
                        + body);
    }

    private Reply exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            String head = end < 0 ? text : text.substring(0, end);
            String[] words = head.split(" ", 3);
            return new Reply(
                    words.length > 1 ? Integer.parseInt(words[1]) : 0,
                    head,
                    end < 0 ? "" : text.substring(end + 4));
        }
    }
}
