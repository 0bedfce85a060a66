package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.Optional;

/**
 * What a receiver of webhooks is sent. Fields are added without a new version; a new version says
 * that one means something else.
 *
 * @param type {@link #STATUS_CHANGED} or {@link #TEST}
 * @param version version of this form
 * @param timestamp when it happened
 * @param data what happened
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record WebhookEvent(String type, int version, Instant timestamp, Data data) {
    /** The public status of a job changed. */
    public static final String STATUS_CHANGED = "job.status_changed";

    /** Nothing happened: somebody tries whether messages arrive. */
    public static final String TEST = "webhook.test";

    /** The version that is sent. */
    public static final int VERSION = 1;

    /**
     * A change of status.
     *
     * @param jobId the job
     * @param jobName its name
     * @param user who submitted it
     * @param workspace where it belongs
     * @param sequence grows with each change of the job, with gaps
     * @param oldStatus the status before; missing for a job that was just accepted
     * @param newStatus the status now
     * @param task index of the task that gave the job its status
     * @param taskName its name
     * @param attempt number of that task's newest attempt; 0 before the first
     * @param place where that attempt is or was; missing before the first
     * @param reasonCode stable code of the reason
     * @param reason why, in one sentence
     * @param costUsd what the job had cost by then
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Data(
            long jobId,
            String jobName,
            String user,
            String workspace,
            long sequence,
            Optional<String> oldStatus,
            String newStatus,
            int task,
            String taskName,
            int attempt,
            Optional<Place> place,
            String reasonCode,
            String reason,
            double costUsd) {
        public Data {
            oldStatus = Wire.maybe(oldStatus);
            place = Wire.maybe(place);
        }
    }

    /**
     * A place.
     *
     * @param provider the provider
     * @param region its region, where it has any
     * @param zone its zone, where it has any
     * @param instanceType the machines
     * @param spot whether they may be taken back
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Place(
            String provider,
            Optional<String> region,
            Optional<String> zone,
            String instanceType,
            boolean spot) {
        public Place {
            region = Wire.maybe(region);
            zone = Wire.maybe(zone);
        }
    }
}
