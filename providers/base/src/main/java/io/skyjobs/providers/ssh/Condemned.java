package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.NoteText;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.spi.ClusterName;

/**
 * A node that may be left on a host that could not be asked, and that is ended before anything else
 * is made there.
 *
 * @param host where it may be
 * @param cluster its cluster
 * @param rank the node
 * @param installation who owns it
 * @param reason why it was given up, for people
 */
record Condemned(HostId host, ClusterName cluster, int rank, String installation, String reason) {
    /** Name of the note; different nodes have different ones. */
    String key() {
        return cluster + "." + rank + "." + HostMemory.key(host);
    }

    String text() {
        return NoteText.empty()
                .with("host", host.value())
                .with("name", cluster.value())
                .with("rank", rank)
                .with("installation", installation)
                .with("reason", reason)
                .text();
    }

    static Condemned parse(String text) {
        var note = NoteText.parse(text);
        return new Condemned(
                new HostId(note.get("host")),
                new ClusterName(note.get("name")),
                (int) note.number("rank"),
                note.get("installation"),
                note.get("reason"));
    }
}
