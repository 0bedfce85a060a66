package io.skyjobs.providers.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The harm that was asked for by people, beside that of the scenario; immutable.
 *
 * @param outages until when machines in a place end and cannot be made
 * @param partitions until when machines in a place cannot be reached; the place {@code *} is all
 */
record Faults(Map<String, Instant> outages, Map<String, Instant> partitions) {
    static final Faults NONE = new Faults(Map.of(), Map.of());

    /** All places. */
    static final String EVERYWHERE = "*";

    private static final Duration UNTIL_HEALED = Duration.ofDays(36_500);

    Faults {
        outages = Map.copyOf(outages);
        partitions = Map.copyOf(partitions);
    }

    Faults withOutage(String place, Instant now, Optional<Duration> length) {
        return new Faults(with(outages, place, now.plus(length.orElse(UNTIL_HEALED))), partitions);
    }

    Faults withPartition(String place, Instant now, Optional<Duration> length) {
        return new Faults(outages, with(partitions, place, now.plus(length.orElse(UNTIL_HEALED))));
    }

    private static Map<String, Instant> with(
            Map<String, Instant> all, String place, Instant until) {
        var next = new HashMap<>(all);
        next.put(place, until);
        return next;
    }

    boolean isOut(String region, String zone, Instant now) {
        return holds(outages, region, now) || holds(outages, zone, now);
    }

    boolean isCut(String region, String zone, Instant now) {
        return holds(partitions, region, now)
                || holds(partitions, zone, now)
                || holds(partitions, EVERYWHERE, now);
    }

    private static boolean holds(Map<String, Instant> all, String place, Instant now) {
        var until = all.get(place);
        return until != null && now.isBefore(until);
    }

    /** What is wrong, one sentence each. */
    List<String> sentences(Instant now) {
        var sentences = new ArrayList<String>();
        outages.forEach(
                (place, until) -> {
                    if (now.isBefore(until)) {
                        sentences.add("Outage of " + place + until(until, now) + ".");
                    }
                });
        partitions.forEach(
                (place, until) -> {
                    if (now.isBefore(until)) {
                        var where = place.equals(EVERYWHERE) ? "all places" : place;
                        sentences.add(
                                "Machines in "
                                        + where
                                        + " cannot be reached"
                                        + until(until, now)
                                        + ".");
                    }
                });
        return sentences.stream().sorted().toList();
    }

    private static String until(Instant until, Instant now) {
        var left = Duration.between(now, until);
        return left.compareTo(UNTIL_HEALED.dividedBy(2)) > 0
                ? " until it is healed"
                : " for another " + left.plusMillis(999).toSeconds() + " s";
    }

    /** The lines that say this from a moment on. */
    List<String> write(Instant now) {
        var lines = new ArrayList<String>();
        lines.add(new Words().add("heal").add(now).toString());
        outages.forEach((place, until) -> lines.add(line("outage", now, place, until)));
        partitions.forEach((place, until) -> lines.add(line("partition", now, place, until)));
        return lines;
    }

    private static String line(String kind, Instant now, String place, Instant until) {
        return new Words().add(kind).add(now).add(place).add(until).toString();
    }

    /** These and what a line says. */
    Faults read(String kind, Words words) {
        return switch (kind) {
            case "heal" -> NONE;
            case "outage" -> new Faults(with(outages, words.text(), words.instant()), partitions);
            case "partition" ->
                    new Faults(outages, with(partitions, words.text(), words.instant()));
            default -> throw new IllegalArgumentException("no such line: " + kind);
        };
    }
}
