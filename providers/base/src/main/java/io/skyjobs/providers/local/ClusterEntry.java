package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.Confinement;
import io.skyjobs.providers.channel.NoteText;
import io.skyjobs.providers.local.LocalSettings.Capacity;
import io.skyjobs.spi.ClusterName;

/**
 * What is written down of a cluster before anything is made of it, and until nothing is left.
 *
 * @param name the cluster
 * @param installation who owns it
 * @param epoch number of the attempt it was made for
 * @param nodes how many nodes
 * @param reserved what it takes of the machine, over all nodes
 * @param stage how far it is
 * @param confinement how its processes are kept together
 */
record ClusterEntry(
        ClusterName name,
        String installation,
        long epoch,
        int nodes,
        Capacity reserved,
        Stage stage,
        Confinement confinement) {
    /** How far a cluster is. */
    enum Stage {
        MAKING,
        UP,
        REMOVING
    }

    ClusterEntry at(Stage next) {
        return new ClusterEntry(name, installation, epoch, nodes, reserved, next, confinement);
    }

    ClusterEntry of(long newer) {
        return new ClusterEntry(name, installation, newer, nodes, reserved, stage, confinement);
    }

    /** What {@link #parse} reads. */
    String text() {
        var note =
                NoteText.empty()
                        .with("name", name.value())
                        .with("installation", installation)
                        .with("epoch", epoch)
                        .with("nodes", nodes)
                        .with("cpus", Double.toString(reserved.cpus()))
                        .with("memory-gib", Double.toString(reserved.memoryGib()))
                        .with("stage", stage.name());
        for (var field : confinement.fields().entrySet()) {
            note = note.with(field.getKey(), field.getValue());
        }
        return note.text();
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
                Integer.parseInt(note.get("nodes")),
                new Capacity(
                        Double.parseDouble(note.get("cpus")),
                        Double.parseDouble(note.get("memory-gib"))),
                Stage.valueOf(note.get("stage")),
                Confinement.parse(note.fields()));
    }
}
