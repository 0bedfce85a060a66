package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * How everything went in a span of time.
 *
 * @param points instants in equal steps, the last one now
 * @param costUsd what machines cost in it, in US dollars
 * @param onDemandUsd what the same machines would have cost on demand
 * @param savedUsd the difference
 * @param costPerHour what machines cost per hour now
 * @param partial whether there were more attempts than are added up
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record OverviewReply(
        List<Point> points,
        double costUsd,
        double onDemandUsd,
        double savedUsd,
        double costPerHour,
        boolean partial) {
    public OverviewReply {
        points = Wire.list(points);
    }

    /**
     * How it was at an instant.
     *
     * @param at the instant
     * @param running jobs that ran
     * @param waiting jobs that had not ended and did not run
     * @param failed jobs that failed since the point before
     * @param costPerHour dollars per hour for all machines
     * @param onDemandPerHour the same on demand
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Point(
            Instant at,
            long running,
            long waiting,
            long failed,
            double costPerHour,
            double onDemandPerHour) {
        public Point {
            at = Wire.need(at, "at");
        }
    }
}
