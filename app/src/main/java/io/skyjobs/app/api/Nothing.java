package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * A request body that says nothing.
 *
 * @param reason for the server's log; may be empty
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record Nothing(String reason) {
    public Nothing {
        reason = Wire.text(reason);
    }
}
