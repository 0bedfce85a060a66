package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * What a server stored.
 *
 * @param stored how many contents or manifests
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record StoredReply(int stored) {}
