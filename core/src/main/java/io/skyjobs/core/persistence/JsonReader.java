package io.skyjobs.core.persistence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads JSON text into maps, lists, texts, longs, doubles and booleans; a field that is {@code
 * null} is read as one that is not there. Anything that is not exactly one JSON value is refused.
 */
final class JsonReader {
    private static final int MAX_DEPTH = 64;
    private static final int UNICODE_ESCAPE_DIGITS = 4;

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * The object that a text holds.
     *
     * @param what what the text is, for the sentence
     * @throws StoreException when it holds something else, in one sentence
     */
    static Map<String, Object> object(String text, String what) {
        JsonReader reader = new JsonReader(text);
        try {
            reader.skipBlanks();
            Map<String, Object> object = reader.object();
            reader.skipBlanks();
            if (reader.at < text.length()) {
                throw reader.malformed("nothing more");
            }
            return object;
        } catch (Malformed wrong) {
            throw new StoreException(
                    "The stored "
                            + what
                            + " is damaged: "
                            + wrong.getMessage()
                            + ". Restore the store from a backup.",
                    wrong);
        }
    }

    /** The text is not JSON; the message says where and what was expected. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    private Malformed malformed(String expected) {
        return new Malformed("expected " + expected + " at character " + (at + 1));
    }

    private Optional<Object> value() {
        char first = peek();
        return switch (first) {
            case '{' -> Optional.of(object());
            case '[' -> Optional.of(array());
            case '"' -> Optional.of(string());
            case 't' -> Optional.of(word("true", true));
            case 'f' -> Optional.of(word("false", false));
            case 'n' -> {
                word("null", false);
                yield Optional.empty();
            }
            default -> Optional.of(number());
        };
    }

    private Map<String, Object> object() {
        enter('{');
        Map<String, Object> object = new LinkedHashMap<>();
        if (!closes('}')) {
            do {
                skipBlanks();
                String name = string();
                expect(':');
                skipBlanks();
                value().ifPresent(value -> object.put(name, value));
            } while (continues('}'));
        }
        depth--;
        return object;
    }

    private List<Object> array() {
        enter('[');
        List<Object> array = new ArrayList<>();
        if (!closes(']')) {
            do {
                skipBlanks();
                array.add(value().orElseThrow(() -> malformed("a value")));
            } while (continues(']'));
        }
        depth--;
        return array;
    }

    private void enter(char opening) {
        expect(opening);
        depth++;
        if (depth > MAX_DEPTH) {
            throw malformed("at most " + MAX_DEPTH + " levels");
        }
    }

    private boolean closes(char closing) {
        skipBlanks();
        if (peek() == closing) {
            at++;
            return true;
        }
        return false;
    }

    private boolean continues(char closing) {
        if (closes(closing)) {
            return false;
        }
        expect(',');
        return true;
    }

    private Object word(String word, boolean meaning) {
        if (!text.startsWith(word, at)) {
            throw malformed("a value");
        }
        at += word.length();
        return meaning;
    }

    private Object number() {
        int from = at;
        boolean whole = true;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            whole &= ".eE".indexOf(text.charAt(at)) < 0;
            at++;
        }
        String digits = text.substring(from, at);
        try {
            if (whole) {
                return Long.parseLong(digits);
            }
            double number = Double.parseDouble(digits);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            at = from;
            throw malformed("a value");
        }
        at = from;
        throw malformed("a smaller number");
    }

    private String string() {
        expect('"');
        int from = at;
        while (peek() != '"' && peek() != '\\') {
            at++;
        }
        if (peek() == '"') {
            at++;
            return text.substring(from, at - 1);
        }
        StringBuilder escaped = new StringBuilder(text.substring(from, at));
        while (peek() != '"') {
            char character = text.charAt(at++);
            escaped.append(character == '\\' ? unescaped() : character);
        }
        at++;
        return escaped.toString();
    }

    private char unescaped() {
        char kind = peek();
        at++;
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unicode();
            default -> throw malformed("an escape");
        };
    }

    private char unicode() {
        int code = 0;
        for (int digit = 0; digit < UNICODE_ESCAPE_DIGITS; digit++) {
            int value = Character.digit(peek(), 16);
            if (value < 0) {
                throw malformed("four hexadecimal digits");
            }
            code = code * 16 + value;
            at++;
        }
        return (char) code;
    }

    private void expect(char character) {
        skipBlanks();
        if (peek() != character) {
            throw malformed("'" + character + "'");
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw malformed("more text");
        }
        return text.charAt(at);
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
