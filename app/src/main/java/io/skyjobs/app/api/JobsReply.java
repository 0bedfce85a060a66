package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of jobs, newest first.
 *
 * @param jobs the jobs
 * @param total how many match in all
 * @param statusCounts how many of each status match in all
 * @param next pass as {@code cursor} for the next page; empty on the last
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record JobsReply(
        List<JobView> jobs, long total, Map<String, Long> statusCounts, Optional<Long> next) {
    public JobsReply {
        jobs = Wire.list(jobs);
        statusCounts = Wire.map(statusCounts);
        next = Wire.maybe(next);
    }
}
