package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * What was done to simulated clouds.
 *
 * @param cloud to which, by name; several with commas between them
 * @param subject to which cluster or place of it; empty for all of it
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record HarmReply(String cloud, String subject) {
    public HarmReply {
        cloud = Wire.text(cloud);
        subject = Wire.text(subject);
    }
}
