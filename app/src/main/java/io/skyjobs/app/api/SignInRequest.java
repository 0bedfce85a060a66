package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * Asks for a session of a browser.
 *
 * @param code a code of {@link SignInCodeReply} that was not used yet
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record SignInRequest(String code) {
    public SignInRequest {
        code = Wire.need(code, "code");
    }
}
