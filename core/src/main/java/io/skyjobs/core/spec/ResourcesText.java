package io.skyjobs.core.spec;

import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Resources;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in a few letters what a task asks for, the same letters for the same request. */
public final class ResourcesText {
    private ResourcesText() {}

    /**
     * {@code 1x[A100:8][Spot]}, {@code 2x[CPU:4+]}, {@code 1x[V100:8][Spot|On-demand]}.
     *
     * <p>Accelerators stand in the user's order; without any, the fewest CPUs stand in their place.
     * What is only ever on demand says nothing about spot.
     */
    public static String label(TaskSpec task) {
        List<Resources> options = task.resources().options();
        String accelerators =
                options.stream()
                        .flatMap(option -> option.accelerator().stream())
                        .map(AcceleratorRequest::toString)
                        .distinct()
                        .collect(Collectors.joining(", "));
        String size = accelerators.isEmpty() ? "CPU:" + cpus(options) : accelerators;
        return task.numNodes() + "x[" + size + "]" + spot(options);
    }

    private static Amount cpus(List<Resources> options) {
        Amount one = new Amount(1, true);
        if (options.size() == 1) {
            return options.getFirst().cpus().orElse(one);
        }
        Optional<Amount> least =
                options.stream()
                        .map(option -> option.cpus().orElse(one))
                        .min(Comparator.comparingDouble(Amount::value));
        return new Amount(least.orElse(one).value(), true);
    }

    private static String spot(List<Resources> options) {
        boolean some = options.stream().anyMatch(Resources::spot);
        boolean all = options.stream().allMatch(Resources::spot);
        if (!some) {
            return "";
        }
        return all ? "[Spot]" : "[Spot|On-demand]";
    }
}
