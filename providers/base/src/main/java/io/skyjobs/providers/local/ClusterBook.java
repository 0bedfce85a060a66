package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.NodeDirectories;
import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
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

    private final Path clusters;
    private final Path gone;
    private final InstantSource clock;
    private final AtomicLong numbers = new AtomicLong();

    ClusterBook(Path root, InstantSource clock) {
        // A cluster's name never starts with a dot, so these are never taken for one.
        this.clusters = root.resolve(".clusters");
        this.gone = root.resolve(".gone");
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
        var file = clusters.resolve(name.value());
        try {
            return Optional.of(ClusterEntry.parse(Files.readString(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IllegalArgumentException damaged) {
            throw new IOException(
                    "the file " + file + " is damaged: " + damaged.getMessage(), damaged);
        }
    }

    /** Adds a cluster; false when there is one of that name. */
    boolean add(ClusterEntry entry) throws IOException {
        var draft = draft(clusters, entry.name(), entry.text(), true);
        try {
            Files.createLink(clusters.resolve(entry.name().value()), draft);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } finally {
            Files.delete(draft);
        }
    }

    void replace(ClusterEntry entry) throws IOException {
        var draft = draft(clusters, entry.name(), entry.text(), false);
        Files.move(
                draft,
                clusters.resolve(entry.name().value()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Notes that nothing is left of a cluster. */
    void bury(ClusterEntry entry, String evidence) throws IOException {
        var draft =
                draft(
                        gone,
                        entry.name(),
                        "epoch=" + entry.epoch() + "\nevidence=" + evidence + "\n",
                        false);
        Files.move(
                draft,
                gone.resolve(entry.name().value()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(clusters.resolve(entry.name().value()));
        if (numbers.get() % PRUNE_EVERY == 0) {
            prune();
        }
    }

    Optional<Tombstone> tombstone(ClusterName name) throws IOException {
        try {
            var fields = ClusterEntry.fields(Files.readString(gone.resolve(name.value())));
            return Optional.of(
                    new Tombstone(
                            Long.parseLong(ClusterEntry.field(fields, "epoch")),
                            ClusterEntry.field(fields, "evidence")));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IllegalArgumentException damaged) {
            throw new IOException("the record of " + name + "'s end is damaged", damaged);
        }
    }

    /** Takes a tombstone away, for a cluster that is to be made anew. */
    void forget(ClusterName name) throws IOException {
        Files.deleteIfExists(gone.resolve(name.value()));
    }

    List<ClusterEntry> all() throws IOException {
        var found = new ArrayList<ClusterEntry>();
        if (!Files.isDirectory(clusters)) {
            return found;
        }
        try (var files = Files.newDirectoryStream(clusters, "[a-z0-9]*")) {
            for (var file : files) {
                var name = NodeDirectories.named(file);
                if (name.isPresent()) {
                    find(name.get()).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private Path draft(Path folder, ClusterName name, String text, boolean durable)
            throws IOException {
        Files.createDirectories(folder);
        var draft =
                folder.resolve(
                        "."
                                + name
                                + "."
                                + ProcessHandle.current().pid()
                                + "."
                                + numbers.incrementAndGet());
        try (var file =
                FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            if (durable) {
                file.force(true);
            }
        }
        return draft;
    }

    private void prune() throws IOException {
        Instant limit = clock.instant().minus(REMEMBERED);
        try (var files = Files.newDirectoryStream(gone)) {
            for (var file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
