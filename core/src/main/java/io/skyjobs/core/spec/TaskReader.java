package io.skyjobs.core.spec;

import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.core.spec.TaskSpec.Workdir;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads one task from its document, overrides applied already. */
final class TaskReader {
    /** Fields of a task; a leading underscore marks what other programs put there. */
    static final Set<String> KEYS =
            Set.of(
                    "name",
                    "workdir",
                    "num_nodes",
                    "resources",
                    "envs",
                    "secrets",
                    "setup",
                    "run",
                    "file_mounts",
                    "event_callback",
                    "config",
                    "volumes",
                    "service",
                    "pool",
                    "api_server_access",
                    "max_duration",
                    "max_wait",
                    "inputs",
                    "outputs",
                    JobAssembly.WEBHOOKS,
                    "_metadata");

    private static final String MAPPING_KEY = "file_mounts_mapping";
    private static final String POLICY_PREFIX = "_policy_";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]+(?:[._-]{1,2}[a-zA-Z0-9]+)*");

    /**
     * Longest name of a task or job; bounds what is matched and shown, and what a path can hold.
     */
    static final int LONGEST_NAME = 200;

    private final Reading reading;
    private final Problems problems;

    TaskReader(Reading reading) {
        this.reading = reading;
        this.problems = reading.problems();
    }

    /**
     * A task, and what its document says about the job.
     *
     * @param spec the task; its name is empty when the document has none
     * @param secretValues values of its secrets
     * @param priority the job's priority, when it is said
     * @param place where its document starts, or where its name stands
     */
    record ReadTask(
            TaskSpec spec,
            SortedMap<String, String> secretValues,
            Optional<Integer> priority,
            Place place) {
        /**
         * The same under a name.
         *
         * @param kept secrets that are not for nodes
         */
        ReadTask named(String name, Set<String> kept) {
            TaskSpec s = spec;
            TreeSet<String> given = new TreeSet<>(s.secrets());
            given.removeAll(kept);
            TaskSpec renamed =
                    new TaskSpec(
                            name,
                            s.workdir(),
                            s.numNodes(),
                            s.resources(),
                            s.recovery(),
                            s.envs(),
                            given,
                            s.setup(),
                            s.run(),
                            s.fileMounts(),
                            s.eventCallback(),
                            s.hooks(),
                            s.config(),
                            s.apiServerAccess(),
                            s.maxDuration(),
                            s.maxWait(),
                            s.extras());
            return new ReadTask(renamed, secretValues, priority, place);
        }
    }

    /** Reads a document. */
    ReadTask read(Node.Fields task) {
        FieldReader reader = new FieldReader(task, problems);
        reader.allowOnly(known(task));
        refuseOtherKinds(reader);
        Environment environment = new EnvironmentReader(problems).read(task);
        Substitution variables =
                new Substitution(environment.envs(), environment.secretNames(), problems);
        ResourcesReader.Asked asked =
                reader.node("resources")
                        .map(new ResourcesReader(reading)::read)
                        .orElse(ResourcesReader.Asked.NOTHING);
        ConfigReader.Config config =
                reader.node("config")
                        .map(new ConfigReader(problems)::read)
                        .orElse(new ConfigReader.Config(new TreeMap<>(), List.of()));
        Optional<Workdir> workdir =
                reader.node("workdir")
                        .map(variables::apply)
                        .flatMap(new WorkdirReader(reading)::read);
        List<FileMount> mounts =
                reader.node("file_mounts")
                        .map(variables::apply)
                        .map(new FileMountsReader(reading)::read)
                        .orElse(List.of());
        TaskSpec spec =
                new TaskSpec(
                        name(reader),
                        workdir,
                        numNodes(reader),
                        asked.choice(),
                        asked.recovery(),
                        environment.envs(),
                        environment.secretNames(),
                        reader.nonEmptyText("setup"),
                        run(reader),
                        mounts,
                        reader.nonEmptyText("event_callback"),
                        config.hooks(),
                        config.values(),
                        reader.bool("api_server_access").orElse(true),
                        duration("max_duration", reader),
                        duration("max_wait", reader),
                        extras(reader, variables));
        Place place = reader.node("name").map(Node::place).orElse(task.place());
        return new ReadTask(spec, environment.secrets(), asked.priority(), place);
    }

    private Optional<Duration> duration(String field, FieldReader reader) {
        return reader.node(field).flatMap(node -> new DurationReader(problems).read(field, node));
    }

    private static Set<String> known(Node.Fields task) {
        Set<String> known = new HashSet<>(KEYS);
        for (Node.Field field : task.fields()) {
            if (field.key().startsWith(POLICY_PREFIX) || field.key().equals(MAPPING_KEY)) {
                known.add(field.key());
            }
        }
        return known;
    }

    private void refuseOtherKinds(FieldReader reader) {
        Optional<Node> service = reader.node("service");
        Optional<Node> pool = reader.node("pool");
        if (service.isPresent() && pool.isPresent()) {
            problems.error(
                    pool.get().place(), "Cannot set both service and pool in the same task.");
        }
        service.ifPresent(
                node ->
                        problems.error(
                                node.place(),
                                "`sky jobs launch` does not run services yet.",
                                "Remove `service` to run the task as a job."));
        pool.ifPresent(
                node ->
                        problems.error(
                                node.place(),
                                "`sky jobs launch` does not run pools yet.",
                                "Remove `pool` to run the task as a job."));
    }

    private String name(FieldReader reader) {
        Optional<String> name = reader.text("name");
        if (name.isEmpty()) {
            return "";
        }
        Place place = reader.node("name").map(Node::place).orElseThrow();
        if (!isTaskName(name.get())) {
            problems.error(place, invalidName(name.get()));
            return "";
        }
        return name.get();
    }

    /** Whether a text can be the name of a task. */
    static boolean isTaskName(String name) {
        // Underscores and dashes are bounded by the pattern; the length keeps it from deep
        // backtracking.
        return name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
    }

    /** The sentence about a name that is none. */
    static String invalidName(String name) {
        if (name.length() > LONGEST_NAME) {
            return "A name can have at most %d characters. Got: %d"
                    .formatted(LONGEST_NAME, name.length());
        }
        return ("Invalid task name %s. Valid name: ASCII characters and may contain lowercase and"
                        + " uppercase letters, digits, underscores, periods, and dashes. Must start and end"
                        + " with alphanumeric characters. No triple dashes or underscores.")
                .formatted(Problems.oneLine(name));
    }

    private int numNodes(FieldReader reader) {
        Optional<Node> node = reader.node("num_nodes");
        Optional<Integer> nodes = node.flatMap(FieldReader::integer).filter(number -> number >= 1);
        if (node.isPresent() && nodes.isEmpty()) {
            String got =
                    node.get() instanceof Node.Text text
                            ? Problems.oneLine(text.value())
                            : Problems.show(node.get());
            problems.error(node.get().place(), "num_nodes should be a positive int. Got: " + got);
        }
        return nodes.orElse(1);
    }

    private Optional<String> run(FieldReader reader) {
        Optional<Node> node = reader.node("run");
        if (node.isPresent() && !Scalars.typeName(node.get()).equals("str")) {
            problems.error(
                    node.get().place(),
                    "run must be a shell script (str). Got " + Scalars.typeName(node.get()),
                    "Write `run: |` and the commands on indented lines below it.");
            return Optional.empty();
        }
        return reader.nonEmptyText("run");
    }

    private SortedMap<String, String> extras(FieldReader reader, Substitution variables) {
        SortedMap<String, String> extras = new TreeMap<>();
        Optional<Node.Fields> volumes = reader.mapping("volumes");
        volumes.map(variables::apply).ifPresent(node -> extras.put("volumes", JsonText.of(node)));
        for (String key : List.of("inputs", "outputs")) {
            Optional<Node.Fields> map = reader.mapping(key);
            if (map.isPresent() && map.get().fields().size() > 1) {
                problems.error(
                        map.get().place(),
                        "`%s` can have one entry only. Got: %d"
                                .formatted(key, map.get().fields().size()));
            }
            map.ifPresent(
                    fields -> {
                        fields.fields().forEach(this::checkSize);
                        extras.put(key, JsonText.of(fields));
                    });
        }
        return extras;
    }

    private void checkSize(Node.Field field) {
        if (Scalars.number(field.value()).filter(size -> size.signum() >= 0).isEmpty()) {
            problems.wrongType(field.value(), "number");
        }
    }
}
