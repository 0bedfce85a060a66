package io.skyjobs.core.controller;

import io.skyjobs.core.persistence.Outbox;
import io.skyjobs.core.webhook.Endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How those stand who are told of changes. Safe for use from many threads. */
public interface WebhookStandings {
    /** How old a message may become that nobody takes. */
    Duration LIMIT = Duration.ofHours(24);

    /** Those of the server's configuration, in its order. */
    List<Standing> standings();

    /** What was given up for webhooks of jobs, all together. */
    Optional<Outbox.Lapse> lapseOfJobs();

    /** How many messages wait for webhooks of jobs, all together. */
    long waitingOfJobs();

    /** How many messages wait in all. */
    default long waiting() {
        return waitingOfJobs() + standings().stream().mapToLong(Standing::waiting).sum();
    }

    /**
     * Why an endpoint of the server does not take messages.
     *
     * @param since since when it takes none
     */
    record Trouble(Instant since, String sentence) {}

    /**
     * How an endpoint of the server is.
     *
     * @param waiting messages that wait for it
     * @param lapse what was given up, if anything was
     * @param trouble why it takes none now, if it does not
     */
    record Standing(
            Endpoint endpoint,
            long waiting,
            Optional<Outbox.Lapse> lapse,
            Optional<Trouble> trouble) {}
}
