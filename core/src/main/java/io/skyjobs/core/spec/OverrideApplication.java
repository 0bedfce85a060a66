package io.skyjobs.core.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lays what the command line says over the tree of a task, before it is read, so that a value is
 * judged the same way wherever it was written.
 */
final class OverrideApplication {
    private static final String NAME = "[a-zA-Z_][a-zA-Z0-9_]*";
    private static final int DEEPEST_CONFIG = 20;

    private final Overrides overrides;
    private final Problems problems;
    private final ResourceOverrides resources;

    OverrideApplication(Overrides overrides, Reading reading) {
        this.overrides = overrides;
        this.problems = reading.problems();
        this.resources = new ResourceOverrides(overrides, reading);
    }

    /**
     * Overrides a task.
     *
     * @param only whether the task is the only one of the file; else what is about its resources is
     *     left out
     */
    Node.Fields apply(Node.Fields task, boolean only) {
        Node.Fields result = resources.apply(task, only);
        if (only && overrides.has(Flag.NUM_NODES)) {
            result = result.with(field("num_nodes", Flag.NUM_NODES));
        }
        result = variables(result, "envs", "--env", overrides.envs());
        result =
                variables(
                        storedSecretsAsFields(result), "secrets", "--secret", overrides.secrets());
        return config(workdir(result));
    }

    /** Says which overrides are left out because the file has several tasks. */
    void warnOfIgnored() {
        Map<String, String> ignored = new TreeMap<>();
        overrides
                .flags()
                .forEach(
                        (flag, value) -> {
                            boolean ofResources =
                                    flag.resource().isPresent() && flag != Flag.PRIORITY;
                            if (ofResources || flag == Flag.NUM_NODES) {
                                ignored.put(flag.option().substring(2).replace('-', '_'), value);
                            }
                        });
        if (!overrides.ports().isEmpty()) {
            ignored.put("ports", overrides.ports().toString());
        }
        if (!ignored.isEmpty()) {
            problems.warning(
                    Place.ofFlag(""),
                    "override params %s are ignored, since the yaml file contains multiple tasks."
                            .formatted(ignored));
        }
    }

    private Node.Field field(String key, Flag flag) {
        String value = overrides.value(flag).orElseThrow();
        return new Node.Field(Place.ofFlag(flag.option()), key, flag.node(value));
    }

    private Node.Fields variables(
            Node.Fields task, String key, String flag, Map<String, String> values) {
        Place place = Place.ofFlag(flag);
        Optional<Node> written = task.present(key);
        boolean unreadable = written.isPresent() && task.mapping(key).isEmpty();
        if (values.isEmpty() || unreadable) {
            return task;
        }
        Map<String, Node.Field> merged = new LinkedHashMap<>();
        task.mapping(key)
                .ifPresent(
                        fields -> fields.fields().forEach(field -> merged.put(field.key(), field)));
        values.forEach(
                (name, value) -> {
                    if (!name.matches(NAME)) {
                        problems.error(
                                place,
                                "Invalid name of a variable: %s.".formatted(Problems.quote(name)),
                                "Write %s NAME=VALUE; a name has letters, digits and underscores."
                                        .formatted(flag));
                    } else if (value.indexOf('\0') >= 0) {
                        problems.error(
                                place, "The value of %s holds the character NUL.".formatted(name));
                    } else {
                        Node text = new Node.Text(place, value, false, Node.Span.NONE);
                        merged.put(name, new Node.Field(place, name, text));
                    }
                });
        Place where = written.map(Node::place).orElse(place);
        return task.with(
                new Node.Field(where, key, new Node.Fields(where, List.copyOf(merged.values()))));
    }

