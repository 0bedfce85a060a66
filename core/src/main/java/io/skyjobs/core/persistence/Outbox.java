package io.skyjobs.core.persistence;

import io.skyjobs.core.webhook.StatusChange;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What endpoints of webhooks are still to be told, and what was given up. Changed only by {@link
 * JobStore#write}; safe for use from many threads.
 */
public interface Outbox {
    /** Every endpoint and job between which something waits. */
    List<Line> lines();

    /** The oldest message of a line. */
    Optional<Entry> oldest(Line line);

    /** How many messages wait, by endpoint. */
    Map<String, Long> waiting();

    /** What was given up since the store was made, by endpoint; those of jobs together. */
    Map<String, Lapse> lapses();

    /** Whether any keys of jobs' own webhooks are stored. */
    boolean holdsKeys();

    /** Values of the keys with which the messages of a job's own webhooks are signed, by name. */
    Map<String, String> keys(long job);

    /** What waits for one endpoint about one job, which is told in order. */
    record Line(String endpoint, long job) {}

    /**
     * A message that waits.
     *
     * @param sequence the version of the job that it tells of
     */
    record Entry(Line line, long sequence, StatusChange change) {}

    /**
     * How many messages were given up.
     *
     * @param last when that last happened
     */
    record Lapse(long messages, Instant last) {}
}
