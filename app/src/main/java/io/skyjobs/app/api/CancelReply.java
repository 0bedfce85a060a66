package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * What came of a cancel, job by job.
 *
 * @param jobs in ascending order of ids
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record CancelReply(List<Cancelled> jobs) {
    public CancelReply {
        jobs = Wire.list(jobs);
    }

    /**
     * What came of it for one job.
     *
     * @param jobId the job
     * @param jobName its name; empty when there is no such job
     * @param outcome {@code SCHEDULED}, {@code TOO_LATE}, {@code NOT_FOUND} or {@code REFUSED}
     * @param status its status when it was too late
     * @param sentence why it was refused
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Cancelled(
            long jobId, String jobName, String outcome, String status, String sentence) {
        public Cancelled {
            jobName = Wire.text(jobName);
            outcome = Wire.need(outcome, "outcome");
            status = Wire.text(status);
            sentence = Wire.text(sentence);
        }

        /** Whether it is going to end because of the request. */
        public boolean scheduled() {
            return outcome.equals("SCHEDULED");
        }
    }
}
