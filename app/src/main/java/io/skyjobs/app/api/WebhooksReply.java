package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who is told of changes, and whether they take it.
 *
 * @param webhooks those of the server's configuration
 * @param ofJobs those that jobs name, all together
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record WebhooksReply(List<WebhookView> webhooks, Figures ofJobs) {
    public WebhooksReply {
        webhooks = Wire.list(webhooks);
        ofJobs = Wire.need(ofJobs, "of_jobs");
    }

    /**
     * How many messages wait and were given up.
     *
     * @param waiting those that wait
     * @param givenUp those that were given up since the store was made
     * @param lastGivenUp when that last happened
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Figures(long waiting, long givenUp, Optional<Instant> lastGivenUp) {
        public Figures {
            lastGivenUp = Wire.maybe(lastGivenUp);
        }
    }

    /**
     * An endpoint.
     *
     * @param name its name
     * @param url where it is, without path and query
     * @param statuses the statuses that it is told of; empty for all
     * @param figures its messages
     * @param failingSince since when it takes none, if it does not
     * @param trouble why it takes none
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record WebhookView(
            String name,
            String url,
            List<String> statuses,
            Figures figures,
            Optional<Instant> failingSince,
            String trouble) {
        public WebhookView {
            name = Wire.need(name, "name");
            url = Wire.text(url);
            statuses = Wire.list(statuses);
            figures = Wire.need(figures, "figures");
            failingSince = Wire.maybe(failingSince);
            trouble = Wire.text(trouble);
        }
    }
}
