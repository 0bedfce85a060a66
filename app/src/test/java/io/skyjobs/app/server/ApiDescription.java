package io.skyjobs.app.server;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The description of the API as the server gives it away, read into plain maps.
 *
 * @param document the whole of it
 */
public record ApiDescription(Map<?, ?> document) {
    private static final String RESOURCE = "/io/skyjobs/app/openapi.yaml";

    /**
     * An operation.
     *
     * @param method HTTP method
     * @param path path with parameters in braces
     * @param content the rest
     */
    public record Operation(String method, String path, Map<?, ?> content) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /**
     * A parameter of an operation.
     *
     * @param place {@code path}, {@code query} or {@code header}
     * @param schema what it may be
     */
    record Parameter(String name, String place, Map<?, ?> schema) {}

    /** That of the server. */
    public static ApiDescription load() {
        try (InputStream stream =
                Objects.requireNonNull(ApiDescription.class.getResourceAsStream(RESOURCE))) {
            return new ApiDescription(map(parse(stream)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static @Nullable Object parse(InputStream stream) {
        return new Load(LoadSettings.builder().build()).loadFromInputStream(stream);
    }

    /** JSON as maps, lists and plain values; it is YAML too. */
    static @Nullable Object json(String text) {
        return new Load(LoadSettings.builder().setCodePointLimit(64 * 1024 * 1024).build())
                .loadFromString(text);
    }

    /** The value as a map; whatever is none is an empty one. */
    static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** All operations, in their order. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        map(document.get("paths"))
                .forEach(
                        (path, methods) ->
                                map(methods)
                                        .forEach(
                                                (method, content) ->
                                                        all.add(
                                                                new Operation(
                                                                        String.valueOf(method)
                                                                                .toUpperCase(
                                                                                        Locale
                                                                                                .ROOT),
                                                                        String.valueOf(path),
                                                                        map(content)))));
        return all;
    }

    /** What a request may carry besides its body. */
    List<Parameter> parameters(Operation operation) {
        List<Parameter> all = new ArrayList<>();
        if (operation.content().get("parameters") instanceof List<?> list) {
            for (Object entry : list) {
                Map<?, ?> parameter = resolve(map(entry));
                all.add(
                        new Parameter(
                                String.valueOf(parameter.get("name")),
                                String.valueOf(parameter.get("in")),
                                map(parameter.get("schema"))));
            }
        }
        return all;
    }

    /** The media types of the reply with status 200, with what is said of each. */
    Map<?, ?> reply(Operation operation) {
        return map(map(map(operation.content().get("responses")).get("200")).get("content"));
    }

    /** The schema of the body, where it is JSON. */
    Optional<Map<?, ?>> body(Operation operation) {
        Object json =
                map(map(operation.content().get("requestBody")).get("content"))
                        .get("application/json");
        return json == null ? Optional.empty() : Optional.of(map(map(json).get("schema")));
    }

    /** All schemas by name. */
    Map<?, ?> schemas() {
        return map(map(document.get("components")).get("schemas"));
    }

    /** What a reference means; whatever is none is itself. */
    Map<?, ?> resolve(Map<?, ?> value) {
        if (!(value.get("$ref") instanceof String reference)) {
            return value;
        }
        Map<?, ?> found = document;
        for (String part : reference.substring("#/".length()).split("/", -1)) {
            found = map(found.get(part));
        }
        if (found.isEmpty()) {
            throw new IllegalStateException(reference + " means nothing");
        }
        return found;
    }
}
