package io.skyjobs.core.spec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads fields of one mapping by type; a field of another type is a problem and counts as absent.
 *
 * <p>A null field is an absent one. Belongs to one reading and one thread.
 */
final class FieldReader {
    private final Node.Fields fields;
    private final Problems problems;

    FieldReader(Node.Fields fields, Problems problems) {
        this.fields = fields;
        this.problems = problems;
    }

    /** The mapping that a value is; anything else is a problem. */
    static Optional<Node.Fields> mapping(Node node, Problems problems) {
        if (node instanceof Node.Fields map) {
            return Optional.of(map);
        }
        problems.wrongType(node, "object");
        return Optional.empty();
    }

    /** The text that a value is, or for a flag whatever it says. */
    static Optional<String> text(Node node, Problems problems) {
        if (node instanceof Node.Text text
                && (text.place().isFlag() || Scalars.typeName(text).equals("str"))) {
            return Optional.of(text.value());
        }
        problems.wrongType(node, "string");
        return Optional.empty();
    }

    /** What a value says as written, be it a text, a number or a boolean. */
    static Optional<String> scalar(Node node, Problems problems) {
        if (node instanceof Node.Text text && !Scalars.isNull(text)) {
            return Optional.of(text.value());
        }
        problems.wrongType(node, "string");
        return Optional.empty();
    }

    /** The whole number that a value is, when it fits an {@code int}. */
    static Optional<Integer> integer(Node node) {
        return Scalars.integer(node)
                .filter(value -> value.bitLength() < Integer.SIZE)
                .map(BigInteger::intValue);
    }

    /** Complains about each key that is not known. */
    void allowOnly(Set<String> known) {
        SortedSet<String> visible = new TreeSet<>(known);
        visible.removeIf(key -> key.startsWith("_"));
        for (Node.Field field : fields.fields()) {
            if (!known.contains(field.key()) && !problems.areMany()) {
                unsupported(field, visible);
            }
        }
    }

    private void unsupported(Node.Field field, SortedSet<String> known) {
        Optional<String> meant = Suggestion.nearest(field.key(), known);
        String shown = Problems.quote(field.key());
        problems.error(
                field.place(),
                meant.map(
                                word ->
                                        "Invalid task YAML: Instead of %s, did you mean '%s'?"
                                                .formatted(shown, word))
                        .orElse("Invalid task YAML: Found unsupported field %s.".formatted(shown)),
                meant.map(word -> "Write '%s'.".formatted(word))
                        .orElse(
                                "Fields that are known here: %s."
                                        .formatted(String.join(", ", known))));
    }

    Optional<Node> node(String key) {
        return fields.present(key);
    }

    Optional<String> text(String key) {
        return node(key).flatMap(node -> text(node, problems));
    }

    /** A text; one without anything in it counts as absent. */
    Optional<String> nonEmptyText(String key) {
        return text(key).filter(value -> !value.isEmpty());
    }

    Optional<Boolean> bool(String key) {
        Optional<Node> node = node(key);
        Optional<Boolean> value = node.flatMap(Scalars::bool);
        if (node.isPresent() && value.isEmpty()) {
            problems.wrongType(node.get(), "boolean");
        }
        return value;
    }

    Optional<BigDecimal> number(String key) {
        Optional<Node> node = node(key);
        Optional<BigDecimal> value = node.flatMap(Scalars::number);
        if (node.isPresent() && value.isEmpty()) {
            problems.wrongType(node.get(), "number");
        }
        return value;
    }

    Optional<Node.Fields> mapping(String key) {
        return node(key).flatMap(node -> mapping(node, problems));
    }

    Optional<List<Node>> list(String key) {
        Optional<Node> node = node(key);
        if (node.isPresent() && !(node.get() instanceof Node.Items)) {
            problems.wrongType(node.get(), "array");
        }
        return node.flatMap(
                value ->
                        value instanceof Node.Items list
                                ? Optional.of(list.items())
                                : Optional.empty());
    }

    /** One of a few words in any case, in lower case; another word is the problem that is given. */
    Optional<String> choice(String key, List<String> words, String message) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> word =
                node.filter(Node.Text.class::isInstance)
                        .map(value -> ((Node.Text) value).value().toLowerCase(Locale.ROOT))
                        .filter(words::contains);
        if (word.isEmpty()) {
            String said =
                    node.get() instanceof Node.Text text
                            ? Problems.oneLine(text.value())
                            : Problems.show(node.get());
            List<String> close = new ArrayList<>();
            Suggestion.nearest(said, words).ifPresent(close::add);
            problems.error(
                    node.get().place(),
                    message.formatted(said),
                    close.isEmpty()
                            ? "Use one of %s.".formatted(String.join(", ", words))
                            : "Did you mean '%s'?".formatted(close.getFirst()));
        }
        return word;
    }
}
