package io.skyjobs.core.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes one job of the documents of a file: header, tasks, names, order, priority. */
final class JobAssembly {
    /** Most tasks of a pipeline. */
    static final int MOST_TASKS = 1_000;

    /** Who is told of changes of the job's status. */
    static final String WEBHOOKS = "webhooks";

    private static final Set<String> HEADER_KEYS = Set.of("name", "execution", WEBHOOKS);
    private static final Set<String> GROUP_KEYS =
            Set.of("name", "execution", "primary_tasks", "termination_delay");
    private static final String JOB_NAME = "[a-zA-Z]([-_.a-zA-Z0-9]*[a-zA-Z0-9])?";

    private final Reading reading;
    private final Problems problems;
    private final Overrides overrides;

    JobAssembly(Reading reading, Overrides overrides) {
        this.reading = reading;
        this.problems = reading.problems();
        this.overrides = overrides;
    }

    /**
     * Reads the documents.
     *
     * @param documents at least one, none of them null
     * @param recipe the text that they come from, without secrets
     * @return nothing when no job can be made of them; a job that is there may have problems still
     */
    Optional<ReadJob> assemble(List<Node> documents, Optional<String> recipe) {
        List<Node.Fields> tasks = new ArrayList<>();
        documents.forEach(document -> task(document).ifPresent(tasks::add));
        if (tasks.size() < documents.size()) {
            return Optional.empty();
        }
        Optional<Node.Fields> header = Optional.of(tasks.getFirst()).filter(JobAssembly::isHeader);
        if (header.isPresent()) {
            if (isGroup(header.get())) {
                return Optional.empty();
            }
            tasks.removeFirst();
            if (tasks.isEmpty()) {
                tasks.add(header.get().without(List.of("execution")));
                header = Optional.empty();
            }
        }
        if (tasks.size() > MOST_TASKS) {
            problems.error(
                    tasks.get(MOST_TASKS).place(),
                    "A pipeline can have at most %d tasks. Got: %d"
                            .formatted(MOST_TASKS, tasks.size()));
            return Optional.empty();
        }
        return Optional.of(job(header, tasks, recipe));
    }

    private Optional<Node.Fields> task(Node document) {
        if (document instanceof Node.Fields fields) {
            return Optional.of(fields);
        }
        String content =
                document instanceof Node.Text text
                        ? Problems.oneLine(text.value())
                        : Problems.show(document);
        problems.error(
                document.place(),
                "YAML loaded as %s, not as dict. Is it correct? content: %s"
                        .formatted(Scalars.typeName(document), content),
                "A task starts with fields such as `name:`, `resources:` and `run:`.");
        return Optional.empty();
    }

    private static boolean isHeader(Node.Fields document) {
        Set<String> keys = new HashSet<>();
        document.fields().forEach(field -> keys.add(field.key()));
        boolean parallel = isParallel(document);
        return (keys.contains("name") || keys.contains("execution"))
                && (parallel ? GROUP_KEYS : HEADER_KEYS).containsAll(keys);
    }

    private static boolean isParallel(Node.Fields document) {
        return document.get("execution").orElse(document) instanceof Node.Text text
                && text.value().equalsIgnoreCase("parallel");
    }

    private boolean isGroup(Node.Fields header) {
        Optional<Node> execution = header.present("execution");
        if (execution.isEmpty()) {
            return false;
        }
        String mode =
                execution.get() instanceof Node.Text text
                        ? text.value()
                        : Problems.show(execution.get());
        if (isParallel(header)) {
            problems.error(
                    execution.get().place(),
                    "`sky jobs launch` does not run job groups (`execution: parallel`) yet.",
                    "Submit the tasks as jobs of their own, or remove `execution` to run them one after another.");
            return true;
        }
        if (!mode.equalsIgnoreCase("serial")) {
            problems.error(
                    execution.get().place(),
                    ("Invalid execution mode for pipeline: %s. Pipelines must use execution: serial"
                                    + " (or omit it). Use execution: parallel for job groups.")
                            .formatted(Problems.quote(mode)));
        }
        return false;
    }

