package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * Clusters to end, and buckets and places of jobs to remove, that nobody stands behind.
 *
 * @param clusters as they were shown
 * @param storages their addresses, as they were shown
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record EndLeaksRequest(List<Target> clusters, List<String> storages) {
    public EndLeaksRequest {
        clusters = Wire.list(clusters);
        storages = Wire.list(storages);
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
