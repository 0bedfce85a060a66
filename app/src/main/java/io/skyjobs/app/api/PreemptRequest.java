package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/**
 * Machines of a simulated cluster to take back.
 *
 * @param cluster its name
 * @param node the one node, from 0; empty for all
 * @param notice how long before the end the machines are told; zero for no notice
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record PreemptRequest(String cluster, Optional<Integer> node, Duration notice) {
    /** Added to a date, longer times would leave the calendar. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    public PreemptRequest {
        cluster = Wire.need(cluster, "cluster");
        node = Wire.maybe(node);
        notice = length(notice);
    }

    static Duration length(@Nullable Duration length) {
        if (length == null) {
            return Duration.ZERO;
        }
        if (length.isNegative()) {
            throw new IllegalArgumentException("a length of time is negative");
        }
        if (length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a length of time is more than " + LONGEST.toDays() + " days");
        }
        return length;
    }
}
