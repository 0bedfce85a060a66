package io.skyjobs.spi;

import java.util.List;

/** The options that a task leaves open; at least one, in the user's order. */
public sealed interface ResourceChoice {
    /** The options in the order they were written; never empty. */
    List<Resources> options();

    /** Exactly one thing will do. */
    record One(Resources resources) implements ResourceChoice {
        @Override
        public List<Resources> options() {
            return List.of(resources);
        }
    }

    /** Any of them will do; the cheapest is best. */
    record AnyOf(List<Resources> options) implements ResourceChoice {
        public AnyOf {
            options = nonEmpty(options);
        }
    }

    /** An earlier option is always better than a later one, at any price. */
    record Ordered(List<Resources> options) implements ResourceChoice {
        public Ordered {
            options = nonEmpty(options);
        }
    }

    private static List<Resources> nonEmpty(List<Resources> options) {
        if (options.isEmpty()) {
            throw new IllegalArgumentException("a choice of resources needs at least one option");
        }
        return List.copyOf(options);
    }
}
