package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.Optional;

/**
 * A job to submit. Sending it again with the same key never makes a second job.
 *
 * @param job what to run
 * @param key key of the client's choice, new for each intent to submit
 * @param numJobs how many copies, 1 to {@link Wire#MAX_JOBS}
 * @param shown the plan that the user agreed to, as JSON text; empty when none was shown
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record SubmitRequest(JobRequest job, String key, int numJobs, Optional<String> shown) {
    public SubmitRequest {
        job = Wire.need(job, "job");
        key = Wire.need(key, "key");
        numJobs = numJobs == 0 ? 1 : numJobs;
        shown = Wire.maybe(shown);
    }
}