    private ReadJob job(
            Optional<Node.Fields> header, List<Node.Fields> documents, Optional<String> recipe) {
        boolean only = documents.size() == 1;
        OverrideApplication application = new OverrideApplication(overrides, reading);
        if (!only) {
            application.warnOfIgnored();
        }
        List<TaskReader.ReadTask> read = new ArrayList<>();
        for (Node.Fields document : documents) {
            read.add(new TaskReader(reading).read(application.apply(document, only)));
        }
        String name = name(header, read);
        List<TaskReader.ReadTask> named = new ArrayList<>();
        SortedMap<String, String> secrets = secrets(read);
        List<JobWebhook> webhooks =
                webhooks(header, documents)
                        .map(new WebhooksReader(reading, secrets)::read)
                        .orElse(List.of());
        Set<String> kept = webhooks.stream().map(JobWebhook::secret).collect(Collectors.toSet());
        for (int i = 0; i < read.size(); i++) {
            named.add(read.get(i).named(taskName(read, i, name), kept));
        }
        checkNamesDiffer(named);
        List<List<Integer>> needs = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            needs.add(i == 0 ? List.of() : List.of(i - 1));
        }
        JobSpec spec =
                new JobSpec(
                        name,
                        named.stream().map(TaskReader.ReadTask::spec).toList(),
                        needs,
                        priority(named),
                        recipe);
        return new ReadJob(spec.withWebhooks(webhooks), secrets);
    }

    /** They belong to the job: to its only task, or to what stands before its tasks. */
    private Optional<Node> webhooks(Optional<Node.Fields> header, List<Node.Fields> documents) {
        if (header.isEmpty() && documents.size() == 1) {
            return documents.getFirst().present(WEBHOOKS);
        }
        for (Node.Fields document : documents) {
            document.present(WEBHOOKS)
                    .ifPresent(
                            node ->
                                    problems.error(
                                            node.place(),
                                            "Webhooks are of the whole job, not of one of its tasks.",
                                            "Put them into a first document of their own, beside"
                                                    + " `name`."));
        }
        return header.flatMap(it -> it.present(WEBHOOKS));
    }

    private String name(Optional<Node.Fields> header, List<TaskReader.ReadTask> tasks) {
        Optional<String> ofFile = header.flatMap(this::headerName);
        Optional<String> flag = overrides.value(Flag.NAME);
        if (flag.isPresent()) {
            if (flag.get().length() > TaskReader.LONGEST_NAME || !flag.get().matches(JOB_NAME)) {
                problems.error(
                        Place.ofFlag(Flag.NAME.option()),
                        "Invalid job name %s.".formatted(Problems.quote(flag.get())),
                        "A name starts with a letter, ends with a letter or digit, and has letters, digits,"
                                + " dashes, underscores and periods between; at most 200 characters.");
            }
            return flag.get();
        }
        Optional<String> ofTask =
                tasks.size() == 1
                        ? Optional.of(tasks.getFirst().spec().name())
                                .filter(name -> !name.isEmpty())
                        : Optional.empty();
        return ofFile.or(() -> ofTask).orElseGet(this::generatedName);
    }

    private Optional<String> headerName(Node.Fields header) {
        Optional<Node> node = header.present("name");
        Optional<String> name = node.flatMap(value -> FieldReader.text(value, problems));
        if (name.isPresent() && !TaskReader.isTaskName(name.get())) {
            problems.error(
                    node.map(Node::place).orElse(header.place()),
                    TaskReader.invalidName(name.get()));
        }
        return name;
    }

    private String generatedName() {
        String user = reading.context().user().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return "sky-" + reading.context().token() + "-" + (user.isEmpty() ? "user" : user);
    }

    private String taskName(List<TaskReader.ReadTask> tasks, int index, String job) {
        String own = tasks.get(index).spec().name();
        if (tasks.size() == 1) {
            return own.isEmpty() || overrides.has(Flag.NAME) ? job : own;
        }
        return own.isEmpty() ? job + "-" + index : own;
    }

    private void checkNamesDiffer(List<TaskReader.ReadTask> tasks) {
        Set<String> seen = new HashSet<>();
        for (TaskReader.ReadTask task : tasks) {
            if (!seen.add(task.spec().name())) {
                problems.error(
                        task.place(),
                        ("Task name '%s' is duplicated in the DAG. Either change task names to be unique, or"
                                        + " specify the DAG name only and comment out the task names (so that"
                                        + " they will be auto-generated) .")
                                .formatted(task.spec().name()));
            }
        }
    }

    private int priority(List<TaskReader.ReadTask> tasks) {
        List<Integer> priorities =
                tasks.stream().flatMap(task -> task.priority().stream()).distinct().toList();
        if (priorities.size() > 1) {
            problems.error(
                    tasks.getFirst().place(),
                    "Priority is not consistent across tasks: %s".formatted(priorities),
                    "Give every task the same priority, or give it to one task only.");
        }
        return priorities.stream().findFirst().orElse(0);
    }

    private SortedMap<String, String> secrets(List<TaskReader.ReadTask> tasks) {
        SortedMap<String, String> all = new TreeMap<>();
        for (TaskReader.ReadTask task : tasks) {
            task.secretValues()
                    .forEach(
                            (name, value) -> {
                                String earlier = all.putIfAbsent(name, value);
                                if (earlier != null && !earlier.equals(value)) {
                                    problems.error(
                                            task.place(),
                                            "Secret '%s' has another value in an earlier task of the job."
                                                    .formatted(name),
                                            "Use one name for each value.");
                                }
                            });
        }
        return all;
    }
}
