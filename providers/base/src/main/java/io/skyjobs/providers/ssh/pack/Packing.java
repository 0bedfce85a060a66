package io.skyjobs.providers.ssh.pack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which hosts the nodes of a cluster get: each node another one. A node that asks for something
 * gets the fullest host that has room, so that whole hosts stay free for those that need one, and
 * GPUs stay free for those that ask for them; a node that asks for nothing gets the least loaded.
 */
public final class Packing {
    private static final Comparator<Spot> SPREAD =
            Comparator.comparingDouble((Spot spot) -> load(spot.stock()))
                    .thenComparing(
                            Comparator.comparingLong((Spot spot) -> spot.stock().freeMilliCpus())
                                    .reversed());

    private static final Comparator<Spot> TIGHT =
            Comparator.comparingInt(Spot::idleGpusTaken)
                    .thenComparingInt(spot -> spot.stock().idleGpus())
                    .thenComparingLong(spot -> spot.stock().freeMilliCpus())
                    .thenComparingLong(spot -> spot.stock().freeMemoryMib());

    private Packing() {}

    /**
     * A place for a node.
     *
     * @param gpus index of a GPU to thousandths of it
     */
    public record Spot(HostStock stock, Map<Integer, Integer> gpus) {
        public Spot {
            gpus = Map.copyOf(gpus);
        }

        /** GPUs that are whole before and not after. */
        private int idleGpusTaken() {
            return (int) gpus.keySet().stream().filter(stock::isIdle).count();
        }
    }

    /** Places for so many nodes; empty when there are not enough. */
    public static Optional<List<Spot>> choose(List<HostStock> stocks, Demand demand, int nodes) {
        var spots = new ArrayList<Spot>();
        for (var stock : stocks) {
            stock.place(demand).ifPresent(gpus -> spots.add(new Spot(stock, gpus)));
        }
        spots.sort(demand.isNothing() ? SPREAD : TIGHT);
        return spots.size() < nodes
                ? Optional.empty()
                : Optional.of(List.copyOf(spots.subList(0, nodes)));
    }

    /** How many of the hosts would have room for a node if nothing were claimed. */
    public static int couldHold(List<HostStock> stocks, Demand demand) {
        return (int) stocks.stream().filter(stock -> stock.couldHold(demand)).count();
    }

    /** Claims that reserve nothing count too: something runs there. */
    private static double load(HostStock stock) {
        var cpus = Math.max(1, stock.room().milliCpus() / 1000.0);
        return Math.max(stock.claims(), stock.used().milliCpus() / 1000.0) / cpus;
    }
}
