package io.skyjobs.app.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people read and write them: {@code 2 hrs ago}, {@code 2h 47m 18s}, {@code 30m}. */
final class TimeText {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long WEEK = 7 * DAY;
    private static final long MONTH = 30 * DAY;
    private static final long YEAR = 365 * DAY;

    private static final Pattern LENGTH = Pattern.compile("(\\d{1,6})([smhd]?)");
    private static final Pattern AGE = Pattern.compile("(\\d{1,9})([smhdw]?)");
    private static final Pattern DAY_FIRST_YEAR =
            Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})(?:[ T](\\d{2}):(\\d{2})(?::(\\d{2}))?)?");
    private static final Pattern DAY_LAST_YEAR =
            Pattern.compile("(\\d{2})-(\\d{2})-(\\d{4})(?:[ T](\\d{2}):(\\d{2})(?::(\\d{2}))?)?");

    /** An instant of ISO 8601. */
    private static final Pattern INSTANT =
            Pattern.compile("\\b\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?Z\\b");

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private TimeText() {}

    /**
     * A sentence in which instants such as {@code 2026-01-31T17:00:00Z}, as the server writes them,
     * are times of the reader's zone, such as {@code 2026-01-31 18:00:00}.
     */
    static String local(String sentence, ZoneId zone) {
        return INSTANT.matcher(sentence)
                .replaceAll(match -> Matcher.quoteReplacement(inZone(match.group(), zone)));
    }

    private static String inZone(String instant, ZoneId zone) {
        try {
            return SECONDS.format(Instant.parse(instant).atZone(zone));
        } catch (DateTimeParseException noSuchDay) {
            return instant;
        }
    }

    /** {@code 2 hrs ago}; {@code -} when it did not happen. */
    static String ago(Optional<Instant> then, Instant now) {
        return then.map(at -> ago(Duration.between(at, now))).orElse("-");
    }

    private static String ago(Duration age) {
        long seconds = Math.max(age.toSeconds(), 1);
        if (seconds < MINUTE) {
            return ago(seconds, "sec");
        }
        if (seconds < HOUR) {
            return ago(seconds / MINUTE, "min");
        }
        if (seconds < DAY) {
            return ago(seconds / HOUR, "hr");
        }
        if (seconds < WEEK) {
            return ago(seconds / DAY, "day");
        }
        if (seconds < MONTH) {
            return ago(seconds / WEEK, "week");
        }
        return seconds < YEAR ? ago(seconds / MONTH, "month") : ago(seconds / YEAR, "year");
    }

    private static String ago(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s") + " ago";
    }

    /** {@code 2h 47m 18s}, {@code 1d 3h}; {@code < 1 second} below that. */
    static String length(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return "< 1 second";
        }
        if (seconds >= MONTH) {
            return two(seconds / MONTH, "mo", seconds % MONTH / DAY, "d");
        }
        if (seconds >= WEEK) {
            return two(seconds / WEEK, "w", seconds % WEEK / DAY, "d");
        }
        if (seconds >= DAY) {
            return two(seconds / DAY, "d", seconds % DAY / HOUR, "h");
        }
        StringBuilder text = new StringBuilder();
        append(text, seconds / HOUR, "h");
        append(text, seconds % HOUR / MINUTE, "m");
        append(text, seconds % MINUTE, "s");
        return text.toString();
    }

    private static String two(long big, String bigUnit, long small, String smallUnit) {
        return big + bigUnit + (small == 0 ? "" : " " + small + smallUnit);
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : " ").append(count).append(unit);
        }
    }

    /** A length such as {@code 30s}, {@code 2m} or {@code 1h}; plain numbers are seconds. */
    static Duration parseLength(String text, String flag) throws UsageProblem {
        Matcher match = LENGTH.matcher(text.strip());
        if (!match.matches()) {
            throw new UsageProblem(
                    "Invalid value for '"
                            + flag
                            + "': '"
                            + text
                            + "' is not a length of time. Write it as 30s, 2m or 1h; a plain number"
                            + " is seconds.");
        }
        long count = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofSeconds(count);
        };
    }

    /** {@code 30m}, {@code 48h}, {@code 7d}, {@code 2w}; a bare number is seconds. */
    static Duration parseAge(String text, String flag) throws UsageProblem {
        Matcher match = AGE.matcher(text.strip());
        if (!match.matches()) {
            throw new UsageProblem(
                    "Invalid value for '"
                            + flag
                            + "': '"
                            + text
                            + "' is not a duration such as 30m, 48h, 7d or 2w.");
        }
        long count = Long.parseLong(match.group(1));
        return Duration.ofSeconds(
                switch (match.group(2)) {
                    case "m" -> count * MINUTE;
                    case "h" -> count * HOUR;
                    case "d" -> count * DAY;
                    case "w" -> count * WEEK;
                    default -> count;
                });
    }

    /**
     * {@code 2026-01-31}, {@code 2026-01-31 17:00[:05]} or {@code 01-31-2026[ 17:00[:05]]}, local
     * time.
     */
    static Instant parseMoment(String text, String flag, ZoneId zone) throws UsageProblem {
        String stripped = text.strip();
        try {
            Matcher match = DAY_FIRST_YEAR.matcher(stripped);
            if (match.matches()) {
                return at(match, 1, 2, 3).atZone(zone).toInstant();
            }
            match = DAY_LAST_YEAR.matcher(stripped);
            if (match.matches()) {
                return at(match, 3, 1, 2).atZone(zone).toInstant();
            }
        } catch (DateTimeException noSuchDay) {
            // Such as the 31st of February: said below.
        }
        throw new UsageProblem(
                "Invalid value for '"
                        + flag
                        + "': '"
                        + text
                        + "' is not a local time such as 2026-01-31 or '2026-01-31 17:00:00'.");
    }

    private static LocalDateTime at(Matcher match, int year, int month, int day) {
        return LocalDateTime.of(
                LocalDate.of(number(match, year), number(match, month), number(match, day)),
                LocalTime.of(number(match, 4), number(match, 5), number(match, 6)));
    }

    private static int number(Matcher match, int group) {
        String digits = match.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
