package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * The new token of a user. It is told once.
 *
 * @param name whose it is
 * @param role what it may do
 * @param token the token
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record UserTokenReply(String name, String role, String token) {
    public UserTokenReply {
        name = Wire.need(name, "name");
        role = Wire.text(role);
        token = Wire.need(token, "token");
    }
}
