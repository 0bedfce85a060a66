package io.skyjobs.core.spec;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes one JSON object, field by field; empty lists and mappings are left out. For one thread.
 */
final class JsonObject {
    private final StringBuilder out = new StringBuilder("{");

    /** A field whose value is JSON already. */
    void json(String key, String value) {
        if (out.length() > 1) {
            out.append(',');
        }
        JsonText.quote(key, out);
        out.append(':').append(value);
    }

    void text(String key, String value) {
        json(key, JsonText.quoted(value));
    }

    void number(String key, long value) {
        json(key, Long.toString(value));
    }

    void bool(String key, boolean value) {
        json(key, Boolean.toString(value));
    }

    /** A mapping of texts, by key. */
    void texts(String key, Map<String, String> values) {
        if (!values.isEmpty()) {
            JsonObject inner = new JsonObject();
            new TreeMap<>(values).forEach(inner::text);
            json(key, inner.toString());
        }
    }

    <T> void list(String key, Collection<T> items, Function<T, String> item) {
        if (!items.isEmpty()) {
            json(key, items.stream().map(item).collect(Collectors.joining(",", "[", "]")));
        }
    }

    /** A list of numbers. */
    static String numbers(List<Integer> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public String toString() {
        return out + "}";
    }
}
