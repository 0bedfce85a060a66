package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * Buckets that this installation made.
 *
 * @param storages one entry per bucket, the oldest first
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record StoragesReply(List<StorageView> storages) {
    public StoragesReply {
        storages = Wire.list(storages);
    }

    /**
     * A bucket.
     *
     * @param name its name
     * @param store the store that it is in
     * @param uri its address
     * @param createdAt when the intent to make it was stored
     * @param job the job that it was made for
     * @param persistent whether it outlives the job
     * @param status {@code INIT}, {@code READY} or {@code DELETING}
     * @param users live jobs that use it
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record StorageView(
            String name,
            String store,
            String uri,
            Instant createdAt,
            long job,
            boolean persistent,
            String status,
            List<Long> users) {
        public StorageView {
            name = Wire.need(name, "name");
            store = Wire.text(store);
            uri = Wire.text(uri);
            createdAt = Wire.need(createdAt, "created_at");
            status = Wire.text(status);
            users = Wire.list(users);
        }
    }
}
