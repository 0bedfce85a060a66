package io.skyjobs.core.optimizer;

import io.skyjobs.spi.UsdPerHour;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The way numbers are written for people. */
final class Figures {
    private Figures() {}

    /** A whole number without a fraction, any other with one decimal. */
    static String size(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP).toPlainString();
    }

    /** A whole number without a fraction, any other with all of its decimals. */
    static String exact(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : BigDecimal.valueOf(value).toPlainString();
    }

    /** Dollars with two decimals. */
    static String money(UsdPerHour price) {
        return price.dollars().setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    /** Dollars with as many decimals as they need, at least two. */
    static String exactMoney(UsdPerHour price) {
        BigDecimal dollars = price.dollars().stripTrailingZeros();
        return (dollars.scale() < 2 ? dollars.setScale(2) : dollars).toPlainString();
    }
}
