package io.skyjobs.core.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Collects what is wrong, so that everything is said at once; what is found twice is said once.
 *
 * <p>Belongs to one reading and one thread.
 */
final class Problems {
    /** More than this many are not shown one by one. */
    static final int LIMIT = 100;

    /** After this many no more are looked for, and those that come are only counted. */
    private static final int MOST_KEPT = 1_000;

    private static final int QUOTE_LENGTH = 80;
    private static final int MOST_LOOKED_AT = 1_000;

    private final Set<Problem> found = new LinkedHashSet<>();
    private boolean errors;

    /** Adds an error. */
    void error(Place place, String message) {
        add(Problem.Severity.ERROR, place, message, Optional.empty());
    }

    /** Adds an error and what to do about it. */
    void error(Place place, String message, String hint) {
        add(Problem.Severity.ERROR, place, message, Optional.of(hint));
    }

    /** Adds a warning. */
    void warning(Place place, String message) {
        add(Problem.Severity.WARNING, place, message, Optional.empty());
    }

    /** Adds a warning and what to do about it. */
    void warning(Place place, String message, String hint) {
        add(Problem.Severity.WARNING, place, message, Optional.of(hint));
    }

    /** Adds that a value has another type than the schema says. */
    void wrongType(Node node, String type) {
        wrongType(node, show(node), type);
    }

    /** As above, for a value that must not be shown. */
    void wrongTypeOfSecret(Node node, String type) {
        wrongType(node, "A value of type '" + Scalars.typeName(node) + "'", type);
    }

    private void wrongType(Node node, String shown, String type) {
        Place place = node.place();
        String where = place.isFlag() ? place.path() : "$." + place.path();
        String message =
                "Invalid task YAML: %s is not of type '%s'. Check problematic field(s): %s";
        if (type.equals("string") && node instanceof Node.Text) {
            error(place, message.formatted(shown, type, where), "Put the value in quotes.");
        } else {
            error(place, message.formatted(shown, type, where));
        }
    }

    /** Whether anything found so far stops the submit. */
    boolean hasErrors() {
        return errors;
    }

    /** Whether so much is wrong that looking for more helps nobody. */
    boolean areMany() {
        return found.size() >= MOST_KEPT;
    }

    /**
     * Everything found: by place in the file, then what is about flags; at most {@link #LIMIT} and
     * one that says how many more there are.
     */
    List<Problem> inOrder() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(
                Comparator.<Problem, Boolean>comparing(problem -> problem.file().isEmpty())
                        .thenComparingInt(Problem::line)
                        .thenComparingInt(Problem::column));
        if (sorted.size() <= LIMIT) {
            return List.copyOf(sorted);
        }
        List<Problem> errorsFirst = new ArrayList<>(sorted);
        errorsFirst.sort(Comparator.comparing(Problem::severity));
        List<Problem> shown = new ArrayList<>(errorsFirst.subList(0, LIMIT));
        shown.add(
                new Problem(
                        hasErrors() ? Problem.Severity.ERROR : Problem.Severity.WARNING,
                        Optional.empty(),
                        0,
                        0,
                        "",
                        "%s%d more problems are not shown."
                                .formatted(areMany() ? "At least " : "", sorted.size() - LIMIT),
                        Optional.empty()));
        return List.copyOf(shown);
    }

    /** A value in one short line, for a sentence: {@code 'x'}, {@code 3}, {@code [...]}. */
    static String show(Node node) {
        return switch (node) {
            case Node.Items items -> items.items().isEmpty() ? "[]" : "[...]";
            case Node.Fields fields -> fields.fields().isEmpty() ? "{}" : "{...}";
            case Node.Text text when Scalars.isNull(text) -> "None";
            case Node.Text text when Scalars.typeName(text).equals("str") -> quote(text.value());
            case Node.Text text -> text.value();
        };
    }

    /** A text in one short line and single quotes. */
    static String quote(String text) {
        return "'" + oneLine(text) + "'";
    }

    /** A text in one short line. */
    static String oneLine(String text) {
        String start = text.strip();
        start = start.substring(0, Math.min(start.length(), MOST_LOOKED_AT));
        String line = start.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?");
        if (line.codePointCount(0, line.length()) <= QUOTE_LENGTH) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, QUOTE_LENGTH)) + "…";
    }

    private void add(
            Problem.Severity severity, Place place, String message, Optional<String> hint) {
        errors |= severity == Problem.Severity.ERROR;
        if (areMany()) {
            return;
        }
        found.add(
                new Problem(
                        severity,
                        place.file(),
                        place.line(),
                        place.column(),
                        place.path(),
                        message,
                        hint));
    }
}