    /**
     * A well-formed list of secrets becomes a mapping of their names to nothing, for values to be
     * laid over.
     */
    private Node.Fields storedSecretsAsFields(Node.Fields task) {
        Optional<Node> secrets = task.present("secrets");
        if (overrides.secrets().isEmpty()
                || secrets.isEmpty()
                || !(secrets.get() instanceof Node.Items list)) {
            return task;
        }
        Map<String, Node.Field> fields = new LinkedHashMap<>();
        for (Node item : list.items()) {
            Optional<String> name = EnvironmentReader.secretName(item);
            if (name.isEmpty()) {
                return task;
            }
            Node missing = new Node.Text(item.place(), "", true, Node.Span.NONE);
            fields.put(name.get(), new Node.Field(item.place(), name.get(), missing));
        }
        Node.Fields mapping = new Node.Fields(list.place(), List.copyOf(fields.values()));
        return task.with(new Node.Field(list.place(), "secrets", mapping));
    }

    private Node.Fields workdir(Node.Fields task) {
        Optional<String> directory = overrides.value(Flag.WORKDIR);
        Optional<String> url = overrides.value(Flag.GIT_URL);
        boolean ref = overrides.has(Flag.GIT_REF);
        if (directory.isPresent() && (url.isPresent() || ref)) {
            problems.error(
                    Place.ofFlag(Flag.WORKDIR.option()),
                    "Cannot specify both --workdir and --git-url or --git-ref.");
            return task;
        }
        if (directory.isPresent()) {
            return Flag.WORKDIR.isResetBy(directory.get())
                    ? task.without(List.of("workdir"))
                    : task.with(field("workdir", Flag.WORKDIR));
        }
        if (url.isEmpty() && !ref) {
            return task;
        }
        Place place = Place.ofFlag(Flag.GIT_URL.option());
        Optional<Node.Fields> written = task.mapping("workdir");
        if (url.isEmpty() && written.isEmpty()) {
            problems.error(
                    Place.ofFlag(Flag.GIT_REF.option()),
                    "--git-ref needs a git repository as workdir.",
                    "Add --git-url, or write `workdir` with a `url` in the task file.");
            return task;
        }
        Node.Fields git =
                url.isEmpty() && written.isPresent()
                        ? written.get()
                        : new Node.Fields(place, List.of(field("url", Flag.GIT_URL)));
        return task.with(
                new Node.Field(
                        git.place(), "workdir", ref ? git.with(field("ref", Flag.GIT_REF)) : git));
    }

    private Node.Fields config(Node.Fields task) {
        Place place = Place.ofFlag("--config");
        Node.Fields over = new Node.Fields(place, List.of());
        for (String setting : overrides.config()) {
            over = configured(over, setting, place);
        }
        Optional<Node.Fields> written = task.mapping("config");
        boolean unreadable = task.present("config").isPresent() && written.isEmpty();
        if (over.fields().isEmpty() || unreadable) {
            return task;
        }
        Node.Fields merged = written.isPresent() ? written.get().deeplyOverlaidBy(over) : over;
        return task.with(new Node.Field(merged.place(), "config", merged));
    }

    private Node.Fields configured(Node.Fields over, String setting, Place place) {
        int equals = setting.indexOf('=');
        List<String> keys =
                equals < 0 ? List.of() : List.of(setting.substring(0, equals).split("\\.", -1));
        boolean wellFormed = !keys.isEmpty() && keys.stream().noneMatch(String::isBlank);
        if (!wellFormed || keys.size() > DEEPEST_CONFIG) {
            problems.error(
                    place,
                    "Invalid configuration %s.".formatted(Problems.quote(setting)),
                    "Write --config KEY=VALUE with a dotted key, such as --config kubernetes.provision_timeout=600.");
            return over;
        }
        Optional<List<Node>> documents =
                YamlTree.documents(setting.substring(equals + 1), place, problems);
        Node value =
                documents
                        .flatMap(list -> list.stream().findFirst())
                        .orElse(new Node.Text(place, "", true, Node.Span.NONE));
        List<String> inward = new ArrayList<>(keys);
        while (inward.size() > 1) {
            Node.Field inner = new Node.Field(place, inward.removeLast(), value);
            value = new Node.Fields(place, List.of(inner));
        }
        Node.Field outer = new Node.Field(place, inward.getFirst(), value);
        return over.deeplyOverlaidBy(new Node.Fields(place, List.of(outer)));
    }
}
