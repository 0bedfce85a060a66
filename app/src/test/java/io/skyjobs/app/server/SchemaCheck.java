package io.skyjobs.app.server;

import static io.skyjobs.app.server.ApiDescription.map;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds values against schemas of the description, as far as it uses them. Stricter than a reader
 * has to be: a field that is not described is a fault. Not safe for use from many threads.
 */
final class SchemaCheck {
    private final ApiDescription description;
    private final TreeSet<String> met = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();

    SchemaCheck(ApiDescription description) {
        this.description = description;
    }

    /** What is wrong with a value; nothing when it is as described. */
    List<String> faults(@Nullable Object value, Map<?, ?> schema) {
        faults.clear();
        check(value, schema, "$");
        return List.copyOf(faults);
    }

    /** The named schemas, and fields of them, that some value has had. */
    Set<String> met() {
        return met;
    }

    private void check(@Nullable Object value, Map<?, ?> reference, String place) {
        Map<?, ?> schema = description.resolve(reference);
        String name = String.valueOf(reference.get("$ref")).replaceFirst(".*/", "");
        switch (String.valueOf(schema.get("type"))) {
            case "object" -> object(value, schema, name, place);
            case "array" -> {
                expect(value instanceof List<?>, value, "a list", place);
                if (value instanceof List<?> list) {
                    list.forEach(item -> check(item, map(schema.get("items")), place + "[]"));
                }
            }
            case "string" -> string(value, schema, place);
            case "integer" -> expect(isWhole(value), value, "a whole number", place);
            case "number" -> expect(value instanceof Number, value, "a number", place);
            case "boolean" -> expect(value instanceof Boolean, value, "true or false", place);
            default -> faults.add(place + " is described by no type");
        }
    }

    private void object(@Nullable Object value, Map<?, ?> schema, String name, String place) {
        if (!(value instanceof Map<?, ?> fields)) {
            expect(false, value, "an object", place);
            return;
        }
        met.add(name);
        if (schema.get("required") instanceof List<?> required) {
            for (Object field : required) {
                expect(fields.containsKey(field), null, "there", place + "." + field);
            }
        }
        Map<?, ?> properties = map(schema.get("properties"));
        Map<?, ?> others = map(schema.get("additionalProperties"));
        fields.forEach(
                (field, content) -> {
                    Map<?, ?> known =
                            properties.containsKey(field) ? map(properties.get(field)) : others;
                    expect(!known.isEmpty(), content, "described", place + "." + field);
                    if (!known.isEmpty()) {
                        met.add(name + "." + field);
                        check(content, known, place + "." + field);
                    }
                });
    }

    private void string(@Nullable Object value, Map<?, ?> schema, String place) {
        if (!(value instanceof String text)) {
            expect(false, value, "a text", place);
            return;
        }
        if (schema.get("enum") instanceof List<?> words) {
            expect(words.contains(text), text, "one of " + words, place);
        }
        try {
            switch (String.valueOf(schema.get("format"))) {
                case "date-time" -> Instant.parse(text);
                case "duration" -> Duration.parse(text);
                default -> {}
            }
        } catch (DateTimeException not) {
            expect(false, text, String.valueOf(schema.get("format")), place);
        }
    }

    private static boolean isWhole(@Nullable Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof BigInteger;
    }

    private void expect(boolean right, @Nullable Object value, String what, String place) {
        if (!right) {
            faults.add(place + " must be " + what + ", not " + value);
        }
    }
}
