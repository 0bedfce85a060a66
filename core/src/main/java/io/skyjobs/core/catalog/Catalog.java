package io.skyjobs.core.catalog;

import io.skyjobs.spi.Offer;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the clouds offer and what it costs, from the snapshot files that come with the product; what
 * it answers never changes.
 *
 * <p>Prices of a cloud are read when something of it is first asked for. May be used from many
 * threads. Sources, dates and doubts of the figures stand at the head of each file.
 */
public final class Catalog {
    private static final List<String> CLOUDS = List.of("aws", "azure", "gcp");
    private static final Map<String, String> TITLES =
            Map.of("aws", "AWS", "azure", "Azure", "gcp", "GCP");

    private final ConcurrentHashMap<String, CloudOffers> read = new ConcurrentHashMap<>();
    private final List<AcceleratorKind> accelerators = SnapshotFile.readAccelerators();

    /** Provider names of the clouds that it knows, in alphabetical order. */
    public List<String> clouds() {
        return CLOUDS;
    }

    /**
     * Name of a cloud for people, such as {@code AWS}; the name itself for one that it does not
     * know.
     */
    public String title(String cloud) {
        return TITLES.getOrDefault(cloud, cloud);
    }

    /**
     * All places of a cloud. On demand: one offer for each region (GCP: for each zone). Spot: one
     * for each zone, or for each region where zones are not known.
     *
     * @param cloud provider name, such as {@code aws}
     * @return empty for a cloud that it does not know
     */
    public List<Offer> offers(String cloud) {
        return CLOUDS.contains(cloud) ? of(cloud).offers() : List.of();
    }

    /** The offers of all clouds that it knows. */
    public List<Offer> offers() {
        return CLOUDS.stream().flatMap(cloud -> offers(cloud).stream()).toList();
    }

    /**
     * The day on which the prices of a cloud were read; empty for a cloud that it does not know.
     */
    public Optional<LocalDate> date(String cloud) {
        return CLOUDS.contains(cloud) ? Optional.of(of(cloud).date()) : Optional.empty();
    }

    /**
     * Zones of each region of a cloud, both in alphabetical order; empty for one that it does not
     * know.
     */
    public NavigableMap<String, List<String>> regions(String cloud) {
        TreeMap<String, TreeSet<String>> zones = new TreeMap<>();
        for (Offer offer : offers(cloud)) {
            offer.region()
                    .ifPresent(
                            region ->
                                    zones.computeIfAbsent(region, key -> new TreeSet<>())
                                            .addAll(offer.zones()));
        }
        TreeMap<String, List<String>> answer = new TreeMap<>();
        zones.forEach((region, names) -> answer.put(region, List.copyOf(names)));
        return Collections.unmodifiableNavigableMap(answer);
    }

    /**
     * The spelling of an accelerator's name that offers use, whatever the case of the given one.
     */
    public Optional<String> canonicalAccelerator(String name) {
        String wanted = name.strip();
        return accelerators.stream()
                .map(AcceleratorKind::name)
                .filter(wanted::equalsIgnoreCase)
                .findFirst();
    }

    /** Every accelerator that it knows, in alphabetical order. */
    public List<AcceleratorKind> accelerators() {
        return accelerators;
    }

    /**
     * Maker of each accelerator by its canonical name, both as they stand in offers and requests.
     */
    public Map<String, String> acceleratorMakers() {
        TreeMap<String, String> makers = new TreeMap<>();
        accelerators().forEach(kind -> makers.put(kind.name(), kind.maker()));
        return Collections.unmodifiableMap(makers);
    }

    /** Accelerators of all clouds that it knows, with their prices. */
    public AcceleratorTable acceleratorTable() {
        return AcceleratorTable.of(offers(), accelerators(), this::title);
    }

    private CloudOffers of(String cloud) {
        return read.computeIfAbsent(cloud, SnapshotFile::readOffers);
    }

    /** The offers of one cloud and the day they were read. */
    record CloudOffers(LocalDate date, List<Offer> offers) {
        CloudOffers {
            offers = List.copyOf(offers);
        }
    }
}
