package io.skyjobs.providers.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A world's story in a file, which other objects and other processes may hold in turn.
 *
 * <p>It survives the end of the process at any moment. It is not forced to the disk: when this
 * machine loses power, its simulated machines lose it too.
 */
final class WorldFile implements WorldLog {
    private static final String STORY = "world.log";

    /** A lock on a file is the process's, so the threads of a process need one of their own. */
    private static final ConcurrentHashMap<Path, Hold> HOLDS = new ConcurrentHashMap<>();

    private final Path folder;
    private Optional<Object> key = Optional.empty();
    private long offset;

    WorldFile(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** The lock of one folder; its channel stays open, for closing it would free the lock. */
    private static final class Hold {
        private final ReentrantLock threads = new ReentrantLock();
        private Optional<FileChannel> channel = Optional.empty();
        private Optional<FileLock> lock = Optional.empty();
    }

    private Hold hold() {
        return HOLDS.computeIfAbsent(folder, it -> new Hold());
    }

    @Override
    public void take() throws IOException {
        var hold = hold();
        hold.threads.lock();
        if (hold.threads.getHoldCount() > 1) {
            return;
        }
        try {
            Files.createDirectories(folder);
            var lockFile = folder.resolve("world.lock");
            if (hold.channel.isEmpty() || !Files.exists(lockFile)) {
                hold.channel =
                        Optional.of(
                                FileChannel.open(
                                        lockFile,
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE));
            }
            hold.lock = Optional.of(hold.channel.get().lock());
        } catch (IOException | RuntimeException trouble) {
            hold.threads.unlock();
            throw trouble;
        }
    }

    @Override
    public void release() {
        var hold = hold();
        if (hold.threads.getHoldCount() == 1) {
            try {
                hold.lock.orElseThrow().release();
            } catch (IOException trouble) {
                throw new UncheckedIOException(trouble);
            } finally {
                hold.lock = Optional.empty();
                hold.threads.unlock();
            }
        } else {
            hold.threads.unlock();
        }
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public News news() throws IOException {
        var story = folder.resolve(STORY);
        var now = fileKey(story);
        var fromStart = !now.equals(key) || (now.isPresent() && Files.size(story) < offset);
        if (fromStart) {
            key = now;
            offset = 0;
        }
        if (now.isEmpty() || Files.size(story) == offset) {
            return new News(fromStart, List.of());
        }
        try (var file = FileChannel.open(story, StandardOpenOption.READ)) {
            var buffer = ByteBuffer.allocate((int) (file.size() - offset));
            while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) >= 0) {
                // until all of it is there
            }
            var text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            offset += buffer.position();
            return new News(fromStart, text.lines().filter(line -> !line.isBlank()).toList());
        }
    }

    private static Optional<Object> fileKey(Path story) throws IOException {
        return Files.exists(story)
                ? Optional.ofNullable(
                        Files.readAttributes(story, BasicFileAttributes.class).fileKey())
                : Optional.empty();
    }

    @Override
    public void append(List<String> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        var story = folder.resolve(STORY);
        // The line feed ends what a process that died in the middle of a line left behind.
        write(story, "\n" + String.join("\n", lines) + "\n", StandardOpenOption.APPEND);
        key = fileKey(story);
        offset = Files.size(story);
    }

    @Override
    public void replace(List<String> lines) throws IOException {
        var draft = folder.resolve(STORY + ".new");
        Files.deleteIfExists(draft);
        write(draft, String.join("\n", lines) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
        var story = folder.resolve(STORY);
        Files.move(
                draft, story, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        key = fileKey(story);
        offset = Files.size(story);
    }

    private static void write(Path path, String text, StandardOpenOption how) throws IOException {
        try (var file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }
}
