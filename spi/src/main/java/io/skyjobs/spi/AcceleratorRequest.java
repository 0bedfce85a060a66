package io.skyjobs.spi;

import java.util.Optional;

/**
 * Which accelerators a task asks for on each node: by name, or by the memory that each must have.
 */
public sealed interface AcceleratorRequest {
    /** How many on each node; may be a fraction. */
    double count();

    /** An accelerator named by the user, in its canonical spelling where the catalog knows it. */
    record Named(Accelerator accelerator) implements AcceleratorRequest {
        @Override
        public double count() {
            return accelerator.count();
        }

        @Override
        public String toString() {
            return accelerator.toString();
        }
    }

    /**
     * Any accelerator with enough memory: {@code 80GB+}, {@code nvidia:80GB+:2}.
     *
     * @param memoryGib memory of each accelerator in GiB
     * @param manufacturer lower-case maker, such as {@code nvidia}; empty for any
     */
    record ByMemory(Amount memoryGib, Optional<String> manufacturer, double count)
            implements AcceleratorRequest {
        @Override
        public String toString() {
            String size =
                    new Amount(memoryGib.value(), false) + "GB" + (memoryGib.orMore() ? "+" : "");
            String number =
                    count == Math.rint(count)
                            ? Long.toString((long) count)
                            : Double.toString(count);
            return manufacturer.map(maker -> maker + ":").orElse("") + size + ":" + number;
        }
    }
}
