package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.Map;
import java.util.Optional;

/**
 * A job to submit. Sending it again with the same key never makes a second job.
 *
 * @param job what to run
 * @param key key of the client's choice, new for each intent to submit
 * @param numJobs how many copies, 1 to {@link Wire#MAX_JOBS}
 * @param shown the plan that the user agreed to, as JSON text; empty when none was shown
 * @param trees the files of the job, which are on the server: path as the plan names it to the hash
 *     of its manifest
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record SubmitRequest(
        JobRequest job,
        String key,
        int numJobs,
        Optional<String> shown,
        Map<String, String> trees) {
    public SubmitRequest {
        job = Wire.need(job, "job");
        key = Wire.need(key, "key");
        numJobs = numJobs == 0 ? 1 : numJobs;
        shown = Wire.maybe(shown);
        trees = Wire.map(trees);
    }
}
