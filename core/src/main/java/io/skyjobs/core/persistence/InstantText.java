package io.skyjobs.core.persistence;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Instants as text in ISO 8601, exact to the nanosecond, and as numbers for columns.
 *
 * <p>After a restart some hundred thousand of them are read at once, so the usual form is read by
 * hand: digits at fixed places.
 */
final class InstantText {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int SHORTEST = "2026-01-01T00:00:00Z".length();
    private static final int LONGEST = "2026-01-01T00:00:00.000000000Z".length();
    private static final int FRACTION_AT = "2026-01-01T00:00:00.".length();

    private InstantText() {}

    static String write(Instant instant) {
        return instant.toString();
    }

    /**
     * @throws java.time.DateTimeException when it is no instant
     */
    static Instant read(String text) {
        return isUsual(text) ? usual(text) : Instant.parse(text);
    }

    /** Nanoseconds since 1970, or the nearest that a long can hold (years 1677 to 2262). */
    static long nanos(Instant instant) {
        try {
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND),
                    instant.getNano());
        } catch (ArithmeticException outOfRange) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** The instant of so many nanoseconds since 1970. */
    static Instant ofNanos(long nanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    private static boolean isUsual(String text) {
        int length = text.length();
        if (length < SHORTEST || length > LONGEST || text.charAt(length - 1) != 'Z') {
            return false;
        }
        String form = "dddd-dd-ddTdd:dd:dd.ddddddddd";
        for (int at = 0; at < length - 1; at++) {
            char expected = form.charAt(at);
            char actual = text.charAt(at);
            boolean fits = expected == 'd' ? actual >= '0' && actual <= '9' : actual == expected;
            if (!fits) {
                return false;
            }
        }
        // 60 seconds, 24 hours and a dot without digits are left to the strict parser
        return number(text, 11, 13) < 24
                && number(text, 14, 16) < 60
                && number(text, 17, 19) < 60
                && length != FRACTION_AT + 1;
    }

    private static Instant usual(String text) {
        long days =
                LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                        .toEpochDay();
        long seconds =
                number(text, 11, 13) * 3600L + number(text, 14, 16) * 60L + number(text, 17, 19);
        int nanos = 0;
        if (text.length() > FRACTION_AT) {
            nanos = number(text, FRACTION_AT, text.length() - 1);
            for (int digits = text.length() - 1 - FRACTION_AT; digits < 9; digits++) {
                nanos *= 10;
            }
        }
        return Instant.ofEpochSecond(days * SECONDS_PER_DAY + seconds, nanos);
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            number = number * 10 + text.charAt(at) - '0';
        }
        return number;
    }
}
