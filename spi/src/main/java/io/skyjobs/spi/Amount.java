package io.skyjobs.spi;

/**
 * How much of something is asked for: exactly this much, or this much and more ({@code 4+}).
 *
 * @param value a positive number; CPUs or GiB, as the field that holds it says
 * @param orMore whether more than {@code value} satisfies the request too
 */
public record Amount(double value, boolean orMore) {
    public Amount {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("an amount is a positive number, got " + value);
        }
    }

    /** Whether something of this size satisfies the request. */
    public boolean isMetBy(double size) {
        return orMore ? size >= value : size == value;
    }

    @Override
    public String toString() {
        String number =
                value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        return orMore ? number + "+" : number;
    }
}
