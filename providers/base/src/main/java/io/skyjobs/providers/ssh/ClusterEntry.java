package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.NoteText;
import io.skyjobs.providers.channel.host.Claim;
import io.skyjobs.providers.ssh.pack.Demand;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.spi.ClusterName;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is written down of a cluster before anything is made of it, and until nothing is left.
 *
 * @param name the cluster
 * @param installation who owns it
 * @param epoch number of the attempt it was made for
 * @param pool whose hosts it has
 * @param demand what each node takes
 * @param stage how far it is
 * @param slots its nodes by rank
 */
record ClusterEntry(
        ClusterName name,
        String installation,
        long epoch,
        String pool,
        Demand demand,
        Stage stage,
        List<Slot> slots) {
    /** How far a cluster is. */
    enum Stage {
        /** Nodes are being made, or lost ones made again. */
        MAKING,
        /** All nodes were made; those that are lost stay lost until a newer epoch asks. */
        UP,
        /** Its end was asked for. */
        REMOVING
    }

    ClusterEntry {
        slots = List.copyOf(slots);
    }

    ClusterEntry at(Stage next) {
        return new ClusterEntry(name, installation, epoch, pool, demand, next, slots);
    }

    /** The same for a newer attempt, which wants what is missing. */
    ClusterEntry of(long newer) {
        return new ClusterEntry(name, installation, newer, pool, demand, Stage.MAKING, slots);
    }

    /** The same with a node that is new or another than it was. */
    ClusterEntry with(Slot changed) {
        var others = new ArrayList<Slot>(slots);
        others.removeIf(slot -> slot.rank() == changed.rank());
        others.add(changed);
        others.sort(Comparator.comparingInt(Slot::rank));
        return new ClusterEntry(name, installation, epoch, pool, demand, stage, others);
    }

    Optional<Slot> slot(int rank) {
        return slots.stream().filter(slot -> slot.rank() == rank).findFirst();
    }

    /** Whether a host has a node of it that is not over. */
    boolean isOn(HostId host) {
        return slots.stream().anyMatch(slot -> slot.isThere() && slot.host().equals(host));
    }

    /** What a node takes of its host. */
    Claim claim(Slot slot) {
        return new Claim(
                name,
                slot.rank(),
                installation,
                epoch,
                demand.milliCpus(),
                demand.memoryMib(),
                slot.gpus());
    }

    /** One {@code key=value} per line. */
    String text() {
        return NoteText.empty()
                .with("name", name.value())
                .with("installation", installation)
                .with("epoch", epoch)
                .with("pool", pool)
                .with("milli-cpus", demand.milliCpus())
                .with("memory-mib", demand.memoryMib())
                .with("gpu", demand.gpu().orElse(""))
                .with("milli-gpus", demand.milliGpus())
                .with("stage", stage.name())
                .withEach("node", slots.stream().map(Slot::line).toList())
                .text();
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static ClusterEntry parse(String text) {
        var note = NoteText.parse(text);
        return new ClusterEntry(
                new ClusterName(note.get("name")),
                note.get("installation"),
                note.number("epoch"),
                note.get("pool"),
                new Demand(
                        note.number("milli-cpus"),
                        note.number("memory-mib"),
                        note.find("gpu").filter(kind -> !kind.isEmpty()),
                        (int) note.number("milli-gpus")),
                Stage.valueOf(note.get("stage")),
                note.each("node").stream().map(Slot::parse).toList());
    }
}
