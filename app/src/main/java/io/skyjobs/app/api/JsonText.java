package io.skyjobs.app.api;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Jsonb;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns records of this package into JSON and back, without reflection. Has no state of its own.
 */
public final class JsonText {
    private static final Jsonb JSONB = Jsonb.builder().build();

    private JsonText() {}

    /** JSON is not what it should be; the sentence is for people. */
    public static final class JsonProblem extends Exception {
        private static final long serialVersionUID = 1L;

        JsonProblem(String sentence, Throwable cause) {
            super(sentence, cause);
        }

        /** What is wrong with it. */
        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /** The record as JSON in UTF-8. */
    public static <T> byte[] write(Class<T> type, T value) {
        return JSONB.type(type).toJson(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The record as JSON over several lines, for people and scripts. */
    public static <T> String pretty(Class<T> type, T value) {
        return JSONB.type(type).toJsonPretty(value);
    }

    /** The records as a JSON list over several lines. */
    public static <T> String prettyList(Class<T> type, List<T> values) {
        return JSONB.type(type).list().toJsonPretty(values);
    }

    /** Reads a record; whatever is wrong with it is one exception. */
    public static <T> T read(Class<T> type, byte[] json) throws JsonProblem {
        T value;
        try {
            value = JSONB.type(type).fromJson(json);
        } catch (JsonException | IllegalArgumentException | IllegalStateException broken) {
            throw new JsonProblem(firstLine(broken), broken);
        } catch (RuntimeException broken) {
            // Such as an instant or a number that cannot be read: whatever a parser throws is the
            // sender's mistake, never ours.
            throw new JsonProblem("a value has the wrong form: " + firstLine(broken), broken);
        }
        if (value == null) {
            throw new JsonProblem("there is no JSON object", new IllegalArgumentException("null"));
        }
        return value;
    }

    private static String firstLine(RuntimeException broken) {
        String text = String.valueOf(broken.getMessage());
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
