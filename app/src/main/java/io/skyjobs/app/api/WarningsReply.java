package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * What the server has to say of its own configuration.
 *
 * @param warnings one sentence each; empty when all is well
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record WarningsReply(List<String> warnings) {
    public WarningsReply {
        warnings = Wire.list(warnings);
    }
}
