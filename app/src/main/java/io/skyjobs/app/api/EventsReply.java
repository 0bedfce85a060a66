package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * What happened to a job, oldest first.
 *
 * @param events the events
 * @param next pass as {@code after} to read on
 * @param complete whether no event will follow
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record EventsReply(List<EventView> events, long next, boolean complete) {
    public EventsReply {
        events = Wire.list(events);
    }

    /**
     * An entry of a job's journal.
     *
     * @param number grows over all jobs
     * @param taskId task index; -1 for the job as a whole
     * @param kind stable name of the kind of event
     * @param at when it was recorded
     * @param sentence what happened, for people
     * @param data the whole event as JSON text
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record EventView(
            long number, int taskId, String kind, Instant at, String sentence, String data) {
        public EventView {
            kind = Wire.text(kind);
            at = Wire.need(at, "at");
            sentence = Wire.text(sentence);
            data = Wire.text(data);
        }
    }
}
