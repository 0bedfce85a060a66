package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * Trees of files of which is asked what the server has.
 *
 * @param ids hashes of their manifests, at most {@link #MOST}
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record TreesRequest(List<String> ids) {
    /** The most trees of one question. */
    public static final int MOST = 1000;

    public TreesRequest {
        ids = Wire.list(ids);
    }
}
