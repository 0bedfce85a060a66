package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.cli.TestShell;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.access.Role;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may do what on a shared server, over HTTP; and what is written down of it. */
class AccessTest {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir Path directory;
    private MemoryPlane plane;
    private TestServer server;

    @BeforeEach
    void start() {
        plane = new MemoryPlane(directory);
        server = new TestServer(plane);
        server.endFeeds();
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private HttpResponse<String> send(String method, String path, String token, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .method(method, BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String token, String body)
            throws IOException, InterruptedException {
        return send("POST", "/api/v1" + path, token, body);
    }

    private HttpResponse<String> get(String path, String token)
            throws IOException, InterruptedException {
        return send("GET", "/api/v1" + path, token, "");
    }

    private String userOf(String name, String role) throws IOException, InterruptedException {
        return found(
                TOKEN,
                post(
                                "/users",
                                TestServer.TOKEN,
                                "{\"name\":\"%s\",\"role\":\"%s\"}".formatted(name, role))
                        .body());
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private void launch(String name) {
        Outcome outcome =
                new TestShell(directory, server::port, () -> TestServer.TOKEN)
                        .run("jobs", "launch", "-y", "-d", "-n", name, "echo hi");
        assertThat(outcome.code()).as("%s", outcome).isZero();
    }

    /** P-58: each operation with each role, by what the description says of it. */
    @Test
    void nobodyGetsFurtherThanItsRole() throws IOException, InterruptedException {
        Map<Role, String> tokens = new LinkedHashMap<>();
        tokens.put(Role.ANYONE, "");
        tokens.put(Role.VIEWER, userOf("vera", "viewer"));
        tokens.put(Role.USER, userOf("uwe", "user"));
        tokens.put(Role.ADMIN, userOf("ada", "admin"));
        int refused = 0;
        for (Map.Entry<String, Role> operation : described().entrySet()) {
            String[] words = operation.getKey().split(" ", -1);
            String path = words[1].replaceAll("\\{[a-z]+}", "1");
            for (Map.Entry<Role, String> caller : tokens.entrySet()) {
                int status = send(words[0], "/api/v1" + path, caller.getValue(), "[]").statusCode();
                boolean may = caller.getKey().includes(operation.getValue());
                int wanted = caller.getKey() == Role.ANYONE ? 401 : 403;
                if (may) {
                    // A wrong code is refused with the same status as a wrong token.
                    int other = path.equals("/sign-in") ? 403 : 401;
                    assertThat(status)
                            .as("%s as %s", operation, caller.getKey())
                            .isNotIn(403, other);
                } else {
                    assertThat(status).as("%s as %s", operation, caller.getKey()).isEqualTo(wanted);
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(60);
    }

    /** The description says of each operation the role that the routing table asks for. */
    @Test
    void everyRoleIsDescribed() {
        Map<String, Role> routed = new LinkedHashMap<>();
        for (Route route :
                TestServer.routes(
                        plane, new Changes(plane), new ChangeFeed(plane::subscribe), List.of())) {
            routed.put(route.method() + " " + route.path(), route.role());
        }
        assertThat(described()).containsExactlyInAnyOrderEntriesOf(routed);
    }

    private static Map<String, Role> described() {
        Map<String, Role> roles = new LinkedHashMap<>();
        for (ApiDescription.Operation operation : ApiDescription.load().operations()) {
            String role = String.valueOf(operation.content().get("x-role"));
            roles.put(operation.toString(), Role.valueOf(role.toUpperCase(Locale.ROOT)));
        }
        return roles;
    }

    @Test
    void aUserEndsItsOwnJobsOnlyAndSubmitsAsItself() throws IOException, InterruptedException {
        launch("of-ann");
        String uwe = userOf("uwe", "user");
        HttpResponse<String> reply =
                post("/jobs/cancel", uwe, "{\"job_ids\":[1],\"user_name\":\"ann\"}");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .contains(
                        "REFUSED",
                        "Job 1 belongs to ann; only an admin may cancel jobs of others.");
        assertThat(plane.job(1).orElseThrow().job().status().name()).isEqualTo("PENDING");
        assertThat(post("/jobs/cancel", uwe, "{\"all\":true,\"user_name\":\"ann\"}").body())
                .isEqualTo("{\"jobs\":[]}");

        String submit =
                """
                {"key":"k","num_jobs":1,"job":{"kind":"COMMAND","content":"ZWNobyBoaQ==",
                 "file_name":"echo hi","working_directory":"/","user_name":"ann"}}
                """;
        HttpResponse<String> here = post("/jobs", uwe, submit);
        assertThat(here.statusCode()).isEqualTo(403);
        assertThat(here.body()).contains("Jobs of users do not run on the server's own machine");
        server.close();
        Files.createFile(plane.blobs().resolve("open"));
        server = new TestServer(plane);
        assertThat(post("/jobs", uwe, submit).statusCode()).isEqualTo(200);
        assertThat(plane.job(2).orElseThrow().header().user()).isEqualTo("uwe");
        assertThat(post("/jobs/cancel", uwe, "{\"job_ids\":[2]}").body()).contains("SCHEDULED");
        String ada = userOf("ada", "admin");
        assertThat(post("/jobs/cancel", ada, "{\"job_ids\":[1]}").body()).contains("SCHEDULED");
    }

    /** Two people have a job of the same name; each means its own. */
    @Test
    void aNameMeansAJobOfOnesOwn() throws IOException, InterruptedException {
        launch("train");
        String uwe = userOf("uwe", "user");
        assertThat(post("/jobs/cancel", uwe, "{\"name\":\"train\"}").body())
                .isEqualTo("{\"jobs\":[]}");
        assertThat(
                        post(
                                        "/jobs/cancel",
                                        TestServer.TOKEN,
                                        "{\"name\":\"train\",\"user_name\":\"x\"}")
                                .body())
                .contains("SCHEDULED");
    }

    /** Whoever has no token cannot fill the log and so remove what is in it. */
    @Test
    void refusalsFillNothing() throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            post("/jobs/cancel", "wrong", "{}");
        }
        assertThat(Files.readAllLines(plane.blobs().resolve("audit.log"))).hasSize(20);
    }

    @Test
    void anotherTokenEndsWhatTheOneBeforeBegan() throws IOException, InterruptedException {
        String old = userOf("uwe", "user");
        String code = found(CODE, post("/sign-in/codes", old, "{}").body());
        String session = found(TOKEN, post("/sign-in", "", "{\"code\":\"" + code + "\"}").body());
        String unused = found(CODE, post("/sign-in/codes", old, "{}").body());
        assertThat(get("/me", session).body()).isEqualTo("{\"name\":\"uwe\",\"role\":\"user\"}");

        String fresh =
                found(TOKEN, post("/users/rotate", TestServer.TOKEN, "{\"name\":\"uwe\"}").body());
        assertThat(get("/me", fresh).statusCode()).isEqualTo(200);
        assertThat(get("/me", old).statusCode()).isEqualTo(401);
        assertThat(get("/me", session).statusCode()).isEqualTo(401);
        assertThat(post("/sign-in", "", "{\"code\":\"" + unused + "\"}").statusCode())
                .isEqualTo(401);
        assertThat(post("/users/remove", TestServer.TOKEN, "{\"name\":\"uwe\"}").statusCode())
                .isEqualTo(200);
        assertThat(get("/me", fresh).statusCode()).isEqualTo(401);
    }

    /** A session that somebody took ends, whatever they do. */
    @Test
    void aSessionBeginsNoOther() throws IOException, InterruptedException {
        String code = found(CODE, post("/sign-in/codes", TestServer.TOKEN, "{}").body());
        String session = found(TOKEN, post("/sign-in", "", "{\"code\":\"" + code + "\"}").body());
        assertThat(post("/sign-in/codes", session, "{}").statusCode()).isEqualTo(403);
    }

    /** Commands that nobody known sends, whatever they are, fill no file. */
    @Test
    void strangersFillNothing() throws IOException, InterruptedException {
        for (int i = 0; i < 60; i++) {
            post("/sign-in", "", "{\"code\":\"guess\"}");
            send("POST", "/dashboard/x", "", "");
        }
        assertThat(Files.readAllLines(plane.blobs().resolve("audit.log"))).hasSize(20);
    }

    @Test
    void wrongUsersAreRefusedInASentence() throws IOException, InterruptedException {
        userOf("uwe", "user");
        for (String wrong :
                List.of(
                        "{\"name\":\"uwe\",\"role\":\"user\"}",
                        "{\"name\":\"a b\",\"role\":\"user\"}",
                        "{\"name\":\"\",\"role\":\"user\"}",
                        "{\"name\":\"alice\",\"role\":\"user\"}",
                        "{\"name\":\"max\",\"role\":\"anyone\"}",
                        "{\"role\":\"user\"}")) {
            assertThat(post("/users", TestServer.TOKEN, wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(post("/users/rotate", TestServer.TOKEN, "{\"name\":\"max\"}").body())
                .contains("There is no user max.");
    }

    /** P-57, P-56: who did what, before and after; no token is in it. */
    @Test
    void commandsAreWrittenDownAndTokensAreNot() throws IOException, InterruptedException {
        launch("of-ann");
        String uwe = userOf("uwe", "user");
        post("/jobs/cancel", uwe, "{\"job_ids\":[1]}");
        post("/server/stop", uwe, "{}");
        post("/jobs/cancel", "wrong", "{\"job_ids\":[1]}");
        get("/jobs", uwe);
        List<String> lines = Files.readAllLines(plane.blobs().resolve("audit.log"));
        assertThat(lines).noneMatch(line -> line.contains("\"GET\""));
        assertThat(lines)
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .contains(
                                                "\"step\":\"asked\"",
                                                "\"actor\":\"uwe\"",
                                                "/jobs/cancel"))
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .contains(
                                                "\"step\":\"answered\"",
                                                "\"actor\":\"uwe\"",
                                                "\"status\":200",
                                                "\"about\":\"jobs 1 PENDING\""))
                .anySatisfy(
                        line -> assertThat(line).contains("/server/stop", "\"status\":403", "uwe"))
                .anySatisfy(
                        line -> assertThat(line).contains("\"step\":\"refused\"", "\"status\":401"))
                .anySatisfy(line -> assertThat(line).contains("\"about\":\"user uwe\""));
        String all = String.join("", lines) + Files.readString(plane.blobs().resolve("users"));
        assertThat(all).doesNotContain(uwe, TestServer.TOKEN);
        assertThat(get("/audit?limit=2", TestServer.TOKEN).body()).contains("\"status\":401");
        for (String file : List.of("audit.log", "users")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(plane.blobs().resolve(file))))
                    .isEqualTo("rw-------");
        }
    }
}
