package io.skyjobs.app.server;

import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.Shape;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Resources in the few words that tables have room for. Pure. */
final class ResourceText {
    private ResourceText() {}

    /** {@code 1x[A100:8][Spot]}, {@code 2x[CPU:4+]}: what a task asks for. */
    static String requested(TaskSpec task) {
        List<Resources> options = task.resources().options();
        Set<String> kinds = new LinkedHashSet<>();
        Set<Boolean> markets = new LinkedHashSet<>();
        for (Resources option : options) {
            kinds.add(
                    option.accelerator()
                            .map(AcceleratorRequest::toString)
                            .orElseGet(() -> cpus(option)));
            markets.add(option.spot());
        }
        String market =
                markets.size() > 1 ? "[Spot|On-demand]" : options.getFirst().spot() ? "[Spot]" : "";
        return task.numNodes() + "x[" + String.join(", ", kinds) + "]" + market;
    }

    private static String cpus(Resources option) {
        return "CPU:" + option.cpus().map(Object::toString).orElse("1+");
    }

    /** {@code AWS (us-east-1)} in lower case: {@code aws/us-east-1/us-east-1a}. */
    static String place(Offer offer) {
        return offer.provider()
                + offer.region().map(region -> "/" + region).orElse("")
                + offer.zone().map(zone -> "/" + zone).orElse("");
    }

    /** {@code 1x(gpus=A100:8, cpus=96, mem=1360, a2-highgpu-8g)}: what was taken. */
    static String shape(int nodes, Offer offer) {
        Shape shape = offer.shape();
        StringBuilder text = new StringBuilder(nodes + "x(");
        shape.accelerator()
                .map(Accelerator::toString)
                .ifPresent(name -> text.append("gpus=").append(name).append(", "));
        return text.append("cpus=")
                .append(number(shape.vcpus()))
                .append(", mem=")
                .append(number(shape.memoryGib()))
                .append(", ")
                .append(shape.instanceType())
                .append(')')
                .append(offer.spot() ? "[Spot]" : "")
                .toString();
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : Double.toString(Math.round(value * 10) / 10.0);
    }
}
