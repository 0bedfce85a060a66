package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * The wish to remove buckets that this installation made.
 *
 * @param names their names or addresses
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record DeleteStorageRequest(List<String> names) {
    public DeleteStorageRequest {
        names = Wire.list(names);
    }
}
