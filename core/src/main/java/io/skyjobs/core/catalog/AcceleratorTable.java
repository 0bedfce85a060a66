package io.skyjobs.core.catalog;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What {@code sky show-gpus} shows: which accelerators are on offer, in which numbers and at what
 * price; cheapest first.
 *
 * @param quantities the accelerators on offer by name, common ones first
 * @param rows every machine with accelerators: one row for each provider, instance type and region
 */
public record AcceleratorTable(List<Quantities> quantities, List<Row> rows) {
    /** Column titles of {@link Quantities#cells} for the common accelerators. */
    public static final List<String> COMMON_TITLES = List.of("COMMON_GPU", "AVAILABLE_QUANTITIES");

    /** Column titles of {@link Quantities#cells} for all others. */
    public static final List<String> OTHER_TITLES = List.of("OTHER_GPU", "AVAILABLE_QUANTITIES");

    /** Column titles of {@link Row#cells}. */
    public static final List<String> ROW_TITLES =
            List.of(
                    "GPU",
                    "QTY",
                    "CLOUD",
                    "INSTANCE_TYPE",
                    "DEVICE_MEM",
                    "vCPUs",
                    "HOST_MEM",
                    "HOURLY_PRICE",
                    "HOURLY_SPOT_PRICE",
                    "REGION");

    private static final Comparator<Optional<UsdPerHour>> CHEAP_FIRST =
            Comparator.comparingLong(price -> price.map(UsdPerHour::micros).orElse(Long.MAX_VALUE));

    private static final Comparator<Row> ROW_ORDER =
            Comparator.comparing(Row::onDemand, CHEAP_FIRST)
                    .thenComparing(Row::spot, CHEAP_FIRST)
                    .thenComparing(row -> row.accelerator().name())
                    .thenComparingDouble(row -> row.accelerator().count())
                    .thenComparing(Row::cloud)
                    .thenComparing(row -> row.shape().instanceType())
                    .thenComparing(Row::region);

    public AcceleratorTable {
        quantities = List.copyOf(quantities);
        rows = List.copyOf(rows);
    }

    /**
     * In which numbers an accelerator can be had on one machine.
     *
     * @param name canonical name
     * @param common whether it is one of those that people mostly ask for
     * @param counts the numbers, smallest first
     */
    public record Quantities(String name, boolean common, List<Double> counts) {
        public Quantities {
            counts = List.copyOf(counts);
        }

        /** {@code A100} and {@code 1, 2, 4, 8}. */
        public List<String> cells() {
            return List.of(
                    name,
                    String.join(", ", counts.stream().map(AcceleratorTable::number).toList()));
        }
    }

    /**
     * A machine with accelerators in a region.
     *
     * @param accelerator what it has of them
     * @param provider lower-case provider name
     * @param cloud the provider's name for people
     * @param shape the machine
     * @param onDemand price for one machine, where it can be had on demand
     * @param spot price for one machine that may be taken back, the lowest of its zones
     * @param region the region; empty where the provider has none
     */
    public record Row(
            Accelerator accelerator,
            String provider,
            String cloud,
            Shape shape,
            Optional<UsdPerHour> onDemand,
            Optional<UsdPerHour> spot,
            String region) {
        /** Whether a node can have that many of the machine's accelerators. */
        boolean has(double number) {
            return shape.divisible()
                    ? number <= accelerator.count()
                    : number == accelerator.count();
        }

        /** The columns of {@link #ROW_TITLES}; {@code -} for what is not known. */
        public List<String> cells() {
            return List.of(
                    accelerator.name(),
                    number(accelerator.count()),
                    cloud,
                    shape.instanceType(),
                    shape.acceleratorMemoryGib().map(size -> number(size) + "GB").orElse("-"),
                    number(shape.vcpus()),
                    number(shape.memoryGib()) + "GB",
                    price(onDemand),
                    price(spot),
                    region.isEmpty() ? "-" : region);
        }
    }

