package io.skyjobs.core.spec;

import java.util.Iterator;
import java.util.List;

/** Writes JSON. */
final class JsonText {
    private JsonText() {}

    /**
     * A YAML value as JSON: unquoted scalars by what they mean, keys in the order they were
     * written.
     */
    static String of(Node node) {
        StringBuilder out = new StringBuilder();
        write(node, out);
        return out.toString();
    }

    /** A text as a JSON string. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        quote(text, out);
        return out.toString();
    }

    private static void write(Node node, StringBuilder out) {
        switch (node) {
            case Node.Text text -> scalar(text, out);
            case Node.Items list -> {
                out.append('[');
                Iterator<Node> items = list.items().iterator();
                while (items.hasNext()) {
                    write(items.next(), out);
                    out.append(items.hasNext() ? "," : "");
                }
                out.append(']');
            }
            case Node.Fields map -> {
                out.append('{');
                List<Node.Field> fields = map.fields();
                for (int i = 0; i < fields.size(); i++) {
                    out.append(i == 0 ? "" : ",");
                    quote(fields.get(i).key(), out);
                    out.append(':');
                    write(fields.get(i).value(), out);
                }
                out.append('}');
            }
        }
    }

    private static void scalar(Node.Text text, StringBuilder out) {
        if (Scalars.isNull(text)) {
            out.append("null");
        } else if (Scalars.isCoreBool(text)) {
            out.append(Scalars.bool(text).orElse(false));
        } else if (Scalars.number(text).isPresent()) {
            out.append(Scalars.number(text).get().toString().replace("E+", "E"));
        } else {
            quote(text.value(), out);
        }
    }

    /** Writes a JSON string; every control character is escaped. */
    static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            switch (letter) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean escaped = letter < ' ' || letter == 0x7f || isAlone(text, i);
                    if (escaped) {
                        out.append("\\u%04x".formatted((int) letter));
                    } else {
                        out.append(letter);
                    }
                }
            }
        }
        out.append('"');
    }

    /**
     * Whether it is half of a pair whose other half is missing; such a half has no bytes in UTF-8.
     */
    private static boolean isAlone(String text, int index) {
        char letter = text.charAt(index);
        return Character.isSurrogate(letter) && !isPaired(text, index);
    }

    private static boolean isPaired(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }
}
