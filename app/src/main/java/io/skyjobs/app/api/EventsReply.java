package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * What happened to a job, oldest first.
 *
 * @param schema version of this form; grows when a field changes its meaning, not when one is added
 * @param jobId the job
 * @param jobName its name
 * @param status its public status now
 * @param events the events
 * @param next pass as {@code after} to read on
 * @param complete whether no event will follow
 * @param costUsd what all attempts of the job have cost by now, in US dollars
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record EventsReply(
        int schema,
        long jobId,
        String jobName,
        String status,
        List<EventView> events,
        long next,
        boolean complete,
        double costUsd) {
    /** The version of the form that is written now. */
    public static final int SCHEMA = 1;

    public EventsReply {
        jobName = Wire.text(jobName);
        status = Wire.text(status);
        events = Wire.list(events);
    }

    /**
     * An entry of a job's journal.
     *
     * @param number grows over all jobs
     * @param taskId task index; -1 for the job as a whole
     * @param attempt number of the attempt that it is about; 0 when it is about none
     * @param state public status of the task after it; empty where it is not known
     * @param kind stable name of the kind of event
     * @param at when it was recorded
     * @param reasonCode stable code of the reason; empty when there is none
     * @param sentence what happened, for people
     * @param evidence the raw facts behind it; may be empty
     * @param infra where the attempt is or was; empty when it is about none
     * @param costUsd what all attempts of the job had cost by then, in US dollars
     * @param data the whole event as JSON text
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record EventView(
            long number,
            int taskId,
            int attempt,
            String state,
            String kind,
            Instant at,
            String reasonCode,
            String sentence,
            String evidence,
            String infra,
            double costUsd,
            String data) {
        public EventView {
            state = Wire.text(state);
            kind = Wire.text(kind);
            at = Wire.need(at, "at");
            reasonCode = Wire.text(reasonCode);
            sentence = Wire.text(sentence);
            evidence = Wire.text(evidence);
            infra = Wire.text(infra);
            data = Wire.text(data);
        }

        /** All that is said of it, in one line: attempt, sentence and evidence. */
        public String line() {
            return (attempt > 0 ? "[attempt " + attempt + "] " : "")
                    + sentence
                    + (evidence.isEmpty() ? "" : " [" + evidence + "]");
        }
    }
}
