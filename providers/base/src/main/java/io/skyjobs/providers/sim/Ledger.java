package io.skyjobs.providers.sim;

import io.skyjobs.spi.ClusterName;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which live machines there are in each zone, so that nothing needs to look at all clusters. Not
 * safe for many threads.
 */
final class Ledger {
    private final Map<String, Zone> zones = new HashMap<>();

    /** A live machine and the cluster that it is of; the newest is the greatest. */
    record Entry(Instant made, String id, ClusterName cluster, String type, boolean spot) {}

    /** The live machines of one zone. */
    static final class Zone {
        private final NavigableSet<Entry> entries =
                new TreeSet<>(Comparator.comparing(Entry::made).thenComparing(Entry::id));
        private final Map<String, Integer> counts = new HashMap<>();

        int all() {
            return entries.size();
        }

        int of(boolean spot) {
            return counts.getOrDefault(key("", spot), 0);
        }

        int of(boolean spot, String type) {
            return counts.getOrDefault(key(type, spot), 0);
        }

        /** All of them, the newest first. */
        List<Entry> newestFirst() {
            return List.copyOf(entries.descendingSet());
        }

        private static String key(String type, boolean spot) {
            return spot ? "spot " + type : type;
        }

        private void count(Entry entry, int by) {
            counts.merge(key("", entry.spot()), by, Integer::sum);
            counts.merge(key(entry.type(), entry.spot()), by, Integer::sum);
        }
    }

    Zone zone(String name) {
        return zones.computeIfAbsent(name, it -> new Zone());
    }

    void add(SimCluster cluster) {
        for (var node : cluster.nodes()) {
            var entry = entry(cluster, node);
            if (node.isLive() && zone(cluster.lot().zone()).entries.add(entry)) {
                zone(cluster.lot().zone()).count(entry, 1);
            }
        }
    }

    void remove(SimCluster cluster) {
        for (var node : cluster.nodes()) {
            var entry = entry(cluster, node);
            if (zone(cluster.lot().zone()).entries.remove(entry)) {
                zone(cluster.lot().zone()).count(entry, -1);
            }
        }
    }

    private static Entry entry(SimCluster cluster, SimNode node) {
        return new Entry(
                node.made(), node.id(), cluster.name(), cluster.lot().type(), cluster.lot().spot());
    }
}
