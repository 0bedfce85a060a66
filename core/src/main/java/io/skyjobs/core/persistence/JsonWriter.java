package io.skyjobs.core.persistence;

import java.util.List;
import java.util.Map;

/**
 * Writes maps, lists, texts, numbers and booleans as JSON in plain ASCII where a character could
 * not survive UTF-8: every text, also one that is not well-formed Unicode, reads back as it was.
 *
 * <p>Reports of providers and programs end up in the store; a byte of theirs that a stricter writer
 * refuses would otherwise stop the controller.
 */
final class JsonWriter {
    private static final String HEX = "0123456789abcdef";
    private static final int UNICODE_ESCAPE_DIGITS = 4;

    private final StringBuilder out = new StringBuilder(256);

    private JsonWriter() {}

    /**
     * A value as JSON text; whole numbers stay whole, and a double reads back as the same double.
     */
    static String write(Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.out.toString();
    }

    private void value(Object value) {
        switch (value) {
            case String text -> text(text);
            case Map<?, ?> object -> object(object);
            case List<?> array -> array(array);
            case Double number when !Double.isFinite(number) ->
                    throw new IllegalArgumentException("JSON has no number " + number);
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> throw new IllegalArgumentException("JSON has no " + value.getClass());
        }
    }

    private void object(Map<?, ?> object) {
        char before = '{';
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            out.append(before);
            text((String) entry.getKey());
            out.append(':');
            value(entry.getValue());
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private void array(List<?> array) {
        char before = '[';
        for (Object element : array) {
            out.append(before);
            value(element);
            before = ',';
        }
        out.append(before == '[' ? "[]" : "]");
    }

    private void text(String text) {
        out.append('"');
        int plainFrom = 0;
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (isPlain(character)) {
                continue;
            }
            if (Character.isHighSurrogate(character)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
                continue;
            }
            out.append(text, plainFrom, at);
            escape(character);
            plainFrom = at + 1;
        }
        out.append(text, plainFrom, text.length()).append('"');
    }

    private static boolean isPlain(char character) {
        return character >= ' '
                && character != '"'
                && character != '\\'
                && !Character.isSurrogate(character);
    }

    private void escape(char character) {
        switch (character) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
                out.append("\\u");
                for (int digit = UNICODE_ESCAPE_DIGITS - 1; digit >= 0; digit--) {
                    out.append(HEX.charAt((character >> (4 * digit)) & 0xf));
                }
            }
        }
    }
}
