package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;

/**
 * A code by which a browser signs in once.
 *
 * @param code the code
 * @param expiresAt until when it may be used
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record SignInCodeReply(String code, Instant expiresAt) {
    public SignInCodeReply {
        code = Wire.need(code, "code");
        expiresAt = Wire.need(expiresAt, "expires_at");
    }
}
