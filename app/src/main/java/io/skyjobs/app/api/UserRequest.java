package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * Names a user.
 *
 * @param name its name
 * @param role what it may do; for a new one only
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record UserRequest(String name, String role) {
    public UserRequest {
        name = Wire.need(name, "name");
        role = Wire.text(role);
    }
}
