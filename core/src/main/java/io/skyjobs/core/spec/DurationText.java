package io.skyjobs.core.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them: {@code 45s}, {@code 30m}, {@code 1h30m}, or minutes. */
public final class DurationText {
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

    private DurationText() {}

    /** The time that a text says; empty when it says none. Zero is one. */
    public static Optional<Duration> parse(String text) {
        String written = text.strip();
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
}
