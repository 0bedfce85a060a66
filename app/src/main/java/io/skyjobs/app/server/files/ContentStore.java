package io.skyjobs.app.server.files;

import io.skyjobs.app.api.ContentHash;
import io.skyjobs.app.server.files.NotStored.Why;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Contents of files by their hash. A content is there in full or not at all: it is written beside,
 * checked, and renamed. A large one is on the disk when it is answered for; of small ones that a
 * power cut took, the length shows it, and they are asked for again.
 *
 * <p>Safe for use from many threads.
 */
final class ContentStore {
    private static final int BUFFER = 256 * 1024;
    private static final long SYNCED = 1024 * 1024;
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rw-------");

    private final Path store;
    private final Path root;
    private final Path incoming;
    private final FileLimits limits;
    private final InstantSource clock;

    /**
     * @param root directory of its own; made when first needed
     */
    ContentStore(Path root, FileLimits limits, InstantSource clock) {
        this.store = root;
        this.root = root.resolve("contents");
        this.incoming = root.resolve("incoming");
        this.limits = limits;
        this.clock = clock;
    }

    /** Where a content is, if it is there. */
    Path at(String hash) {
        return root.resolve(hash.substring(0, 2)).resolve(hash);
    }

    boolean has(String hash, long size) {
        try {
            return Files.size(at(hash)) == size;
        } catch (IOException none) {
            return false;
        }
    }

    /**
     * Takes a content.
     *
     * @param length how long it is said to be; -1 when that is not known
     * @return whether it was not there before
     * @throws NotStored when it is not kept
     * @throws IOException when its sender went away, or the disk failed
     */
    boolean put(String hash, InputStream content, long length) throws IOException, NotStored {
        checkRoom(Math.max(0, length));
        Files.createDirectories(incoming);
        Path draft = incoming.resolve(UUID.randomUUID().toString());
        try {
            Path there = at(hash);
            write(hash, content, draft);
            if (Files.exists(there) && Files.size(there) == Files.size(draft)) {
                return false;
            }
            Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));
            Files.createDirectories(there.getParent());
            Files.move(draft, there, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void write(String hash, InputStream content, Path draft) throws IOException, NotStored {
        MessageDigest digest = ContentHash.begin();
        long total = 0;
        try (FileChannel out =
                FileChannel.open(
                        draft,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PRIVATE))) {
            byte[] buffer = new byte[BUFFER];
            for (int got = content.read(buffer); got >= 0; got = content.read(buffer)) {
                total += got;
                if (total > limits.largest()) {
                    throw tooLarge();
                }
                if (total % (64L * BUFFER) < got) {
                    checkRoom(0);
                }
                digest.update(buffer, 0, got);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, got);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            if (!ContentHash.name(digest).equals(hash)) {
                throw new NotStored(
                        Why.DIFFERENT,
                        "The bytes that came are not those of their hash: the file was changed while"
                                + " it was sent, or damaged on the way.");
            }
            if (total >= SYNCED) {
                out.force(false);
            }
        }
    }

    private NotStored tooLarge() {
        return new NotStored(
                Why.TOO_LARGE,
                "A file is larger than "
                        + limits.largest()
                        + " bytes, the most that this server takes (files.max_file_gib).");
    }

    /** Refuses what would leave too little of the disk for what runs. */
    void checkRoom(long length) throws IOException, NotStored {
        if (length > limits.largest()) {
            throw tooLarge();
        }
        Files.createDirectories(store);
        long free = store.toFile().getUsableSpace();
        if (free - length < limits.keepFree()) {
            throw new NotStored(
                    Why.DISK_FULL,
                    "The disk of the server is full: "
                            + length
                            + " bytes more would leave less than the "
                            + limits.keepFree()
                            + " bytes that it keeps for jobs that run ("
                            + store
                            + ").");
        }
    }

    /** Removes contents that came before an instant and are not needed. */
    int sweep(Predicate<String> needed, Instant before) throws IOException {
        int removed = 0;
        if (!Files.isDirectory(root)) {
            return 0;
        }
        try (var folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                try (var contents = Files.newDirectoryStream(folder)) {
                    for (Path content : contents) {
                        boolean young =
                                !Files.getLastModifiedTime(content).toInstant().isBefore(before);
                        if (!young && !needed.test(content.getFileName().toString())) {
                            removed += Files.deleteIfExists(content) ? 1 : 0;
                        }
                    }
                }
            }
        }
        return removed;
    }

    /** Removes what a process that was killed left half written. Before anything is taken. */
    void clearIncoming() throws IOException {
        if (Files.isDirectory(incoming)) {
            try (var drafts = Files.newDirectoryStream(incoming)) {
                for (Path draft : drafts) {
                    Files.deleteIfExists(draft);
                }
            }
        }
    }

    /**
     * Makes a file with a content, a mode and a time of change. The store's own file is linked
     * where it has them, or nobody else has it yet; else it is copied. One at a time.
     *
     * @throws NoSuchFileException when the content is not there as it should be
     */
    void layOut(String hash, Path file, Attributes wanted) throws IOException {
        Path content = at(hash);
        if (!has(hash, wanted.size())) {
            throw new NoSuchFileException(hash);
        }
        boolean ours =
                Integer.valueOf(1)
                        .equals(
                                Files.getAttribute(
                                        content, "unix:nlink", LinkOption.NOFOLLOW_LINKS));
        if (ours) {
            wanted.setOn(content);
        }
        if (!wanted.areOf(content) || !linked(content, file)) {
            Files.copy(content, file);
            wanted.setOn(file);
        }
    }

    private static boolean linked(Path content, Path file) throws IOException {
        try {
            Files.createLink(file, content);
            return true;
        } catch (FileAlreadyExistsException twice) {
            throw twice;
        } catch (IOException | UnsupportedOperationException tooManyLinks) {
            return false;
        }
    }

    /** What a file shall look like. */
    record Attributes(long size, Set<PosixFilePermission> mode, Instant changed) {
        boolean areOf(Path file) throws IOException {
            return Files.getLastModifiedTime(file).toInstant().equals(changed)
                    && Files.getPosixFilePermissions(file).equals(mode);
        }

        void setOn(Path file) throws IOException {
            Files.setLastModifiedTime(file, FileTime.from(changed));
            Files.setPosixFilePermissions(file, mode);
        }
    }
}
