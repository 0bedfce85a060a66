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

    /** Of an escaped UTF-16 unit: a backslash, u and four digits. */
    private static final int ESCAPE_LENGTH = 6;

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
        return indented(JSONB.type(type).toJson(value));
    }

    /** The records as a JSON list over several lines. */
    public static <T> String prettyList(Class<T> type, List<T> values) {
        return indented(JSONB.type(type).list().toJson(values));
    }

    /** Reads a record; whatever is wrong with it is one exception. */
    public static <T> T read(Class<T> type, byte[] json) throws JsonProblem {
        if (hasHalfCharacter(json)) {
            throw new JsonProblem(
                    "a text has half of a character", new IllegalArgumentException("surrogate"));
        }
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

    /**
     * Whether a surrogate stands alone, escaped or as bytes. A text with one can be read, but never
     * be written as UTF-8 again, so a job of that name could not be shown.
     */
    private static boolean hasHalfCharacter(byte[] json) {
        for (int i = 0; i < json.length; i++) {
            if ((json[i] & 0xff) == 0xED && i + 1 < json.length && (json[i + 1] & 0xff) >= 0xA0) {
                return true;
            }
            if (json[i] != '\\') {
                continue;
            }
            int unit = escaped(json, i);
            if (unit >= Character.MIN_HIGH_SURROGATE && unit <= Character.MAX_HIGH_SURROGATE) {
                i += ESCAPE_LENGTH;
                unit = escaped(json, i);
                if (unit < Character.MIN_LOW_SURROGATE || unit > Character.MAX_LOW_SURROGATE) {
                    return true;
                }
            } else if (unit >= Character.MIN_LOW_SURROGATE && unit <= Character.MAX_LOW_SURROGATE) {
                return true;
            }
            i += unit < 0 ? 1 : ESCAPE_LENGTH - 1;
        }
        return false;
    }

    /** The UTF-16 unit that is escaped there; -1 when none is. */
    private static int escaped(byte[] json, int at) {
        if (at + ESCAPE_LENGTH > json.length || json[at] != '\\' || json[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + ESCAPE_LENGTH; i++) {
            int digit = Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }

    /**
     * Breaks compact JSON into lines, two blanks for each level; what is empty stays on its line.
     */
    private static String indented(String json) {
        StringBuilder text = new StringBuilder(json.length() * 2);
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char next = json.charAt(i);
            if (quoted) {
                text.append(next);
                if (next == '\\') {
                    i++;
                    text.append(json.charAt(i));
                } else if (next == '"') {
                    quoted = false;
                }
                continue;
            }
            quoted = next == '"';
            switch (next) {
                case '{', '[' -> {
                    char following = json.charAt(i + 1);
                    text.append(next);
                    if (following == '}' || following == ']') {
                        i++;
                        text.append(following);
                    } else {
                        depth++;
                        line(text, depth);
                    }
                }
                case '}', ']' -> {
                    depth--;
                    line(text, depth);
                    text.append(next);
                }
                case ',' -> {
                    text.append(next);
                    line(text, depth);
                }
                case ':' -> text.append(": ");
                default -> text.append(next);
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, int depth) {
        text.append('\n').append("  ".repeat(depth));
    }

    private static String firstLine(RuntimeException broken) {
        String text = String.valueOf(broken.getMessage());
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
