package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * The cluster that a word on a command line means.
 *
 * @param cluster its name
 * @param jobId the job whose live attempt it serves; 0 when the cluster itself was named
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record SimTarget(String cluster, long jobId) {
    public SimTarget {
        cluster = Wire.need(cluster, "cluster");
    }
}
