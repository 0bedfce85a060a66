package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages of the dashboard and how a browser signs in, over HTTP. */
class DashboardTest {
    private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final Pattern IMPORT = Pattern.compile("from '([^']+)'");
    private static final Pattern TEXT = Pattern.compile("\\bt\\('((?:[^'\\\\]|\\\\.)*)'");

    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir Path directory;
    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer(new MemoryPlane(directory));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard",
                "/dashboard/",
                "/dashboard/jobs",
                "/dashboard/jobs/17?tab=yaml"
            })
    void everyAddressOfItShowsThePage(String path) throws Exception {
        HttpResponse<String> reply = get(path, "");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(reply.body()).contains("<title>Skyjobs</title>");
    }

    @Test
    void onlyOwnScriptsMayRun() throws Exception {
        HttpResponse<String> reply = get("/dashboard/jobs", "");
        String policy = reply.headers().firstValue("Content-Security-Policy").orElseThrow();
        String html = reply.body();
        int start = html.indexOf("\"importmap\">") + "\"importmap\">".length();
        byte[] map =
                html.substring(start, html.indexOf("</script>", start))
                        .getBytes(StandardCharsets.UTF_8);
        String digest =
                Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(map));
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self' 'sha256-" + digest + "'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:");
        assertThat(html).doesNotContain("http://", "https://");
    }

    @Test
    void whatABrowserHasIsNotSentAgain() throws Exception {
        HttpResponse<String> first = get("/dashboard/assets/main.js", "");
        assertThat(first.headers().firstValue("Content-Type"))
                .hasValue("text/javascript; charset=utf-8");
        HttpRequest again =
                request("/dashboard/assets/main.js")
                        .header("If-None-Match", first.headers().firstValue("ETag").orElseThrow())
                        .build();
        HttpResponse<String> second = client.send(again, BodyHandlers.ofString());
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard/assets/",
                "/dashboard/assets/none.js",
                "/dashboard/assets/assets.txt",
                "/dashboard/assets/..%2f..%2fio%2fskyjobs%2fapp%2fopenapi.yaml",
                "/dashboard/assets/%2e%2e/%2e%2e/io/skyjobs/app/openapi.yaml",
                "/dashboard/assets/....//index.html"
            })
    void nothingElseIsServed(String path) throws Exception {
        HttpResponse<String> reply = get(path, "");
        assertThat(reply.statusCode()).isBetween(400, 404);
        assertThat(reply.body()).doesNotContain("openapi", "<html");
    }

    /** A path that leads out of the dashboard is not taken for one of its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard/../api/v1/jobs",
                "/dashboard/%2e%2e/api/v1/jobs",
                "/dashboard/..%2fapi/v1/jobs",
                "//api/v1/jobs",
                "/dashboard/./../api/v1/jobs"
            })
    void noPathGetsAroundTheToken(String path) throws Exception {
        HttpResponse<String> reply = get(path, "");
        assertThat(reply.body()).doesNotContain("\"jobs\":");
    }

    @Test
    void aCodeGivesASessionOnce() throws Exception {
        String code = found(CODE, post("/api/v1/sign-in/codes", TestServer.TOKEN, "{}").body());
        HttpResponse<String> reply = post("/api/v1/sign-in", "", "{\"code\":\"" + code + "\"}");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("\"user\":\"alice\"").doesNotContain(TestServer.TOKEN);
        String session = found(TOKEN, reply.body());
        assertThat(get("/api/v1/jobs", session).statusCode()).isEqualTo(200);

        HttpResponse<String> again = post("/api/v1/sign-in", "", "{\"code\":\"" + code + "\"}");
        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(again.body()).contains("sky dashboard");
    }

    @Test
    void withoutATokenThereIsNoCode() throws Exception {
        assertThat(post("/api/v1/sign-in/codes", "", "{}").statusCode()).isEqualTo(401);
        assertThat(post("/api/v1/sign-in", "", "{\"code\":\"\"}").statusCode()).isEqualTo(401);
        assertThat(post("/api/v1/sign-in", "", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void aSessionThatWasTouchedIsNone() throws Exception {
        String code = found(CODE, post("/api/v1/sign-in/codes", TestServer.TOKEN, "{}").body());
        String session =
                found(TOKEN, post("/api/v1/sign-in", "", "{\"code\":\"" + code + "\"}").body());
        int middle = session.length() / 2;
        char other = session.charAt(middle) == 'A' ? 'B' : 'A';
        String touched = session.substring(0, middle) + other + session.substring(middle + 1);
        assertThat(get("/api/v1/jobs", touched).statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/jobs", session + "x").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/jobs?token=" + session, "").statusCode()).isEqualTo(401);
    }

    @Test
    void everyScriptThatAnotherOneNeedsIsServed() throws Exception {
        String map = get("/dashboard", "").body();
        for (String name : assets()) {
            HttpResponse<String> reply = get("/dashboard/assets/" + name, "");
            assertThat(reply.statusCode()).as(name).isEqualTo(200);
            Matcher needed = IMPORT.matcher(reply.body());
            while (name.endsWith(".js") && needed.find()) {
                String from = needed.group(1);
                if (from.startsWith("./")) {
                    assertThat(assets()).as(name).contains(from.substring(2));
                } else {
                    assertThat(map).as(name).contains("\"" + from + "\":");
                }
            }
        }
    }

    @Test
    void everyTextIsThereInChinese() throws Exception {
        String chinese = text("/dashboard/words-zh.js");
        TreeSet<String> missing = new TreeSet<>();
        for (String name : assets()) {
            if (name.endsWith(".js") && !name.equals("uplot.js")) {
                Matcher texts = TEXT.matcher(get("/dashboard/assets/" + name, "").body());
                while (texts.find()) {
                    if (!chinese.contains("'" + texts.group(1) + "': ")
                            && !chinese.contains("'" + texts.group(1) + "':\n")) {
                        missing.add(texts.group(1));
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** The dark colours stand twice: for whoever chose them, and for whose system did. */
    @Test
    void darkIsTheSameHoweverItWasChosen() throws Exception {
        String css = text("/dashboard/base.css");
        List<String> chosen = colours(css, ":root[data-theme='dark'] {");
        assertThat(chosen).hasSizeGreaterThan(20);
        assertThat(colours(css, ":root:not([data-theme='light']) {")).isEqualTo(chosen);
    }

    private static List<String> colours(String css, String selector) {
        int start = css.indexOf(selector);
        assertThat(start).as(selector).isNotNegative();
        return css.substring(start + selector.length(), css.indexOf('}', start))
                .strip()
                .lines()
                .map(String::strip)
                .toList();
    }

    private static List<String> assets() throws IOException {
        List<String> names = new ArrayList<>();
        text("/dashboard/assets.txt").lines().forEach(line -> names.add(line.split(" ", -1)[0]));
        return names;
    }

    private static String text(String resource) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(DashboardTest.class.getResourceAsStream(resource))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> get(String path, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String token, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
