package io.skyjobs.bench;

/** A bound that a figure is held against, in the unit of the figure. */
sealed interface Budget {
    /** No bound: the figure is for information. */
    record Open() implements Budget {}

    /** The figure should not be greater. */
    record AtMost(double limit) implements Budget {}

    /** The figure should not be smaller. */
    record AtLeast(double limit) implements Budget {}

    /** Whether a value keeps it. */
    default boolean keptBy(double value) {
        return switch (this) {
            case Open open -> true;
            case AtMost most -> value <= most.limit();
            case AtLeast least -> value >= least.limit();
        };
    }

    /** The bound as a column of a table shows it. */
    default String text() {
        return switch (this) {
            case Open open -> "";
            case AtMost most -> "<= " + Figure.number(most.limit());
            case AtLeast least -> ">= " + Figure.number(least.limit());
        };
    }
}
