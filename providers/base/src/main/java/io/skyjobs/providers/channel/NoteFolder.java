package io.skyjobs.providers.channel;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A directory of small texts, each in a file of its own. Every change is one rename or one link, so
 * a reader sees the old or the new, also after a crash of this process. Safe for use from many
 * threads and processes.
 */
public final class NoteFolder {
    /** What is on the disk when a change returns, for the case that the machine loses its power. */
    public enum Durability {
        /** Every change. */
        ALL,
        /** The text of what was added. */
        ADDED,
        /** Nothing yet. */
        NONE
    }

    private final Path folder;
    private final Durability durability;
    private final AtomicLong numbers = new AtomicLong();

    /**
     * @param folder made when it is first written to
     */
    public NoteFolder(Path folder, Durability durability) {
        this.folder = folder;
        this.durability = durability;
    }

    /** Where a text is, or would be. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** A text; empty when there is none of that name. */
    public Optional<String> read(String name) throws IOException {
        try {
            return Optional.of(Files.readString(folder.resolve(name)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** Adds a text; false when there is one of that name. */
    public boolean add(String name, String text) throws IOException {
        var draft = draft(name, text, durability != Durability.NONE);
        try {
            Files.createLink(folder.resolve(name), draft);
            settle();
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } finally {
            Files.delete(draft);
        }
    }

    /** Writes a text, whether or not there is one of that name. */
    public void put(String name, String text) throws IOException {
        Files.move(
                draft(name, text, durability == Durability.ALL),
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        settle();
    }

    /** Takes a text away; one that is not there is not an error. */
    public void remove(String name) throws IOException {
        if (Files.deleteIfExists(folder.resolve(name))) {
            settle();
        }
    }

    /** The names of all texts. */
    public List<String> names() throws IOException {
        var names = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                var name = String.valueOf(file.getFileName());
                if (!name.startsWith(".")) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        names.sort(String::compareTo);
        return names;
    }

    /**
     * Takes all texts away that were not written since a moment, and what is left of changes that
     * were cut off before it.
     */
    public void prune(Instant limit) throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (Files.exists(file)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException none) {
            return;
        }
    }

    private Path draft(String name, String text, boolean durable) throws IOException {
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

    /** Without it a rename may be forgotten when the machine loses its power. */
    private void settle() throws IOException {
        if (durability != Durability.ALL) {
            return;
        }
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
