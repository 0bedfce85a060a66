package io.skyjobs.core.spec;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A whole job as the user wrote it, with command-line overrides applied and every default filled
 * in.
 *
 * @param name the job's name
 * @param tasks at least one, in file order
 * @param needs for task {@code i}, the indexes of tasks that must have succeeded before it starts
 * @param priority -1000 to 1000; more is sooner
 * @param recipe the text the job was read from, kept so that people can see what was submitted
 * @param trees the stored files of the job: path on the submitting machine to the tree's id
 * @param staging where in an object store its files lie while it is live; empty when they go from
 *     the server to the nodes
 * @param webhooks who is told of changes of its status, besides those whom the server tells
 */
public record JobSpec(
        String name,
        List<TaskSpec> tasks,
        List<List<Integer>> needs,
        int priority,
        Optional<String> recipe,
        SortedMap<String, String> trees,
        Optional<Staging> staging,
        List<JobWebhook> webhooks) {
    public JobSpec {
        webhooks = List.copyOf(webhooks);
        trees = Collections.unmodifiableSortedMap(new TreeMap<>(trees));
        tasks = List.copyOf(tasks);
        needs = needs.stream().map(List::copyOf).toList();
        if (tasks.isEmpty() || tasks.size() != needs.size()) {
            throw new IllegalArgumentException("a job has tasks, and needs for each of them");
        }
    }

    /** A job without webhooks of its own. */
    public JobSpec(
            String name,
            List<TaskSpec> tasks,
            List<List<Integer>> needs,
            int priority,
            Optional<String> recipe,
            SortedMap<String, String> trees,
            Optional<Staging> staging) {
        this(name, tasks, needs, priority, recipe, trees, staging, List.of());
    }

    /** A job of which no files are stored. */
    public JobSpec(
            String name,
            List<TaskSpec> tasks,
            List<List<Integer>> needs,
            int priority,
            Optional<String> recipe) {
        this(name, tasks, needs, priority, recipe, Collections.emptySortedMap());
    }

    /** A job whose files go from the server to the nodes. */
    public JobSpec(
            String name,
            List<TaskSpec> tasks,
            List<List<Integer>> needs,
            int priority,
            Optional<String> recipe,
            SortedMap<String, String> trees) {
        this(name, tasks, needs, priority, recipe, trees, Optional.empty());
    }

    /** The same with these stored files. */
    public JobSpec with(SortedMap<String, String> stored) {
        return new JobSpec(name, tasks, needs, priority, recipe, stored, staging, webhooks);
    }

    /** The same with its files in an object store. */
    public JobSpec with(Staging place) {
        return new JobSpec(
                name, tasks, needs, priority, recipe, trees, Optional.of(place), webhooks);
    }

    /** The same with other tasks, as many as before. */
    public JobSpec withTasks(List<TaskSpec> others) {
        return new JobSpec(name, others, needs, priority, recipe, trees, staging, webhooks);
    }

    /** The same with these webhooks. */
    public JobSpec withWebhooks(List<JobWebhook> others) {
        return new JobSpec(name, tasks, needs, priority, recipe, trees, staging, others);
    }

    /** Names of the secrets with which messages of its webhooks are signed. */
    public Set<String> webhookKeys() {
        return webhooks.stream().map(JobWebhook::secret).collect(Collectors.toUnmodifiableSet());
    }

    /** The paths of the submitting machine that any task needs, each once. */
    public SortedSet<String> sources() {
        SortedSet<String> sources = new TreeSet<>();
        tasks.forEach(
                task -> {
                    task.localFiles().forEach(it -> sources.add(it.source()));
                    task.storages().forEach(it -> sources.addAll(it.localSources()));
                });
        return sources;
    }

    /** Whether anything of the job is in object stores, or is to be. */
    public boolean usesStores() {
        return staging.isPresent()
                || tasks.stream()
                        .flatMap(task -> task.fileMounts().stream())
                        .anyMatch(mount -> !(mount instanceof TaskSpec.FileMount.LocalPath));
    }

    /** Whether the job has more than one task. */
    public boolean isPipeline() {
        return tasks.size() > 1;
    }
}
