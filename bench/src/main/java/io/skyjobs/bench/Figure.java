package io.skyjobs.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that was measured.
 *
 * @param name what, unique within a report
 * @param value how much
 * @param unit of the value
 * @param ratio the value over a calibration of the same run, where time is involved
 * @param budget what it is held against
 */
record Figure(String name, double value, String unit, Optional<Ratio> ratio, Budget budget) {
    /**
     * A comparison that carries over to another machine.
     *
     * @param value how many times the calibration
     * @param of the calibration
     */
    record Ratio(double value, String of) {}

    static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, Optional.empty(), new Budget.Open());
    }

    /** The same, compared with a calibration. */
    Figure over(double calibration, String of) {
        return new Figure(
                name, value, unit, Optional.of(new Ratio(value / calibration, of)), budget);
    }

    /** The same, held against a greatest value. */
    Figure atMost(double limit) {
        return new Figure(name, value, unit, ratio, new Budget.AtMost(limit));
    }

    /** The same, held against a least value. */
    Figure atLeast(double limit) {
        return new Figure(name, value, unit, ratio, new Budget.AtLeast(limit));
    }

    /** A number with as many digits as mean something. */
    static String number(double value) {
        double size = Math.abs(value);
        String form =
                size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, form, value);
    }
}
