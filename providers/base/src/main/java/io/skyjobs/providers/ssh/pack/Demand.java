package io.skyjobs.providers.ssh.pack;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.ClusterSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one node takes of its host; what was not asked for is 0 and reserves nothing.
 *
 * @param milliCpus thousandths of processors
 * @param memoryMib memory in MiB
 * @param gpu the kind of its GPUs; empty when it has none
 * @param milliGpus thousandths of GPUs: whole ones are taken whole, and what is left over is a part
 *     of one
 */
public record Demand(long milliCpus, long memoryMib, Optional<String> gpu, int milliGpus) {
    /** Nothing in particular. */
    public static final Demand NOTHING = new Demand(0, 0, Optional.empty(), 0);

    /** All of one GPU. */
    public static final int WHOLE = 1000;

    private static final int MIB_PER_GIB = 1024;

    /** What a task asked for on each of its nodes. */
    public static Demand of(ClusterSpec spec) {
        var resources = spec.resources();
        var wanted = resources.accelerator();
        return new Demand(
                Math.round(resources.cpus().map(Amount::value).orElse(0.0) * 1000),
                Math.round(resources.memoryGib().map(Amount::value).orElse(0.0) * MIB_PER_GIB),
                wanted.flatMap(it -> spec.offer().shape().accelerator()).map(Accelerator::name),
                wanted.map(it -> Math.max(1, (int) Math.round(it.count() * WHOLE))).orElse(0));
    }

    /** Whether it reserves anything. */
    public boolean isNothing() {
        return milliCpus == 0 && memoryMib == 0 && milliGpus == 0;
    }

    /** How many GPUs it takes whole. */
    public int wholeGpus() {
        return milliGpus / WHOLE;
    }

    /** Which part of one more GPU it takes, in thousandths. */
    public int partOfGpu() {
        return milliGpus % WHOLE;
    }

    /** For people, such as {@code 4 CPUs, 16 GiB of memory and 0.5 A100}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (milliCpus > 0) {
            parts.add(number(milliCpus / 1000.0) + (milliCpus == 1000 ? " CPU" : " CPUs"));
        }
        if (memoryMib > 0) {
            parts.add(number(memoryMib / (double) MIB_PER_GIB) + " GiB of memory");
        }
        if (milliGpus > 0) {
            parts.add(number(milliGpus / (double) WHOLE) + " " + gpu.orElse("GPU"));
        }
        return parts.isEmpty() ? "nothing in particular" : listed(parts);
    }

    /** {@code a, b and c}. */
    static String listed(List<String> parts) {
        return parts.size() < 2
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }

    /** At most two digits after the point, and none that say nothing. */
    static String number(double value) {
        var hundredths = Math.round(value * 100);
        return hundredths % 100 == 0
                ? Long.toString(hundredths / 100)
                : Double.toString(hundredths / 100.0);
    }
}
