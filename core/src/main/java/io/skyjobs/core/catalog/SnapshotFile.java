package io.skyjobs.core.catalog;

import io.skyjobs.core.catalog.Catalog.CloudOffers;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reader of the snapshot files; a file that is not as its own header says is a bug of the build and
 * is refused with its name and line.
 */
final class SnapshotFile {
    private static final String DATE = "# date: ";

    /** Clouds where even a machine that is not spot is asked for in one zone. */
    private static final List<String> ZONAL = List.of("gcp");

    private final String name;
    private final List<String> lines;

    private SnapshotFile(String name, List<String> lines) {
        this.name = name;
        this.lines = lines;
    }

    /** The offers of a cloud. */
    static CloudOffers readOffers(String cloud) {
        SnapshotFile file = open(cloud + ".csv");
        return new CloudOffers(file.date(), file.offers(cloud));
    }

    /** The accelerators, in the order of the file. */
    static List<AcceleratorKind> readAccelerators() {
        return open("accelerators.csv").accelerators();
    }

    /** As {@link #readOffers} from any text, for tests. */
    static CloudOffers parseOffers(String cloud, List<String> lines) {
        SnapshotFile file = new SnapshotFile(cloud + ".csv", lines);
        return new CloudOffers(file.date(), file.offers(cloud));
    }

    private static SnapshotFile open(String name) {
        InputStream stream = SnapshotFile.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("the catalog file " + name + " is not in this build");
        }
        try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return new SnapshotFile(name, new BufferedReader(reader).lines().toList());
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("the catalog file " + name + " cannot be read", e);
        }
    }

    private LocalDate date() {
        return lines.stream()
                .filter(line -> line.startsWith(DATE))
                .map(line -> LocalDate.parse(line.substring(DATE.length()).split(" ", 2)[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " does not say its date"));
    }

    private List<Offer> offers(String cloud) {
        List<Offer> offers = new ArrayList<>();
        Optional<Shape> shape = Optional.empty();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split(",", -1);
            try {
                switch (cells[0]) {
                    case "shape" -> shape = Optional.of(shape(cells));
                    case "price" -> addOffers(cloud, shape.orElseThrow(), cells, offers);
                    default -> throw new IllegalArgumentException("no such kind of line");
                }
            } catch (RuntimeException e) {
                throw new IllegalStateException(name + ":" + (i + 1) + ": bad line: " + line, e);
            }
        }
        return offers;
    }

    private static Shape shape(String[] cells) {
        check(cells, 7);
        return new Shape(
                cells[1],
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                cells[4].isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Accelerator(cells[4], Double.parseDouble(cells[5]))),
                cells[6].isEmpty() ? Optional.empty() : Optional.of(Double.valueOf(cells[6])),
                false);
    }

    private static void addOffers(String cloud, Shape shape, String[] cells, List<Offer> offers) {
        check(cells, 5);
        List<String> zones = cells[2].isEmpty() ? List.of() : List.of(cells[2].split(";"));
        Offer onDemand =
                new Offer(
                        cloud,
                        Optional.of(cells[1]),
                        Optional.empty(),
                        zones,
                        shape,
                        false,
                        UsdPerHour.of(cells[3]));
        offers.addAll(ZONAL.contains(cloud) ? perZone(onDemand) : List.of(onDemand));
        if (!cells[4].isEmpty()) {
            Offer spot =
                    new Offer(
                            cloud,
                            onDemand.region(),
                            Optional.empty(),
                            zones,
                            shape,
                            true,
                            UsdPerHour.of(cells[4]));
            offers.addAll(perZone(spot));
        }
    }

    private static List<Offer> perZone(Offer offer) {
        if (offer.zones().isEmpty()) {
            return List.of(offer);
        }
        return offer.zones().stream()
                .map(
                        zone ->
                                new Offer(
                                        offer.provider(),
                                        offer.region(),
                                        Optional.of(zone),
                                        List.of(zone),
                                        offer.shape(),
                                        offer.spot(),
                                        offer.price()))
                .toList();
    }

    private List<AcceleratorKind> accelerators() {
        return lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(",", -1))
                .map(
                        cells -> {
                            check(cells, 3);
                            return new AcceleratorKind(
                                    cells[0], cells[1], cells[2].equals("common"));
                        })
                .toList();
    }

    private static void check(String[] cells, int count) {
        if (cells.length != count) {
            throw new IllegalArgumentException(
                    "expected " + count + " cells, found " + cells.length);
        }
    }
}
