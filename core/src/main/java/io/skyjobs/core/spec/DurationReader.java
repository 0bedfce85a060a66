package io.skyjobs.core.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * Reads lengths of time: {@code 45s}, {@code 30m}, {@code 2h}, {@code 1d}, {@code 1w}, several of
 * them as in {@code 1h30m}, or a number of minutes.
 */
final class DurationReader {
    /** Longer times are mistakes, and added to a date they would leave the calendar. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Problems problems;

    DurationReader(Problems problems) {
        this.problems = problems;
    }

    /** The time of a field; what cannot be understood is a problem and counts as not said. */
    Optional<Duration> read(String field, Node node) {
        Optional<Duration> duration =
                node instanceof Node.Text text
                        ? DurationText.parse(text.value())
                        : Optional.empty();
        if (duration.isEmpty()) {
            problems.error(
                    node.place(),
                    "%s must be a time such as 45s, 30m, 2h, 1d or 1h30m, or a number of minutes. Got: %s"
                            .formatted(field, said(node)),
                    "Write a number and one of s, m, h, d, w.");
            return Optional.empty();
        }
        boolean sane = duration.get().isPositive() && duration.get().compareTo(LONGEST) <= 0;
        if (!sane) {
            problems.error(
                    node.place(),
                    "%s must be more than nothing and at most %d days. Got: %s"
                            .formatted(field, LONGEST.toDays(), said(node)),
                    "Leave the field out for no limit.");
        }
        return duration.filter(it -> sane);
    }

    private static String said(Node node) {
        return node instanceof Node.Text text
                ? Problems.oneLine(text.value())
                : Problems.show(node);
    }
}
