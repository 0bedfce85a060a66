package io.skyjobs.providers.ssh.pack;

import io.skyjobs.providers.channel.host.Claim;
import io.skyjobs.providers.channel.host.HostFacts;
import io.skyjobs.providers.channel.host.HostRoom;
import io.skyjobs.providers.ssh.pool.HostCap;
import io.skyjobs.providers.ssh.pool.PoolHost;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A host with what may be claimed of it, and what is claimed already.
 *
 * @param host the host
 * @param room what all claims may come to
 * @param kinds its GPUs that may be claimed, by index
 * @param used what the claims come to; GPUs in thousandths by index
 * @param claims how many there are
 */
public record HostStock(
        PoolHost host, HostRoom room, Map<Integer, GpuKind> kinds, HostRoom used, int claims) {
    public HostStock {
        kinds = Map.copyOf(kinds);
    }

    /**
     * A host's stock by its own word.
     *
     * @param claims all that are known, of anybody
     */
    public static HostStock of(PoolHost host, HostFacts facts, Collection<Claim> claims) {
        var kinds = new TreeMap<Integer, GpuKind>();
        facts.gpus().stream()
                .sorted((one, other) -> Integer.compare(one.index(), other.index()))
                .limit(host.cap().gpus().orElse(Integer.MAX_VALUE))
                .forEach(gpu -> kinds.put(gpu.index(), GpuKind.of(gpu.name(), gpu.memoryMib())));
        var gpus = new TreeMap<Integer, Integer>();
        var cpus = 0L;
        var memory = 0L;
        for (var claim : claims) {
            cpus += claim.milliCpus();
            memory += claim.memoryMib();
            claim.gpus().forEach((index, part) -> gpus.merge(index, part, Integer::sum));
        }
        return new HostStock(
                host,
                room(host.cap(), facts, kinds),
                kinds,
                new HostRoom(cpus, memory, gpus),
                claims.size());
    }

    private static HostRoom room(HostCap cap, HostFacts facts, Map<Integer, GpuKind> kinds) {
        var gpus = new TreeMap<Integer, Integer>();
        kinds.keySet().forEach(index -> gpus.put(index, Demand.WHOLE));
        return new HostRoom(
                Math.min(
                        facts.cpus() * 1000L,
                        cap.cpus().map(it -> Math.round(it * 1000)).orElse(Long.MAX_VALUE)),
                Math.min(
                        facts.memoryMib(),
                        cap.memoryGib().map(it -> Math.round(it * 1024)).orElse(Long.MAX_VALUE)),
                gpus);
    }

    /** Thousandths of processors that nobody has claimed. */
    public long freeMilliCpus() {
        return Math.max(0, room.milliCpus() - used.milliCpus());
    }

    /** Memory in MiB that nobody has claimed. */
    public long freeMemoryMib() {
        return Math.max(0, room.memoryMib() - used.memoryMib());
    }

    /** Thousandths of GPUs of a kind that nobody has claimed, in all. */
    public long freeMilliGpus(String kind) {
        return kinds.entrySet().stream()
                .filter(gpu -> gpu.getValue().name().equalsIgnoreCase(kind))
                .mapToLong(gpu -> free(gpu.getKey()))
                .sum();
    }

    private int free(int index) {
        return Math.max(0, Demand.WHOLE - used.gpus().getOrDefault(index, 0));
    }

    /** Whether a node would find room if nothing were claimed. */
    boolean couldHold(Demand demand) {
        return new HostStock(host, room, kinds, new HostRoom(0, 0, Map.of()), 0)
                .place(demand)
                .isPresent();
    }

    /**
     * Which GPUs a node takes here, by index in thousandths; empty when there is no room for it.
     * Whole ones are those with the lowest indexes, and a part is taken from the GPU of which it
     * leaves least.
     */
    Optional<Map<Integer, Integer>> place(Demand demand) {
        if ((demand.milliCpus() > 0 && demand.milliCpus() > freeMilliCpus())
                || (demand.memoryMib() > 0 && demand.memoryMib() > freeMemoryMib())) {
            return Optional.empty();
        }
        var taken = new TreeMap<Integer, Integer>();
        for (var index : ofKind(demand)) {
            if (taken.size() < demand.wholeGpus() && isIdle(index)) {
                taken.put(index, Demand.WHOLE);
            }
        }
        if (taken.size() < demand.wholeGpus()) {
            return Optional.empty();
        }
        if (demand.partOfGpu() > 0) {
            var shared =
                    ofKind(demand).stream()
                            .filter(index -> !taken.containsKey(index))
                            .filter(index -> free(index) >= demand.partOfGpu())
                            .min((one, other) -> Integer.compare(free(one), free(other)));
            if (shared.isEmpty()) {
                return Optional.empty();
            }
            taken.put(shared.get(), demand.partOfGpu());
        }
        return Optional.of(taken);
    }

    private List<Integer> ofKind(Demand demand) {
        return kinds.entrySet().stream()
                .filter(
                        gpu ->
                                demand.gpu()
                                        .filter(gpu.getValue().name()::equalsIgnoreCase)
                                        .isPresent())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** GPUs that nobody has any part of. */
    int idleGpus() {
        return (int) kinds.keySet().stream().filter(this::isIdle).count();
    }

    /** Whether nobody has any part of a GPU. */
    boolean isIdle(int index) {
        return free(index) == Demand.WHOLE;
    }

    /** What is free, for people, such as {@code gpu-1 has 3 CPUs and 1 A100 free}. */
    public String free(Demand demand) {
        List<String> parts = new ArrayList<>();
        if (demand.milliCpus() > 0) {
            parts.add(
                    Demand.number(freeMilliCpus() / 1000.0)
                            + " of "
                            + Demand.number(room.milliCpus() / 1000.0)
                            + " CPUs");
        }
        if (demand.memoryMib() > 0) {
            parts.add(
                    Demand.number(freeMemoryMib() / 1024.0)
                            + " of "
                            + Demand.number(room.memoryMib() / 1024.0)
                            + " GiB");
        }
        demand.gpu()
                .ifPresent(
                        kind ->
                                parts.add(
                                        Demand.number(freeMilliGpus(kind) / 1000.0)
                                                + " of "
                                                + ofKind(demand).size()
                                                + " "
                                                + kind));
        return host.name() + " has " + Demand.listed(parts) + " free";
    }
}
