package io.skyjobs.app.server;

import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Headers of the copies of a job that are submitted together. The value of {@code SKYPILOT_TASK_ID}
 * is fixed here; the store puts the job's id in the place of {@code {job}}.
 */
final class JobHeaders {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss-SSSSSS").withZone(ZoneOffset.UTC);

    private final Planning.Prepared prepared;
    private final Submission submission;
    private final List<String> taskIds;

    /**
     * What a submit says beside the job itself.
     *
     * @param user who submits
     * @param shown the plan that the user agreed to, as JSON text
     * @param copies how many copies
     * @param at when they were submitted
     */
    record Submission(String user, String shown, int copies, Instant at) {}

    JobHeaders(Planning.Prepared prepared, Submission submission) {
        this.prepared = prepared;
        this.submission = submission;
        this.taskIds = taskIds(prepared.spec(), submission.at());
    }

    /** The header of one copy. */
    JobHeader of(int rank) {
        JobSpec spec = prepared.spec();
        return new JobHeader(
                spec.name(),
                submission.user(),
                prepared.workspace(),
                spec.priority(),
                spec.tasks().stream().map(TaskSpec::name).toList(),
                spec.tasks().stream().map(ResourceText::requested).toList(),
                taskIds,
                rank,
                submission.copies(),
                submission.shown());
    }

    private static List<String> taskIds(JobSpec spec, Instant at) {
        String stamp = STAMP.format(at);
        List<String> ids = new ArrayList<>();
        for (int task = 0; task < spec.tasks().size(); task++) {
            String name =
                    spec.isPipeline()
                            ? spec.name() + "_" + spec.tasks().get(task).name()
                            : spec.name();
            ids.add("sky-managed-" + stamp + "_" + name + "_{job}-" + task);
        }
        return ids;
    }
}
