package io.skyjobs.core.spec;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code envs} and {@code secrets}; a value is the text as it was written. */
final class EnvironmentReader {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /**
     * The kernel's limit MAX_ARG_STRLEN, 32 pages of 4 KiB: execve(2), "Limits on size of
     * arguments".
     */
    private static final int LONGEST_VARIABLE = 128 * 1024;

    private static final String SECRET_PREFIX = "secrets:";
    private static final Set<String> DOCKER_LOGIN =
            Set.of(
                    "SKYPILOT_DOCKER_USERNAME",
                    "SKYPILOT_DOCKER_PASSWORD",
                    "SKYPILOT_DOCKER_SERVER");

    private final Problems problems;

    EnvironmentReader(Problems problems) {
        this.problems = problems;
    }

    /** Reads both fields of a task. */
    Environment read(Node.Fields task) {
        SortedMap<String, String> envs = new TreeMap<>();
        SortedMap<String, String> secrets = new TreeMap<>();
        task.present("envs").ifPresent(node -> readEnvs(node, envs));
        task.present("secrets").ifPresent(node -> readSecrets(node, secrets));
        Place place = task.get("envs").map(Node::place).orElse(task.place());
        checkDockerLogin(envs, secrets, place);
        for (String name : secrets.keySet()) {
            if (envs.remove(name) != null) {
                problems.warning(
                        place,
                        "'%s' is in both envs and secrets; the secret is used.".formatted(name));
            }
        }
        return new Environment(envs, secrets);
    }

    private void readEnvs(Node node, SortedMap<String, String> envs) {
        Optional<Node.Fields> map = FieldReader.mapping(node, problems);
        for (Node.Field field : map.map(Node.Fields::fields).orElse(List.of())) {
            String name = field.key();
            if (!isName(field, "envs")) {
                continue;
            }
            if (Scalars.isNull(field.value())) {
                problems.error(
                        field.value().place(),
                        ("Environment variable '%s' is None. Please set a value for it in task YAML or with"
                                        + " --env flag. To set it to be empty, use an empty string"
                                        + " (%s: \"\" in task YAML or --env %s=\"\" in CLI).")
                                .formatted(name, name, name),
                        "Add --env %s=VALUE, or --env %s to take it from your own environment."
                                .formatted(name, name));
            } else {
                FieldReader.scalar(field.value(), problems)
                        .filter(value -> fits(field, value))
                        .ifPresent(value -> envs.put(name, value));
            }
        }
    }

    private void readSecrets(Node node, SortedMap<String, String> secrets) {
        if (node instanceof Node.Items list) {
            list.items().forEach(this::storedSecret);
        } else if (node instanceof Node.Fields map) {
            map.fields().forEach(field -> readSecret(field, secrets));
        } else {
            problems.wrongTypeOfSecret(node, "object");
        }
    }

    private void readSecret(Node.Field field, SortedMap<String, String> secrets) {
        String name = field.key();
        if (!isName(field, "secrets")) {
            return;
        }
        if (Scalars.isNull(field.value())) {
            missingSecret(field.value().place(), name);
        } else if (field.value() instanceof Node.Text text) {
            if (fits(field, text.value())) {
                secrets.put(name, text.value());
            }
        } else {
            problems.wrongTypeOfSecret(field.value(), "string");
        }
    }

    /**
     * Overrides have turned the items that have a value into fields; what is left in a list has
     * none.
     */
    private void storedSecret(Node item) {
        if (item instanceof Node.Text text && secretName(text).isPresent()) {
            missingSecret(text.place(), secretName(text).get());
        } else {
            problems.error(
                    item.place(),
                    "An item of a list of secrets has the form secrets:NAME.",
                    "Write `- secrets:NAME`, or make `secrets` a mapping of names to values.");
        }
    }

    /** The name that an item of a list of secrets means. */
    static Optional<String> secretName(Node item) {
        return item instanceof Node.Text text && text.value().startsWith(SECRET_PREFIX)
                ? Optional.of(text.value().substring(SECRET_PREFIX.length()))
                        .filter(name -> NAME.matcher(name).matches())
                : Optional.empty();
    }

    private void missingSecret(Place place, String name) {
        problems.error(
                place,
                "Secret variable '%s' is None. Please set a value for it in task YAML or with --secret flag."
                        .formatted(name),
                "Add --secret %s=VALUE, or --secret %s to take it from your own environment."
                        .formatted(name, name));
    }

    private boolean fits(Node.Field field, String value) {
        int size = (field.key() + "=" + value).getBytes(StandardCharsets.UTF_8).length + 1;
        if (size <= LONGEST_VARIABLE) {
            return true;
        }
        problems.error(
                field.value().place(),
                "'%s' takes %d bytes; Linux gives a program no variable of more than %d."
                        .formatted(field.key(), size, LONGEST_VARIABLE),
                "Put the value into a file of `workdir` or `file_mounts`.");
        return false;
    }

    private boolean isName(Node.Field field, String where) {
        boolean valid = NAME.matcher(field.key()).matches();
        if (!valid) {
            problems.error(
                    field.place(),
                    "Invalid task YAML: The `%s` field contains invalid keys: %s."
                            .formatted(where, Problems.quote(field.key())),
                    "A name has letters, digits and underscores, and does not start with a digit.");
        }
        return valid;
    }

    private void checkDockerLogin(
            SortedMap<String, String> envs, SortedMap<String, String> secrets, Place place) {
        boolean some =
                DOCKER_LOGIN.stream()
                        .anyMatch(name -> envs.containsKey(name) || secrets.containsKey(name));
        boolean together =
                envs.keySet().containsAll(DOCKER_LOGIN)
                        || secrets.keySet().containsAll(DOCKER_LOGIN);
        if (some && !together) {
            problems.error(
                    place,
                    "SKYPILOT_DOCKER_USERNAME, SKYPILOT_DOCKER_PASSWORD and SKYPILOT_DOCKER_SERVER must be"
                            + " given together, all in envs or all in secrets.");
        }
    }
}
