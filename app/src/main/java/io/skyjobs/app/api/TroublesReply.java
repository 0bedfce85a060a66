package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * Places where launches failed of late.
 *
 * @param troubles the newest of each place
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record TroublesReply(List<Trouble> troubles) {
    public TroublesReply {
        troubles = Wire.list(troubles);
    }

    /**
     * A place that a job leaves aside since a launch failed there.
     *
     * @param infra the place
     * @param resources instance type; empty when all of the place is left aside
     * @param code stable reason code
     * @param sentence what went wrong
     * @param providerCode the provider's own error code; may be empty
     * @param until until when it is left aside
     * @param jobId a job that found it
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Trouble(
            String infra,
            String resources,
            String code,
            String sentence,
            String providerCode,
            Instant until,
            long jobId) {
        public Trouble {
            infra = Wire.text(infra);
            resources = Wire.text(resources);
            code = Wire.text(code);
            sentence = Wire.text(sentence);
            providerCode = Wire.text(providerCode);
            until = Wire.need(until, "until");
        }
    }
}
