package io.skyjobs.app.server;

import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.Problem;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fields that are understood and kept, but not acted upon yet. Without its files a job would run
 * and be wrong, so these are refused; what only adds to a job is warned of.
 */
final class NotYet {
    private NotYet() {}

    /** What to tell about the fields of a job that do not act. */
    static List<Problem> problems(JobSpec job) {
        List<Problem> problems = new ArrayList<>();
        for (int index = 0; index < job.tasks().size(); index++) {
            TaskSpec task = job.tasks().get(index);
            String at = job.isPipeline() ? "task '" + task.name() + "': " : "";
            if (task.workdir().filter(TaskSpec.Workdir.Git.class::isInstance).isPresent()) {
                problems.add(
                        refused(
                                at + "workdir",
                                "This version does not clone git repositories on nodes yet; the job"
                                        + " would run without its workdir.",
                                "Clone it yourself, in `setup` or into a local `workdir`."));
            }
            if (task.extras().containsKey("volumes")) {
                problems.add(
                        refused(
                                at + "volumes",
                                "This version does not bring volumes to nodes yet; the job would run"
                                        + " without them.",
                                "Remove it for now."));
            }
            if (task.eventCallback().isPresent()) {
                problems.add(ignored(at + "event_callback", "It is kept, but not called yet."));
            }
            if (task.hooks().stream().anyMatch(hook -> !hook.events().contains("preemption"))) {
                problems.add(
                        ignored(
                                at + "config.hooks",
                                "Hooks for stop and down are kept, but not run yet."));
            }
        }
        return problems;
    }

    /**
     * Why fewer places fit than a user may think: files at absolute paths need a machine alone or
     * mounts.
     */
    static Optional<String> needingOwnFiles(JobSpec job) {
        return job.tasks().stream()
                .flatMap(task -> task.fileMounts().stream())
                .map(FileMount::target)
                .filter(target -> target.startsWith("/"))
                .findFirst()
                .map(
                        target ->
                                "Files at "
                                        + target
                                        + " need machines that the job does not share, or that allow"
                                        + " it mounts of its own (as root, or by user namespaces);"
                                        + " a path below ~ has a place everywhere.");
    }

    private static Problem refused(String field, String message, String hint) {
        return new Problem(
                Problem.Severity.ERROR, Optional.empty(), 0, 0, field, message, Optional.of(hint));
    }

    /** A field that has less effect than its user may think. */
    static Problem ignored(String field, String message) {
        return new Problem(
                Problem.Severity.WARNING, Optional.empty(), 0, 0, field, message, Optional.empty());
    }
}
