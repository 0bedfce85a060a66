package io.skyjobs.app.server;

import static io.skyjobs.app.server.ApiDescription.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.server.ApiCaller.Call;
import io.skyjobs.app.server.ApiDescription.Operation;
import io.skyjobs.app.server.ApiDescription.Parameter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What cannot be read is refused as the description of the API says, with a problem and a code that
 * is listed (P-46); it is never taken for something else, and never breaks the server.
 */
class BadInputTest {
    private static final int ROUNDS = 1500;

    private final ApiDescription description = ApiDescription.load();
    @TempDir Path directory;
    private ApiExamples examples;

    @BeforeEach
    void start() throws Exception {
        examples = new ApiExamples(new MemoryPlane(directory), description);
    }

    @AfterEach
    void stop() {
        examples.close();
    }

    @Test
    void everyValueThatADescriptionExcludesIsRefused() throws Exception {
        int sent = 0;
        for (Operation operation : description.operations()) {
            for (Parameter parameter : description.parameters(operation)) {
                for (String bad : excluded(parameter)) {
                    Call call = new Call(path(operation, Optional.of(parameter.name()), bad), "{}");
                    examples.caller()
                            .mustBeRefused(
                                    operation + " with " + call,
                                    examples.caller().send(operation.method(), call));
                    sent++;
                }
            }
        }
        assertThat(sent).isGreaterThan(200);
    }

    /** Values that the schema of a parameter does not allow. */
    private List<String> excluded(Parameter parameter) {
        Map<?, ?> schema = description.resolve(parameter.schema());
        Map<?, ?> one =
                "array".equals(schema.get("type"))
                        ? description.resolve(map(schema.get("items")))
                        : schema;
        List<String> bad = new ArrayList<>();
        switch (String.valueOf(one.get("type"))) {
            case "integer" -> {
                bad.addAll(List.of("x", "1.5", "1e3", "0x1", "99999999999999999999", "\u0000"));
                if (one.get("minimum") instanceof Integer least) {
                    bad.addAll(List.of(Long.toString(least - 1L), Long.toString(Long.MIN_VALUE)));
                }
                if (one.get("maximum") instanceof Integer most) {
                    bad.add(Long.toString(most + 1L));
                }
            }
            case "number" -> bad.addAll(List.of("x", "NaN", "Infinity", "-1", "0", "1,5"));
            case "boolean" -> bad.addAll(List.of("x", "1", "yes", "TRUE"));
            case "string" -> {
                if (one.containsKey("enum") || one.containsKey("pattern")) {
                    bad.addAll(List.of("nonsense", "..", "\u0000", "A".repeat(64)));
                }
                if ("date-time".equals(one.get("format"))) {
                    bad.addAll(List.of("yesterday", "2026-01-01", "0", "2026-13-01T00:00:00Z"));
                }
            }
            default -> throw new IllegalStateException("unknown type of " + parameter);
        }
        if (!parameter.place().equals("path") && !bad.isEmpty()) {
            bad.add("");
        }
        return bad;
    }

