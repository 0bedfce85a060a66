package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.KnownHosts.Entry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Our own file of host keys, to which the key of a first contact is added, so that every later one
 * must show the same. Of two first contacts at once, also by two processes, one counts.
 */
final class PinnedHosts {
    private final Path file;

    /** A file lock excludes other processes only, so all of this process share one beside it. */
    private static final ReentrantLock LOCK = new ReentrantLock();

    PinnedHosts(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /**
     * Adds a key, unless another was added meanwhile.
     *
     * @return what is known instead, where that is another key; else nothing
     */
    List<Entry> pin(String name, String type, String key) throws IOException {
        LOCK.lock();
        try (var channel = open()) {
            // Let go of with the channel.
            channel.lock();
            var before = KnownHosts.read(file, name);
            if (!before.isEmpty()) {
                var same = before.stream().anyMatch(entry -> entry.key().equals(key));
                return same ? List.of() : before;
            }
            var line = "%s %s %s\n".formatted(name, type, key).getBytes(StandardCharsets.UTF_8);
            for (var bytes = ByteBuffer.wrap(line); bytes.hasRemaining(); ) {
                channel.write(bytes);
            }
            channel.force(false);
            return List.of();
        } finally {
            LOCK.unlock();
        }
    }

    private FileChannel open() throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
