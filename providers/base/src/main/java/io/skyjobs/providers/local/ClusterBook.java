package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.NodeDirectories;
import io.skyjobs.providers.channel.NoteFolder;
import io.skyjobs.providers.channel.NoteFolder.Durability;
import io.skyjobs.providers.channel.NoteText;
import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The durable list of clusters and, for a day, of those that were. Every change is one rename or
 * one link, so a reader sees the old or the new, also after a crash. Safe for use from many
 * threads.
 */
final class ClusterBook {
    /**
     * A late request for a cluster that is gone is minutes old; a day leaves room for a sleeping
     * laptop.
     */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final int PRUNE_EVERY = 256;

    private final NoteFolder clusters;
    private final NoteFolder gone;
    private final InstantSource clock;
    private final AtomicLong buried = new AtomicLong();

    ClusterBook(Path root, InstantSource clock) {
        // A cluster's name never starts with a dot, so these are never taken for one. Processes and
        // directories say what there is after a loss of power, so only an intent must be on the
        // disk.
        this.clusters = new NoteFolder(root.resolve(".clusters"), Durability.ADDED);
        this.gone = new NoteFolder(root.resolve(".gone"), Durability.NONE);
        this.clock = clock;
    }

    /**
     * A cluster that is no more.
     *
     * @param epoch number of the attempt it was made for
     * @param evidence how it is known that nothing is left
     */
    record Tombstone(long epoch, String evidence) {}

    Optional<ClusterEntry> find(ClusterName name) throws IOException {
        try {
            return clusters.read(name.value()).map(ClusterEntry::parse);
        } catch (IllegalArgumentException damaged) {
            throw new IOException(
                    "the file "
                            + clusters.file(name.value())
                            + " is damaged: "
                            + damaged.getMessage(),
                    damaged);
        }
    }

    /** Adds a cluster; false when there is one of that name. */
    boolean add(ClusterEntry entry) throws IOException {
        return clusters.add(entry.name().value(), entry.text());
    }

    void replace(ClusterEntry entry) throws IOException {
        clusters.put(entry.name().value(), entry.text());
    }

    /** Notes that nothing is left of a cluster. */
    void bury(ClusterEntry entry, String evidence) throws IOException {
        gone.put(
                entry.name().value(),
                NoteText.empty().with("epoch", entry.epoch()).with("evidence", evidence).text());
        clusters.remove(entry.name().value());
        if (buried.incrementAndGet() % PRUNE_EVERY == 0) {
            gone.prune(clock.instant().minus(REMEMBERED));
        }
    }

    Optional<Tombstone> tombstone(ClusterName name) throws IOException {
        try {
            return gone.read(name.value())
                    .map(NoteText::parse)
                    .map(note -> new Tombstone(note.number("epoch"), note.get("evidence")));
        } catch (IllegalArgumentException damaged) {
            throw new IOException("the record of " + name + "'s end is damaged", damaged);
        }
    }

    /** Takes a tombstone away, for a cluster that is to be made anew. */
    void forget(ClusterName name) throws IOException {
        gone.remove(name.value());
    }

    List<ClusterEntry> all() throws IOException {
        var found = new ArrayList<ClusterEntry>();
        for (var file : clusters.names()) {
            var name = NodeDirectories.named(Path.of(file));
            if (name.isPresent()) {
                find(name.get()).ifPresent(found::add);
            }
        }
        return found;
    }
}
