package io.skyjobs.core.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads JSON strictly into {@link Node}: texts are quoted scalars, numbers, booleans and null plain
 * ones.
 *
 * <p>For stored text, where speed counts and a place does not. For one text and one thread.
 */
final class JsonTree {
    private static final Place NOWHERE = new Place(Optional.empty(), 0, 0, "");
    private static final int MAX_DEPTH = 100;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private final String text;
    private int at;

    private JsonTree(String text) {
        this.text = text;
    }

    /**
     * The value that a text is.
     *
     * @throws UnreadableSpecException when it is not JSON
     */
    static Node parse(String text) {
        JsonTree tree = new JsonTree(text);
        Node value = tree.value(0);
        tree.skipSpace();
        if (tree.at < text.length()) {
            throw tree.broken();
        }
        return value;
    }

    private Node value(int depth) {
        if (depth > MAX_DEPTH) {
            throw broken();
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new Node.Text(NOWHERE, string(), false, Node.Span.NONE);
            default -> literal();
        };
    }

    private Node object(int depth) {
        at++;
        Map<String, Node.Field> fields = new LinkedHashMap<>();
        boolean more = !closes('}');
        while (more) {
            skipSpace();
            String key = string();
            skipSpace();
            expect(':');
            if (fields.put(key, new Node.Field(NOWHERE, key, value(depth + 1))) != null) {
                throw broken();
            }
            more = !closes('}');
            if (more) {
                expect(',');
            }
        }
        return new Node.Fields(NOWHERE, List.copyOf(fields.values()));
    }

    private Node array(int depth) {
        at++;
        List<Node> items = new ArrayList<>();
        boolean more = !closes(']');
        while (more) {
            items.add(value(depth + 1));
            more = !closes(']');
            if (more) {
                expect(',');
            }
        }
        return new Node.Items(NOWHERE, items);
    }

    private boolean closes(char end) {
        skipSpace();
        if (peek() != end) {
            return false;
        }
        at++;
        return true;
    }

    private String string() {
        expect('"');
        int start = at;
        int end = start;
        while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\\') {
            end++;
        }
        StringBuilder out = new StringBuilder().append(text, start, end);
        at = end;
        while (peek() != '"') {
            char letter = next();
            out.append(letter == '\\' ? escaped() : letter);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char kind = next();
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                if (at + 4 > text.length()
                        || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
                    throw broken();
                }
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> throw broken();
        };
    }

    private Node literal() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        boolean named = word.equals("true") || word.equals("false") || word.equals("null");
        if (!named && !isNumber(word)) {
            throw broken();
        }
        return new Node.Text(NOWHERE, word, true, Node.Span.NONE);
    }

    /** Whole numbers are told without the pattern, because nearly all are. */
    private static boolean isNumber(String word) {
        int digits = word.startsWith("-") ? 1 : 0;
        while (digits < word.length() && word.charAt(digits) >= '0' && word.charAt(digits) <= '9') {
            digits++;
        }
        boolean whole = digits == word.length() && !word.isEmpty() && !word.equals("-");
        return whole || NUMBER.matcher(word).matches();
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw broken();
        }
        return text.charAt(at);
    }

    private char next() {
        char letter = peek();
        at++;
        return letter;
    }

    private void expect(char letter) {
        if (next() != letter) {
            throw broken();
        }
    }

    private UnreadableSpecException broken() {
        return new UnreadableSpecException(
                "The stored specification of the job is damaged near character %d.".formatted(at));
    }
}
