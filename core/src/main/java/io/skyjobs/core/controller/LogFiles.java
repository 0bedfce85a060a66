package io.skyjobs.core.controller;

import io.skyjobs.spi.LogPhase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Raw log bytes of every attempt, one file per node and phase; offsets are byte offsets into what
 * the node wrote. Safe for many readers; one writer per file.
 */
public final class LogFiles {
    private final Path directory;

    /**
     * @param directory where the files are; made when first needed
     */
    public LogFiles(Path directory) {
        this.directory = directory;
    }

    /** Names one file. */
    public record LogName(long job, int task, int attempt, int node, LogPhase phase) {}

    /** Where the bytes are; the file may not exist yet. */
    public Path path(LogName name) {
        return directory
                .resolve(Long.toString(name.job()))
                .resolve(Integer.toString(name.task()))
                .resolve(Integer.toString(name.attempt()))
                .resolve("node" + name.node())
                .resolve(name.phase().fileName());
    }

    /** How many bytes are stored; 0 when there are none. */
    public long size(LogName name) {
        try {
            return Files.size(path(name));
        } catch (NoSuchFileException none) {
            return 0;
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Bytes from an offset, at most {@code limit}; empty at the end. */
    public byte[] read(LogName name, long from, int limit) {
        try (SeekableByteChannel channel = Files.newByteChannel(path(name))) {
            long left = Math.max(0, channel.size() - from);
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(left, limit));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // read on until the buffer is full or the file ends
            }
            byte[] bytes = new byte[buffer.position()];
            buffer.flip().get(bytes);
            return bytes;
        } catch (NoSuchFileException none) {
            return new byte[0];
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /**
     * Stores bytes at an offset. An offset that is not the present size is refused, so that no byte
     * is lost or stored twice.
     *
     * @return whether they were stored
     */
    public boolean append(LogName name, long at, byte[] bytes) {
        Path file = path(name);
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.size() != at) {
                    return false;
                }
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                for (long position = at; buffer.hasRemaining(); ) {
                    position += channel.write(buffer, position);
                }
                return true;
            }
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }
}
