package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;

/**
 * A session of a browser.
 *
 * @param token what it sends as bearer token from now on
 * @param user whose session it is
 * @param expiresAt until when it lasts
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record SignInReply(String token, String user, Instant expiresAt) {
    public SignInReply {
        token = Wire.need(token, "token");
        user = Wire.text(user);
        expiresAt = Wire.need(expiresAt, "expires_at");
    }
}
