package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.Optional;

/**
 * The wish to send one signed sample.
 *
 * @param name an endpoint of the server's configuration; missing when there is a URL
 * @param url where to send it instead, under the rules for webhooks of jobs
 * @param secret what to sign it with, where there is a URL
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record WebhookTestRequest(
        Optional<String> name, Optional<String> url, Optional<String> secret) {
    public WebhookTestRequest {
        name = Wire.maybe(name);
        url = Wire.maybe(url);
        secret = Wire.maybe(secret);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "WebhookTestRequest[" + name + "]";
    }
}
