package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * Why a job is where it is.
 *
 * @param jobId the job
 * @param jobName its name
 * @param status its public status
 * @param sentence the cause in one sentence
 * @param tasks one entry per task
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record ExplainReply(
        long jobId, String jobName, String status, String sentence, List<TaskReason> tasks) {
    public ExplainReply {
        jobName = Wire.text(jobName);
        status = Wire.need(status, "status");
        sentence = Wire.text(sentence);
        tasks = Wire.list(tasks);
    }

    /**
     * Why a task is where it is.
     *
     * @param taskId its index
     * @param taskName its name
     * @param status its public status
     * @param code stable reason code
     * @param sentence the cause
     * @param waitsFor what would unblock it; may be empty
     * @param position place in the queue for a launch, from 1; 0 when it is not in it
     * @param evidence facts behind it, newest last
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record TaskReason(
            int taskId,
            String taskName,
            String status,
            String code,
            String sentence,
            String waitsFor,
            int position,
            List<String> evidence) {
        public TaskReason {
            taskName = Wire.text(taskName);
            status = Wire.text(status);
            code = Wire.text(code);
            sentence = Wire.text(sentence);
            waitsFor = Wire.text(waitsFor);
            evidence = Wire.list(evidence);
        }
    }
}
