package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * What came of the wish to remove buckets.
 *
 * @param storages one entry per name, in the order of the request
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record DeleteStorageReply(List<Deleted> storages) {
    public DeleteStorageReply {
        storages = Wire.list(storages);
    }

    /**
     * One of them.
     *
     * @param outcome {@code DELETED}, {@code NOT_FOUND}, {@code IN_USE} or {@code FAILED}
     * @param sentence why it is not gone; empty when it is
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Deleted(String name, String outcome, String sentence) {
        public Deleted {
            name = Wire.need(name, "name");
            outcome = Wire.need(outcome, "outcome");
            sentence = Wire.text(sentence);
        }
    }
}
