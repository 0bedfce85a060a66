package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * Who sent the request.
 *
 * @param name of the user
 * @param role {@code viewer}, {@code user} or {@code admin}
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record MeReply(String name, String role) {
    public MeReply {
        name = Wire.text(name);
        role = Wire.text(role);
    }
}
