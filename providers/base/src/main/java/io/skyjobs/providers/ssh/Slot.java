package io.skyjobs.providers.ssh;

import io.skyjobs.providers.ssh.pool.HostId;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One node of a cluster, as it is written down.
 *
 * @param rank the node
 * @param host where it is, or is to be
 * @param state how far it is
 * @param id the host's id of it; empty until it was made
 * @param address by which the other nodes reach it
 * @param gpus index of a GPU of the host to thousandths of it
 * @param evidence how it is known that it is lost or ended; else empty
 */
record Slot(
        int rank,
        HostId host,
        State state,
        String id,
        String address,
        Map<Integer, Integer> gpus,
        String evidence) {
    /** How far a node is. */
    enum State {
        /** It may or may not have been made. */
        PLANNED,
        /** It was made. */
        MADE,
        /** It was given up with its host; what is left of it is condemned. */
        LOST,
        /** The host proved that nothing is left of it. */
        ENDED
    }

    private static final int PARTS = 7;

    Slot {
        gpus = Map.copyOf(gpus);
    }

    static Slot planned(int rank, HostId host, Map<Integer, Integer> gpus) {
        return new Slot(rank, host, State.PLANNED, "", "", gpus, "");
    }

    Slot made(String madeId, String madeAddress) {
        return new Slot(rank, host, State.MADE, madeId, madeAddress, gpus, "");
    }

    Slot over(State how, String why) {
        return new Slot(rank, host, how, id, address, gpus, why);
    }

    /** Whether something of it may be on its host, and nobody has given that up. */
    boolean isThere() {
        return state == State.PLANNED || state == State.MADE;
    }

    /** One line. */
    String line() {
        var parts =
                new TreeMap<>(gpus)
                        .entrySet().stream()
                                .map(gpu -> gpu.getKey() + ":" + gpu.getValue())
                                .collect(Collectors.joining(","));
        return String.join(
                "|",
                Integer.toString(rank),
                host.value(),
                state.name(),
                id.replace('|', ' '),
                address.replace('|', ' '),
                parts,
                evidence);
    }

    /**
     * Reads {@link #line}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Slot parse(String line) {
        var parts = line.split("\\|", PARTS);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("a node is not readable: '" + line + "'");
        }
        var gpus = new TreeMap<Integer, Integer>();
        for (var gpu : parts[5].isEmpty() ? new String[0] : parts[5].split(",", -1)) {
            var colon = gpu.indexOf(':');
            gpus.put(
                    Integer.parseInt(gpu.substring(0, Math.max(0, colon))),
                    Integer.parseInt(gpu.substring(colon + 1)));
        }
        return new Slot(
                Integer.parseInt(parts[0]),
                new HostId(parts[1]),
                State.valueOf(parts[2]),
                parts[3],
                parts[4],
                gpus,
                parts[6]);
    }
}
