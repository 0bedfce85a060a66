package io.skyjobs.providers.ssh.pack;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A kind of GPU in the catalog's words, so that a job that asks for {@code A100-80GB} finds the
 * {@code NVIDIA A100-SXM4-80GB} that a driver tells of.
 *
 * @param name canonical name
 * @param memoryGib memory of one in GiB as its maker states it, which is a little more than the
 *     driver has to give
 */
public record GpuKind(String name, double memoryGib) {
    private static final Pattern SIZE = Pattern.compile("\\b(\\d{1,3}) ?GB\\b");
    private static final Pattern MAKER =
            Pattern.compile(
                    "(?i)\\b(NVIDIA|AMD|Tesla|GeForce|Quadro|Instinct|Radeon|Graphics|Generation)\\b");
    private static final Pattern FORM =
            Pattern.compile("(?i)[ -](SXM\\d*|PCIE?|NVL|HBM\\d*e?|OAM|MIG|DGXS|FHHL)\\b");

    /** Kinds that are sold with one size of memory, in GiB, by the makers' data sheets. */
    private static final Map<String, Integer> MEMORY =
            Map.ofEntries(
                    Map.entry("A10", 24),
                    Map.entry("A10G", 24),
                    Map.entry("A30", 24),
                    Map.entry("A40", 48),
                    Map.entry("B200", 180),
                    Map.entry("H200", 141),
                    Map.entry("L4", 24),
                    Map.entry("L40", 48),
                    Map.entry("L40S", 48),
                    Map.entry("K80", 12),
                    Map.entry("M60", 8),
                    Map.entry("P4", 8),
                    Map.entry("T4", 16),
                    Map.entry("T4G", 16));

    /** Kinds of two sizes: the larger one has its size in its name, the other is the plain name. */
    private static final Map<String, List<Integer>> SIZES =
            Map.of(
                    "A100", List.of(40, 80),
                    "V100", List.of(16, 32),
                    "P100", List.of(16, 12));

    /** The kind that a driver tells of. */
    public static GpuKind of(String driverName, long memoryMib) {
        var told = driverName.strip();
        var bare =
                FORM.matcher(
                                MAKER.matcher(SIZE.matcher(told).replaceAll(""))
                                        .replaceAll("")
                                        .strip())
                        .replaceAll("")
                        .strip();
        var name = bare.replaceAll("[ -]+$", "").replaceAll("^[ -]+", "");
        var gib = nominal(memoryMib);
        if (name.isEmpty()) {
            return new GpuKind(cleaned(told), gib);
        }
        var family = name.toUpperCase(Locale.ROOT);
        var sizes = SIZES.get(family);
        if (sizes != null) {
            return sized(family, sizes, gib);
        }
        var known = MEMORY.get(family);
        if (known != null) {
            return new GpuKind(family, known);
        }
        return new GpuKind(cleaned(name), gib);
    }

    /** The sold size that is nearest to what the driver has. */
    private static GpuKind sized(String family, List<Integer> sizes, double gib) {
        var nearest = (double) sizes.getFirst();
        for (var size : sizes) {
            nearest = Math.abs(size - gib) < Math.abs(nearest - gib) ? size : nearest;
        }
        return new GpuKind(
                nearest == sizes.getFirst() ? family : family + "-" + (int) nearest + "GB",
                nearest);
    }

    /** {@code RTX 4090} is {@code RTX4090}; other blanks are dashes. */
    private static String cleaned(String name) {
        return name.replaceAll("(?i)\\b(RTX|GTX|MI|Titan) (?=[A-Z]?\\d)", "$1")
                .replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("^-+|-+$", "")
                .transform(cleaned -> cleaned.isEmpty() ? "GPU" : cleaned);
    }

    /** Sizes are sold in whole GiB, and drivers keep a part for themselves. */
    private static double nominal(long memoryMib) {
        var gib = Math.max(0, memoryMib) / 1024.0;
        return gib < 1 ? gib : Math.ceil(gib - 0.05);
    }
}
