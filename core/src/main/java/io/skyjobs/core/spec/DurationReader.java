package io.skyjobs.core.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads lengths of time: {@code 45s}, {@code 30m}, {@code 2h}, {@code 1d}, {@code 1w}, several of
 * them as in {@code 1h30m}, or a number of minutes.
 */
final class DurationReader {
    private static final Pattern WHOLE =
            Pattern.compile("(?:[0-9]{1,9}[smhdw])+", Pattern.CASE_INSENSITIVE);
    private static final Pattern PART =
            Pattern.compile("([0-9]+)([smhdw])", Pattern.CASE_INSENSITIVE);

    private static final Map<Character, Duration> UNITS =
            Map.of(
                    's', Duration.ofSeconds(1),
                    'm', Duration.ofMinutes(1),
                    'h', Duration.ofHours(1),
                    'd', Duration.ofDays(1),
                    'w', Duration.ofDays(7));

    /** Longer times are mistakes, and added to a date they would leave the calendar. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final Problems problems;

    DurationReader(Problems problems) {
        this.problems = problems;
    }

    /** The time of a field; what cannot be understood is a problem and counts as not said. */
    Optional<Duration> read(String field, Node node) {
        Optional<Duration> duration = node instanceof Node.Text text ? of(text) : Optional.empty();
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

    private static Optional<Duration> of(Node.Text text) {
        String written = text.value().strip();
        Optional<BigDecimal> minutes = Scalars.number(written);
        if (minutes.isPresent()) {
            return minutes.filter(number -> number.stripTrailingZeros().scale() <= 0)
                    .filter(number -> number.abs().compareTo(new BigDecimal(1_000_000_000)) < 0)
                    .map(number -> Duration.ofMinutes(number.longValueExact()));
        }
        if (written.length() > 100 || !WHOLE.matcher(written).matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(written);
        while (part.find()) {
            char unit = Character.toLowerCase(part.group(2).charAt(0));
            sum =
                    sum.plus(
                            UNITS.getOrDefault(unit, Duration.ZERO)
                                    .multipliedBy(Long.parseLong(part.group(1))));
        }
        return Optional.of(sum);
    }

    private static String said(Node node) {
        return node instanceof Node.Text text
                ? Problems.oneLine(text.value())
                : Problems.show(node);
    }
}
