package io.skyjobs.core.spec;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} and {@code $NAME} by values of {@code envs}; unknown names stay as they
 * are.
 *
 * <p>A secret is refused there, because the result is stored and shown with the job.
 */
final class Substitution {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([a-zA-Z_][a-zA-Z0-9_]*)}|([a-zA-Z_][a-zA-Z0-9_]*))");

    private final Map<String, String> envs;
    private final Set<String> secrets;
    private final Problems problems;

    Substitution(Map<String, String> envs, Set<String> secrets, Problems problems) {
        this.envs = Map.copyOf(envs);
        this.secrets = Set.copyOf(secrets);
        this.problems = problems;
    }

    /** A text with its variables replaced, once and not in what they are replaced by. */
    String apply(String text, Place place) {
        return VARIABLE.matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        value(
                                                name(match.group(1), match.group(2)),
                                                match.group(),
                                                place)));
    }

    /** A value with the variables in all its texts replaced, keys included. */
    Node apply(Node node) {
        return switch (node) {
            case Node.Text text ->
                    new Node.Text(
                            text.place(),
                            apply(text.value(), text.place()),
                            text.plain() && !text.value().contains("$"),
                            text.span());
            case Node.Items list ->
                    new Node.Items(list.place(), list.items().stream().map(this::apply).toList());
            case Node.Fields map ->
                    new Node.Fields(map.place(), map.fields().stream().map(this::apply).toList());
        };
    }

    private Node.Field apply(Node.Field field) {
        return new Node.Field(
                field.place(), apply(field.key(), field.place()), apply(field.value()));
    }

    private static String name(String braced, String bare) {
        return braced == null ? bare : braced;
    }

    private String value(String name, String written, Place place) {
        if (secrets.contains(name)) {
            problems.error(
                    place,
                    "Secret '%s' cannot be part of this field, which is stored and shown with the job."
                            .formatted(name),
                    "Move %s from `secrets` to `envs`, or read it in `setup` or `run`."
                            .formatted(name));
            return written;
        }
        return envs.getOrDefault(name, written);
    }
}