    /**
     * The table of these offers.
     *
     * @param kinds which accelerators are common
     * @param titles from a provider's name to its name for people
     */
    public static AcceleratorTable of(
            Collection<Offer> offers,
            Collection<AcceleratorKind> kinds,
            UnaryOperator<String> titles) {
        Map<List<String>, Row> rows = new LinkedHashMap<>();
        for (Offer offer : offers) {
            offer.shape()
                    .accelerator()
                    .ifPresent(
                            accelerator ->
                                    rows.merge(
                                            key(offer),
                                            row(offer, accelerator, titles),
                                            AcceleratorTable::merged));
        }
        List<Row> sorted = rows.values().stream().sorted(ROW_ORDER).toList();
        return new AcceleratorTable(quantities(sorted, kinds), sorted);
    }

    /**
     * Rows of one accelerator; all of a provider's regions, or the cheapest one only.
     *
     * @param name its name in any case
     * @param count how many of it on a machine; empty for any number
     * @param allRegions whether every region of a machine is shown
     */
    public List<Row> rowsOf(String name, Optional<Double> count, boolean allRegions) {
        List<Row> answer = new ArrayList<>();
        TreeSet<String> seen = new TreeSet<>();
        for (Row row : rows) {
            boolean wanted =
                    row.accelerator().name().equalsIgnoreCase(name.strip())
                            && count.map(row::has).orElse(true);
            String machine =
                    row.provider() + "/" + row.shape().instanceType() + "/" + row.accelerator();
            if (wanted && (allRegions || seen.add(machine))) {
                answer.add(row);
            }
        }
        return List.copyOf(answer);
    }

    private static List<String> key(Offer offer) {
        return List.of(
                offer.provider(),
                offer.region().orElse(""),
                offer.shape().instanceType(),
                offer.shape().accelerator().map(Accelerator::toString).orElse(""));
    }

    private static Row row(Offer offer, Accelerator accelerator, UnaryOperator<String> titles) {
        return new Row(
                accelerator,
                offer.provider(),
                titles.apply(offer.provider()),
                offer.shape(),
                offer.spot() ? Optional.empty() : Optional.of(offer.price()),
                offer.spot() ? Optional.of(offer.price()) : Optional.empty(),
                offer.region().orElse(""));
    }

    private static Row merged(Row one, Row other) {
        return new Row(
                one.accelerator(),
                one.provider(),
                one.cloud(),
                one.shape(),
                lower(one.onDemand(), other.onDemand()),
                lower(one.spot(), other.spot()),
                one.region());
    }

    private static Optional<UsdPerHour> lower(
            Optional<UsdPerHour> one, Optional<UsdPerHour> other) {
        return CHEAP_FIRST.compare(one, other) <= 0 ? one : other;
    }

    /**
     * In which numbers accelerators of a shared machine are mostly asked for: 1, 2, 4 and so on,
     * and all of them.
     *
     * @param count how many the machine has
     */
    public static List<Double> parts(double count) {
        List<Double> parts = new ArrayList<>();
        for (double part = 1; part < count; part *= 2) {
            parts.add(part);
        }
        parts.add(count);
        return List.copyOf(parts);
    }

    private static List<Quantities> quantities(List<Row> rows, Collection<AcceleratorKind> kinds) {
        NavigableSet<String> common = new TreeSet<>();
        kinds.stream().filter(AcceleratorKind::common).forEach(kind -> common.add(kind.name()));
        TreeMap<String, TreeSet<Double>> counts = new TreeMap<>();
        for (Row row : rows) {
            double count = row.accelerator().count();
            counts.computeIfAbsent(row.accelerator().name(), name -> new TreeSet<>())
                    .addAll(row.shape().divisible() ? parts(count) : List.of(count));
        }
        return counts.entrySet().stream()
                .map(
                        entry ->
                                new Quantities(
                                        entry.getKey(),
                                        common.contains(entry.getKey()),
                                        List.copyOf(entry.getValue())))
                .sorted(Comparator.comparing(Quantities::common).reversed())
                .toList();
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String price(Optional<UsdPerHour> price) {
        return price.map(
                        usd ->
                                "$ "
                                        + usd.dollars()
                                                .setScale(3, RoundingMode.HALF_UP)
                                                .toPlainString())
                .orElse("-");
    }
}
