package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * The jobs that are durable now.
 *
 * @param jobName their name
 * @param jobIds one id per copy, by rank
 * @param earlier whether an earlier request with the same key made them
 * @param warnings what is worth saying about the task file
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record SubmitReply(
        String jobName, List<Long> jobIds, boolean earlier, List<ProblemReply.Item> warnings) {
    public SubmitReply {
        jobName = Wire.text(jobName);
        jobIds = Wire.list(jobIds);
        warnings = Wire.list(warnings);
    }
}
