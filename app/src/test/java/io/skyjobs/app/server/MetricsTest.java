package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** The page of metrics as whoever gathers them sees it, over HTTP. */
class MetricsTest {
    @TempDir Path directory;
    private TestServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        server = new TestServer(new MemoryPlane(directory));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** P-56: what a server does is nobody's business but its user's. */
    @Test
    void itNeedsTheTokenAsAllElse() throws IOException, InterruptedException {
        assertThat(get("/metrics", "wrong", "").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/metrics", TestServer.TOKEN, "").statusCode()).isEqualTo(404);
        HttpResponse<String> page = page("");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain(TestServer.TOKEN, directory.toString());
    }

    @Test
    void itSpeaksBothForms() throws IOException, InterruptedException {
        HttpResponse<String> plain = page("text/plain");
        assertThat(plain.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/plain; version=0.0.4");
        assertThat(plain.body()).doesNotContain("# EOF");
        HttpResponse<String> open = page("application/openmetrics-text;version=1.0.0,*/*;q=0.5");
        assertThat(open.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
        assertThat(Exposition.of(plain.body()).names()).contains("skyjobs_build_info");
        assertThat(plain.body()).contains("skyjobs_build_info{version=\"test\"} 1");
    }

    @Test
    void requestsAreCountedByTheTemplateOfTheirRoute() throws IOException, InterruptedException {
        get("/api/v1/jobs/7", TestServer.TOKEN, "");
        get("/api/v1/jobs/8/events", TestServer.TOKEN, "");
        get("/api/v1/jobs", "wrong", "");
        get("/secret-path-of-a-stranger", TestServer.TOKEN, "");
        Exposition page = Exposition.of(page("").body());
        String counter = "skyjobs_http_requests_total";
        assertThat(page.value(counter, "route", "/api/v1/jobs/{id}", "status", "404")).isEqualTo(1);
        assertThat(page.value(counter, "route", "/api/v1/jobs/{id}/events")).isEqualTo(1);
        assertThat(page.value(counter, "route", "", "status", "401")).isEqualTo(1);
        assertThat(page.value(counter, "route", "", "status", "404")).isEqualTo(1);
        assertThat(
                        page.value(
                                "skyjobs_http_request_duration_seconds_count",
                                "route",
                                "/api/v1/jobs/{id}"))
                .isEqualTo(1);
        assertThat(page.text()).doesNotContain("stranger", "/jobs/7");
    }

    /** A reader that stays for hours is counted while it is there, and is no slow request. */
    @Test
    void whoeverFollowsIsCountedUntilTheyLeave() throws IOException, InterruptedException {
        HttpRequest request = request("/api/v1/events", TestServer.TOKEN, "").build();
        HttpResponse<InputStream> stream =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream events = stream.body()) {
            assertThat(stream.statusCode()).isEqualTo(200);
            assertThat(followers()).isEqualTo(1);
            server.endFeeds();
            events.readAllBytes();
        }
        String route = "/api/v1/events";
        Exposition page = left();
        assertThat(page.value("skyjobs_http_requests_total", "route", route, "status", "200"))
                .isEqualTo(1);
        assertThat(page.value("skyjobs_http_request_duration_seconds_count", "route", route))
                .isZero();
    }

    private double followers() throws IOException, InterruptedException {
        return Exposition.of(page("").body()).value("skyjobs_http_followers");
    }

    /** The page once the follower is gone, which is soon after it has read all. */
    private Exposition left() throws IOException, InterruptedException {
        long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Exposition page = Exposition.of(page("").body());
        while (page.value("skyjobs_http_followers") > 0 && System.nanoTime() < limit) {
            page = Exposition.of(page("").body());
        }
        assertThat(page.value("skyjobs_http_followers")).isZero();
        return page;
    }

    @Test
    void theProcessIsShownToo() throws IOException, InterruptedException {
        Exposition page = Exposition.of(page("").body());
        assertThat(page.value("jvm_memory_used_bytes", "area", "heap")).isPositive();
        assertThat(page.value("jvm_threads_current")).isPositive();
        assertThat(page.value("process_resident_memory_bytes")).isPositive();
        assertThat(page.names()).contains("jvm_gc_collection_seconds_count");
    }

    private HttpResponse<String> page(String accept) throws IOException, InterruptedException {
        return get("/metrics", TestServer.TOKEN, accept);
    }

    private HttpResponse<String> get(String path, String token, String accept)
            throws IOException, InterruptedException {
        HttpRequest request = request(path, token, accept).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String token, String accept) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .header("Authorization", "Bearer " + token);
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        return request;
    }
}
