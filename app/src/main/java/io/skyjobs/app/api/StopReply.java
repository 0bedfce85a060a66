package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * The server is going down; jobs go on running.
 *
 * @param pid the process that ends
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record StopReply(long pid) {}
