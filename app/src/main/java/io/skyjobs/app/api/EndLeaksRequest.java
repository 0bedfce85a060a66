package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * Clusters to end that nobody stands behind.
 *
 * @param clusters as they were shown
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record EndLeaksRequest(List<Target> clusters) {
    public EndLeaksRequest {
        clusters = Wire.list(clusters);
    }

    /** A cluster of a provider. */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Target(String provider, String cluster) {
        public Target {
            provider = Wire.need(provider, "provider");
            cluster = Wire.need(cluster, "cluster");
        }
    }
}
