package io.skyjobs.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Sentences in lines that a screen has room for. */
final class Paragraph {
    /** No screen is taken for narrower, in columns. */
    private static final int NARROWEST = 40;

    private Paragraph() {}

    /** The lines of a text, each behind an indent and none wider than the screen. */
    static List<String> indented(String text, String indent, int width) {
        return wrapped(text, Math.max(width, NARROWEST) - indent.length()).stream()
                .map(line -> indent + line)
                .toList();
    }

    /** As above; in a single line where the width is not known, as in a pipe. */
    static List<String> indented(String text, String indent, OptionalInt width) {
        return width.isPresent()
                ? indented(text, indent, width.getAsInt())
                : List.of(indent + text.replace('\n', ' '));
    }

    /** Breaks at blanks; a word that is longer than a line is cut. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text.replace('\n', ' ').strip();
        while (rest.length() > width) {
            int at = rest.lastIndexOf(' ', width);
            int end = at <= 0 ? width : at;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }
}
