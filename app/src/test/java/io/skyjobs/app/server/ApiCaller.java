package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.Wire;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** Sends requests to a server and holds what comes back against the description of the API. */
final class ApiCaller implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final ApiDescription description;
    private final SchemaCheck check;

    ApiCaller(int port, ApiDescription description) {
        this.port = port;
        this.description = description;
        this.check = new SchemaCheck(description);
    }

    /** What is sent besides the method; a body is sent unless the method is GET. */
    static final class Call {
        private final String path;
        private final byte[] body;
        private final Map<String, String> headers;

        /**
         * @param path path and query, below the root of the API
         */
        Call(String path, byte[] body, Map<String, String> headers) {
            this.path = path;
            this.body = body.clone();
            this.headers = Map.copyOf(headers);
        }

        Call(String path, String body) {
            this(path, body.getBytes(StandardCharsets.UTF_8), Map.of());
        }

        @Override
        public String toString() {
            return path + " " + headers + " " + new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    /** What the replies have shown so far. */
    SchemaCheck check() {
        return check;
    }

    /** The reply to a call. */
    HttpResponse<byte[]> send(String method, Call call) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + Wire.ROOT + call.path))
                        .timeout(LONGEST)
                        .header("Authorization", "Bearer " + TestServer.TOKEN)
                        .method(
                                method,
                                method.equals("GET")
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(call.body));
        call.headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** The reply is one of the documented ones: the 200 or a problem with a 4xx. */
    void mustBeDescribed(ApiDescription.Operation operation, HttpResponse<byte[]> reply) {
        if (reply.statusCode() == 200) {
            mustBeWell(operation, reply);
        } else {
            mustBeRefused(operation, reply);
        }
    }

    /** The reply has status 200 and the media type and the fields that are described. */
    void mustBeWell(ApiDescription.Operation operation, HttpResponse<byte[]> reply) {
        String text = text(reply);
        assertThat(reply.statusCode()).as("%s: %s", operation, text).isEqualTo(200);
        Map<?, ?> kinds = description.reply(operation);
        assertThat(kinds.keySet().stream().map(String::valueOf))
                .as("%s", operation)
                .containsExactly(kind(reply));
        if (kind(reply).equals("application/json")) {
            Map<?, ?> schema =
                    ApiDescription.map(
                            ApiDescription.map(kinds.get("application/json")).get("schema"));
            assertThat(check.faults(ApiDescription.json(text), schema))
                    .as("%s: %s", operation, text)
                    .isEmpty();
        }
    }

    /** The reply is a problem with a 4xx, a known code and its type. */
    void mustBeRefused(Object what, HttpResponse<byte[]> reply) {
        String text = text(reply);
        assertThat(reply.statusCode()).as("%s: %s", what, text).isBetween(400, 499);
        assertThat(kind(reply)).as("%s", what).isEqualTo("application/problem+json");
        Object problem = ApiDescription.json(text);
        assertThat(check.faults(problem, Map.of("$ref", "#/components/schemas/ProblemReply")))
                .as("%s: %s", what, text)
                .isEmpty();
        Map<?, ?> fields = ApiDescription.map(problem);
        String code = String.valueOf(fields.get("code"));
        assertThat(Arrays.stream(ProblemCode.values()).map(Enum::name))
                .as("%s", what)
                .contains(code);
        assertThat(fields.get("type")).as("%s", what).isEqualTo("urn:skyjobs:problem:" + code);
        assertThat(fields.get("status")).as("%s", what).isEqualTo(reply.statusCode());
        assertThat(text).as("%s", what).doesNotContain("Exception", "at io.");
    }

    /** The body as text. */
    static String text(HttpResponse<byte[]> reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static String kind(HttpResponse<byte[]> reply) {
        return reply.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
