package io.skyjobs.spi;

/**
 * A number of accelerators of one kind that a place has or a task asks for by name.
 *
 * @param name canonical name, such as {@code A100-80GB}; compared without regard to case
 * @param count how many on one node; may be a fraction
 */
public record Accelerator(String name, double count) {
    public Accelerator {
        if (name.isBlank()) {
            throw new IllegalArgumentException("an accelerator needs a name");
        }
        if (!(count > 0) || Double.isInfinite(count)) {
            throw new IllegalArgumentException(
                    "an accelerator count is a positive number, got " + count);
        }
    }

    /** {@code A100:8}; whole counts without a fraction. */
    @Override
    public String toString() {
        return name
                + ":"
                + (count == Math.rint(count)
                        ? Long.toString((long) count)
                        : Double.toString(count));
    }
}
