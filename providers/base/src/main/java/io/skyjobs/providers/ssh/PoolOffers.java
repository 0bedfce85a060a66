package io.skyjobs.providers.ssh;

import io.skyjobs.providers.ssh.pack.GpuKind;
import io.skyjobs.providers.ssh.pack.HostStock;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The offers of a pool: for each kind of accelerator, and for none, its largest host. Where no host
 * is the largest in everything, there is one offer for each that no other exceeds.
 */
final class PoolOffers {
    private PoolOffers() {}

    static List<Offer> of(String pool, Collection<HostStock> stocks) {
        var sizes = new ArrayList<Size>();
        for (var stock : stocks) {
            sizes.add(new Size(Optional.empty(), 0, stock));
            kinds(stock)
                    .forEach((kind, count) -> sizes.add(new Size(Optional.of(kind), count, stock)));
        }
        var offers = new ArrayList<Offer>();
        var shapes =
                sizes.stream()
                        .filter(size -> sizes.stream().noneMatch(size::isExceededBy))
                        .map(Size::shape)
                        .distinct()
                        .sorted((one, other) -> one.instanceType().compareTo(other.instanceType()))
                        .toList();
        for (var shape : shapes) {
            offers.add(
                    new Offer(
                            SshProvider.NAME,
                            Optional.of(pool),
                            Optional.empty(),
                            List.of(),
                            shape,
                            false,
                            UsdPerHour.FREE));
        }
        return offers;
    }

    private static Map<GpuKind, Integer> kinds(HostStock stock) {
        var kinds = new TreeMap<String, GpuKind>();
        stock.kinds().values().forEach(kind -> kinds.putIfAbsent(kind.name(), kind));
        var counts = new LinkedHashMap<GpuKind, Integer>();
        kinds.forEach(
                (name, kind) ->
                        counts.put(
                                kind,
                                (int)
                                        stock.kinds().values().stream()
                                                .filter(it -> it.name().equals(name))
                                                .count()));
        return counts;
    }

    /** A host as a shape of one kind. */
    private record Size(Optional<GpuKind> kind, int count, HostStock stock) {
        private double cpus() {
            return stock.room().milliCpus() / 1000.0;
        }

        private double gib() {
            // A tenth of a GiB is nothing to choose by, and makes names unreadable.
            return Math.floor(stock.room().memoryMib() / 102.4) / 10;
        }

        boolean isExceededBy(Size other) {
            var same =
                    kind.map(GpuKind::name).equals(other.kind.map(GpuKind::name))
                            && other.count >= count
                            && other.cpus() >= cpus()
                            && other.gib() >= gib();
            return same && (other.count > count || other.cpus() > cpus() || other.gib() > gib());
        }

        Shape shape() {
            var accelerator = kind.map(it -> new Accelerator(it.name(), count));
            return new Shape(
                    number(cpus())
                            + "CPU--"
                            + number(gib())
                            + "GB"
                            + accelerator.map(it -> "--" + it).orElse(""),
                    cpus(),
                    gib(),
                    accelerator,
                    kind.map(GpuKind::memoryGib),
                    true);
        }

        private static String number(double value) {
            return value == Math.rint(value)
                    ? Long.toString((long) value)
                    : Double.toString(Math.round(value * 10) / 10.0);
        }
    }
}
