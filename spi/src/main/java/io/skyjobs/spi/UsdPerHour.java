package io.skyjobs.spi;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A price in US dollars per hour, held as whole millionths so that sums are exact.
 *
 * @param micros millionths of a US dollar per hour, never negative
 */
public record UsdPerHour(long micros) implements Comparable<UsdPerHour> {
    /** No money at all: machines that the user owns. */
    public static final UsdPerHour FREE = new UsdPerHour(0);

    public UsdPerHour {
        if (micros < 0) {
            throw new IllegalArgumentException("a price cannot be negative: " + micros);
        }
    }

    /** Reads a decimal number of dollars, rounded half up to a millionth. */
    public static UsdPerHour of(String dollars) {
        return new UsdPerHour(
                new BigDecimal(dollars)
                        .movePointRight(6)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact());
    }

    /** The price of this many of the same thing. */
    public UsdPerHour times(int count) {
        return new UsdPerHour(Math.multiplyExact(micros, count));
    }

    /** The sum of both prices. */
    public UsdPerHour plus(UsdPerHour other) {
        return new UsdPerHour(Math.addExact(micros, other.micros));
    }

    /** Dollars as an exact decimal number. */
    public BigDecimal dollars() {
        return BigDecimal.valueOf(micros, 6);
    }

    @Override
    public int compareTo(UsdPerHour other) {
        return Long.compare(micros, other.micros);
    }
}