    /** A path with parameters that are right, but for one. */
    private String path(Operation operation, Optional<String> wrong, String value) {
        StringBuilder query = new StringBuilder();
        String path = operation.path();
        for (Parameter parameter : description.parameters(operation)) {
            boolean meant = wrong.filter(parameter.name()::equals).isPresent();
            if (parameter.place().equals("path")) {
                String good = List.of("id", "attempt").contains(parameter.name()) ? "1" : "0";
                path = path.replace("{" + parameter.name() + "}", encoded(meant ? value : good));
            } else if (meant) {
                query.append("?").append(parameter.name()).append("=").append(encoded(value));
            }
        }
        return path + query;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void everyBodyThatIsNoneIsRefused() throws Exception {
        for (Operation operation : description.operations()) {
            if (description.body(operation).isEmpty()
                    || operation.path().equals("/sign-in/codes")) {
                continue;
            }
            for (String bad : List.of("", "null", "[", "[]", "7", "{", "{\"a\":", "\u0000")) {
                HttpResponse<byte[]> reply =
                        examples.caller().send(operation.method(), new Call(operation.path(), bad));
                examples.caller().mustBeRefused(operation + " with " + bad, reply);
            }
        }
    }

    @Test
    void everyFieldThatARequestNeedsIsAskedFor() throws Exception {
        for (Operation operation : description.operations()) {
            Map<?, ?> schema = description.resolve(description.body(operation).orElse(Map.of()));
            if (schema.get("required") instanceof List<?>) {
                HttpResponse<byte[]> reply =
                        examples.caller()
                                .send(operation.method(), new Call(operation.path(), "{}"));
                examples.caller().mustBeRefused(operation, reply);
                assertThat(ApiCaller.text(reply)).as("%s", operation).contains("is missing");
            }
        }
    }

    /** The same seed sends the same requests; each reply is as described. */
    @Test
    void whateverIsSentIsAnsweredAsDescribed() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        List<Operation> operations = new ArrayList<>(description.operations());
        int well = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Operation operation = operations.get(random.nextInt(operations.size()));
            Call call = drawn(operation, random);
            HttpResponse<byte[]> reply = examples.caller().send(operation.method(), call);
            try {
                examples.caller().mustBeDescribed(operation, reply);
            } catch (AssertionError wrong) {
                throw new AssertionError("round " + i + ": " + operation + " " + call, wrong);
            }
            well += reply.statusCode() == 200 ? 1 : 0;
        }
        assertThat(well).as("requests that were carried out").isBetween(100, ROUNDS - 100);
    }

    private Call drawn(Operation operation, SplittableRandom random) {
        String path = operation.path();
        List<String> query = new ArrayList<>();
        Map<String, String> headers = Map.of();
        for (Parameter parameter : description.parameters(operation)) {
            String value = random.nextInt(3) == 0 ? text(random) : fitting(parameter, random);
            switch (parameter.place()) {
                case "path" -> {
                    // Two dots would mean another operation.
                    String part = value.replace("..", "...");
                    path = path.replace("{" + parameter.name() + "}", encoded(part));
                }
                case "header" ->
                        headers = Map.of(parameter.name(), value.replaceAll("[^ -~]", "?"));
                default -> {
                    // Waiting is tested elsewhere.
                    if (parameter.name().equals("timeout")) {
                        query.add("timeout=0");
                    } else if (random.nextInt(3) == 0) {
                        query.add(parameter.name() + "=" + encoded(value));
                    }
                }
            }
        }
        String asked = query.isEmpty() ? path : path + "?" + String.join("&", query);
        byte[] body = body(operation, random).getBytes(StandardCharsets.UTF_8);
        return new Call(asked, body, headers);
    }

    private String fitting(Parameter parameter, SplittableRandom random) {
        Map<?, ?> schema = description.resolve(parameter.schema());
        if ("array".equals(schema.get("type"))) {
            schema = description.resolve(map(schema.get("items")));
        }
        if (schema.get("enum") instanceof List<?> words) {
            return String.valueOf(words.get(random.nextInt(words.size())));
        }
        if (schema.containsKey("pattern")) {
            return "0".repeat(64);
        }
        return switch (String.valueOf(schema.get("type"))) {
            case "integer" -> Integer.toString(random.nextInt(4));
            case "number" -> "1.5";
            case "boolean" -> Boolean.toString(random.nextBoolean());
            default -> "date-time".equals(schema.get("format")) ? "2026-01-01T00:00:00Z" : "first";
        };
    }

    private static String text(SplittableRandom random) {
        String[] texts = {
            "",
            "0",
            "-1",
            "1.5",
            "99999999999999999999",
            "-9223372036854775808",
            "\u0000",
            "..",
            "a/b",
            "%",
            "_",
            "'",
            "' OR 1=1 --",
            "\uD83D\uDE00",
            "x".repeat(300),
            "+1000000000-12-31T23:59:59.999999999Z",
            "1e999",
            "{}",
            "<script>"
        };
        return texts[random.nextInt(texts.length)];
    }

    private String body(Operation operation, SplittableRandom random) {
        Optional<Map<?, ?>> schema = description.body(operation);
        if (schema.isEmpty() || random.nextInt(8) == 0) {
            return text(random);
        }
        return json(schema.get(), random);
    }

    /** JSON of about that form, with something else in places. */
    private String json(Map<?, ?> reference, SplittableRandom random) {
        Map<?, ?> schema = description.resolve(reference);
        if (random.nextInt(12) == 0) {
            String[] odd = {"null", "{}", "[]", "\"\"", "-1", "1e999", "true", "[[1]]", "1.5"};
            return odd[random.nextInt(odd.length)];
        }
        if (schema.get("enum") instanceof List<?> words) {
            return "\"" + words.get(random.nextInt(words.size())) + "\"";
        }
        return switch (String.valueOf(schema.get("type"))) {
            case "object" -> object(schema, random);
            case "array" -> {
                List<String> items = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    items.add(json(map(schema.get("items")), random));
                }
                yield "[" + String.join(",", items) + "]";
            }
            case "integer" -> Integer.toString(random.nextInt(5) - 1);
            case "boolean" -> Boolean.toString(random.nextBoolean());
            default -> string(schema, random);
        };
    }

    private String object(Map<?, ?> schema, SplittableRandom random) {
        List<String> fields = new ArrayList<>();
        map(schema.get("properties"))
                .forEach(
                        (name, field) -> {
                            if (random.nextInt(6) > 0) {
                                fields.add("\"" + name + "\":" + json(map(field), random));
                            }
                        });
        return "{" + String.join(",", fields) + "}";
    }

    private static String string(Map<?, ?> schema, SplittableRandom random) {
        if ("byte".equals(schema.get("format"))) {
            // "run: x", and a text that is no base64.
            return random.nextInt(4) > 0 ? "\"cnVuOiB4Cg==\"" : "\"%%%\"";
        }
        if ("duration".equals(schema.get("format"))) {
            return random.nextInt(3) > 0 ? "\"PT10S\"" : "\"P999999999999D\"";
        }
        String[] texts = {
            "\"/\"", "\"first\"", "\"\"", "\"\\u0000\"", "\"s3://left\"", "\"\\ud800\""
        };
        return texts[random.nextInt(texts.length)];
    }
}
