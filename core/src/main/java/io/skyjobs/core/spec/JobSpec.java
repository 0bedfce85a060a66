package io.skyjobs.core.spec;

import java.util.List;
import java.util.Optional;

/**
 * A whole job as the user wrote it, with command-line overrides applied and every default filled
 * in.
 *
 * @param name the job's name
 * @param tasks at least one, in file order
 * @param needs for task {@code i}, the indexes of tasks that must have succeeded before it starts
 * @param priority -1000 to 1000; more is sooner
 * @param recipe the text the job was read from, kept so that people can see what was submitted
 */
public record JobSpec(
        String name,
        List<TaskSpec> tasks,
        List<List<Integer>> needs,
        int priority,
        Optional<String> recipe) {
    public JobSpec {
        tasks = List.copyOf(tasks);
        needs = needs.stream().map(List::copyOf).toList();
        if (tasks.isEmpty() || tasks.size() != needs.size()) {
            throw new IllegalArgumentException("a job has tasks, and needs for each of them");
        }
    }

    /** Whether the job has more than one task. */
    public boolean isPipeline() {
        return tasks.size() > 1;
    }
}
