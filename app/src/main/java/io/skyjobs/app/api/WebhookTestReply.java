package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * What came of a sample.
 *
 * @param id the id that it was sent with
 * @param url where it was sent, without path and query
 * @param delivered whether the receiver took it
 * @param status the HTTP status that the receiver answered with; 0 when it did not take it
 * @param sentence what came of it, in one sentence
 * @param tookMillis how long it took
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record WebhookTestReply(
        String id, String url, boolean delivered, int status, String sentence, long tookMillis) {
    public WebhookTestReply {
        id = Wire.text(id);
        url = Wire.text(url);
        sentence = Wire.text(sentence);
    }
}
