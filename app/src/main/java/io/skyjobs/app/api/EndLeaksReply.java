package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * What came of the wish to end clusters; that one was asked for does not mean that it is gone.
 *
 * @param clusters in the order of the request
 * @param storages in the order of the request
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record EndLeaksReply(List<Ended> clusters, List<Removed> storages) {
    public EndLeaksReply {
        clusters = Wire.list(clusters);
        storages = Wire.list(storages);
    }

    /**
     * What came of it for one bucket or place.
     *
     * @param outcome {@code GONE}, {@code ABSENT}, {@code MATCHED} or {@code FAILED}
     * @param sentence why it is not gone
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Removed(String address, String outcome, String sentence) {
        public Removed {
            address = Wire.need(address, "address");
            outcome = Wire.need(outcome, "outcome");
            sentence = Wire.text(sentence);
        }
    }

    /**
     * What came of it for one cluster.
     *
     * @param outcome {@code ASKED}, {@code ABSENT}, {@code MATCHED} or {@code FAILED}
     * @param sentence why it was not asked for
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Ended(String provider, String cluster, String outcome, String sentence) {
        public Ended {
            provider = Wire.text(provider);
            cluster = Wire.need(cluster, "cluster");
            outcome = Wire.need(outcome, "outcome");
            sentence = Wire.text(sentence);
        }
    }
}
