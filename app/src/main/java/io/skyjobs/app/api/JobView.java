package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as the queue shows it.
 *
 * @param jobId its id
 * @param jobName its name
 * @param userName who submitted it
 * @param workspace its workspace
 * @param status public status of the whole
 * @param version grows with every change of it
 * @param submittedAt when it was accepted
 * @param startAt when its first launch began
 * @param endAt when its outcome was recorded
 * @param duration from the first launch to the end, or to now
 * @param jobDuration how long it really ran, all attempts together
 * @param recoveryCount how often it ran again after it had run
 * @param priority more is sooner
 * @param rank position among copies submitted together, from 0
 * @param copies how many were submitted together
 * @param cleaned whether nothing is left of it to clear away or pay for
 * @param currentTask index of the task that decides the status
 * @param details what it waits for, or why it failed; empty when there is nothing to say
 * @param tasks its tasks in order
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record JobView(
        long jobId,
        String jobName,
        String userName,
        String workspace,
        String status,
        long version,
        Instant submittedAt,
        Optional<Instant> startAt,
        Optional<Instant> endAt,
        Duration duration,
        Duration jobDuration,
        int recoveryCount,
        int priority,
        int rank,
        int copies,
        boolean cleaned,
        int currentTask,
        String details,
        List<TaskView> tasks) {
    public JobView {
        jobName = Wire.text(jobName);
        userName = Wire.text(userName);
        workspace = Wire.text(workspace);
        status = Wire.need(status, "status");
        submittedAt = Wire.need(submittedAt, "submitted_at");
        startAt = Wire.maybe(startAt);
        endAt = Wire.maybe(endAt);
        duration = duration == null ? Duration.ZERO : duration;
        jobDuration = jobDuration == null ? Duration.ZERO : jobDuration;
        details = Wire.text(details);
        tasks = Wire.list(tasks);
    }

    /** Whether it has more than one task. */
    public boolean isPipeline() {
        return tasks.size() > 1;
    }

    /** Whether its status never changes again. */
    public boolean isTerminal() {
        return Status.isTerminal(status);
    }

    /**
     * A task of a job.
     *
     * @param taskId index from 0
     * @param taskName its name
     * @param status its public status
     * @param skypilotTaskId value of {@code SKYPILOT_TASK_ID}, the same for all attempts
     * @param nodes how many nodes
     * @param requested what it asks for, such as {@code 1x[A100:8][Spot]}
     * @param startAt when its first launch began
     * @param firstRunAt when it first ran
     * @param endAt when its outcome was recorded
     * @param duration from the first launch to the end, or to now
     * @param jobDuration how long it really ran
     * @param recoveryCount how often it ran again after it had run
     * @param attempt number of the latest attempt; 0 when there was none
     * @param schedule where it stands within its status, such as {@code WAITING} or {@code
     *     CLEANING_UP}
     * @param infra where its latest attempt is or was
     * @param resources shape of its latest attempt
     * @param cluster cluster of its latest attempt
     * @param reasonCode stable code of {@code details}
     * @param details what it waits for, or why it failed
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record TaskView(
            int taskId,
            String taskName,
            String status,
            String skypilotTaskId,
            int nodes,
            String requested,
            Optional<Instant> startAt,
            Optional<Instant> firstRunAt,
            Optional<Instant> endAt,
            Duration duration,
            Duration jobDuration,
            int recoveryCount,
            int attempt,
            String schedule,
            Optional<String> infra,
            Optional<String> resources,
            Optional<String> cluster,
            String reasonCode,
            String details) {
        public TaskView {
            taskName = Wire.text(taskName);
            status = Wire.need(status, "status");
            skypilotTaskId = Wire.text(skypilotTaskId);
            requested = Wire.text(requested);
            startAt = Wire.maybe(startAt);
            firstRunAt = Wire.maybe(firstRunAt);
            endAt = Wire.maybe(endAt);
            duration = duration == null ? Duration.ZERO : duration;
            jobDuration = jobDuration == null ? Duration.ZERO : jobDuration;
            schedule = Wire.text(schedule);
            infra = Wire.maybe(infra);
            resources = Wire.maybe(resources);
            cluster = Wire.maybe(cluster);
            reasonCode = Wire.text(reasonCode);
            details = Wire.text(details);
        }

        /** Whether its status never changes again. */
        public boolean isTerminal() {
            return Status.isTerminal(status);
        }
    }
}
