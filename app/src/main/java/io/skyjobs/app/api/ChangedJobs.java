package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * Which jobs changed since the event before.
 *
 * @param jobs their ids, each once
 * @param more whether there are too many to name, or it is not known which: any may have changed
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record ChangedJobs(List<Long> jobs, boolean more) {
    public ChangedJobs {
        jobs = Wire.list(jobs);
    }
}
