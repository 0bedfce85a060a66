package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Duration;
import java.util.Optional;

/**
 * A place of a simulated cloud to do harm to.
 *
 * @param place a region or a zone, with or without its cloud before it; empty for all, where that
 *     can be asked for
 * @param length for how long; zero until it is healed
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record HarmRequest(Optional<String> place, Duration length) {
    public HarmRequest {
        place = Wire.maybe(place);
        length = PreemptRequest.length(length);
    }
}
