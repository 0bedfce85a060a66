package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.NoteFolder;
import io.skyjobs.providers.channel.NoteFolder.Durability;
import io.skyjobs.providers.channel.NoteText;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The durable list of clusters, of nodes that were given up with their hosts, and for a day of
 * clusters that were. What is not in it was not made by us, or was ended. Safe for use from many
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
    private final NoteFolder condemned;
    private final InstantSource clock;
    private final AtomicInteger buried = new AtomicInteger();

    ClusterBook(Path root, InstantSource clock) {
        this.clusters = new NoteFolder(root.resolve("clusters"), Durability.ALL);
        this.gone = new NoteFolder(root.resolve("gone"), Durability.ALL);
        this.condemned = new NoteFolder(root.resolve("condemned"), Durability.ALL);
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
        return read(clusters, name.value(), ClusterEntry::parse);
    }

    /** Adds a cluster; false when there is one of that name. */
    boolean add(ClusterEntry entry) throws IOException {
        return clusters.add(entry.name().value(), entry.text());
    }

    void replace(ClusterEntry entry) throws IOException {
        clusters.put(entry.name().value(), entry.text());
    }

    /** Takes a cluster out of which nothing is left and that may be asked for again. */
    void remove(ClusterName name) throws IOException {
        clusters.remove(name.value());
    }

    /** Notes that nothing is left of a cluster, and that no late request makes it again. */
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
        return read(
                gone,
                name.value(),
                text -> {
                    var note = NoteText.parse(text);
                    return new Tombstone(note.number("epoch"), note.get("evidence"));
                });
    }

    /** Takes a tombstone away, for a cluster that is to be made anew. */
    void forget(ClusterName name) throws IOException {
        gone.remove(name.value());
    }

    List<ClusterEntry> all() throws IOException {
        return all(clusters, ClusterEntry::parse);
    }

    /** Notes that what may be left of a node is to be ended. */
    void condemn(Condemned node) throws IOException {
        condemned.put(node.key(), node.text());
    }

    /** Notes that nothing is left of a node that was condemned. */
    void acquit(Condemned node) throws IOException {
        condemned.remove(node.key());
    }

    List<Condemned> condemned() throws IOException {
        return all(condemned, Condemned::parse);
    }

    List<Condemned> condemned(HostId host) throws IOException {
        // Asked at each answer of a host, so the notes of others are not even read.
        var end = "." + HostMemory.key(host);
        return all(condemned, Condemned::parse, name -> name.endsWith(end));
    }

    private static <T> List<T> all(NoteFolder folder, Function<String, T> parse)
            throws IOException {
        return all(folder, parse, name -> true);
    }

    private static <T> List<T> all(
            NoteFolder folder, Function<String, T> parse, Predicate<String> wanted)
            throws IOException {
        var found = new ArrayList<T>();
        for (var name : folder.names()) {
            if (wanted.test(name)) {
                read(folder, name, parse).ifPresent(found::add);
            }
        }
        return found;
    }

    private static <T> Optional<T> read(NoteFolder folder, String name, Function<String, T> parse)
            throws IOException {
        try {
            return folder.read(name).map(parse);
        } catch (IllegalArgumentException damaged) {
            throw new IOException(
                    "the note on " + name + " is damaged: " + damaged.getMessage(), damaged);
        }
    }
}
