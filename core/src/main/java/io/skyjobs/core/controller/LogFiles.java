package io.skyjobs.core.controller;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/** Logs as files below one directory: one per job, task, attempt, node and phase. */
public final class LogFiles implements LogArchive {
    private final Path directory;

    /**
     * @param directory where the files are; made when first needed
     */
    public LogFiles(Path directory) {
        this.directory = directory;
    }

    /** Where the bytes are; the file may not exist yet. */
    public Path path(LogName name) {
        return directory
                .resolve(Long.toString(name.job()))
                .resolve(Integer.toString(name.task()))
                .resolve(Integer.toString(name.attempt()))
                .resolve("node" + name.node())
                .resolve(name.phase().fileName());
    }

    @Override
    public long size(LogName name) {
        Path file = path(name);
        try {
            // Asked for every quiet log again and again, most of which have no file: an exception
            // each would cost more than all the rest of the question.
            return Files.notExists(file) ? 0 : Files.size(file);
        } catch (NoSuchFileException none) {
            return 0;
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
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

    @Override
    public boolean append(LogName name, long at, byte[] bytes) {
        Path file = path(name);
        try {
            makeDirectoryOf(file);
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

    @Override
    public OptionalLong processId(LogName name) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(processIdFile(name)).strip()));
        } catch (NoSuchFileException unknown) {
            return OptionalLong.empty();
        } catch (NumberFormatException torn) {
            return OptionalLong.empty();
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public void noteProcessId(LogName name, long pid) {
        Path file = processIdFile(name);
        try {
            makeDirectoryOf(file);
            Files.writeString(file, Long.toString(pid));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Asks first: to try to make a directory that is there is an exception within the JDK. */
    private static void makeDirectoryOf(Path file) throws IOException {
        Path wanted = file.getParent();
        if (wanted != null && !Files.isDirectory(wanted)) {
            Files.createDirectories(wanted);
        }
    }

    private Path processIdFile(LogName name) {
        return path(name).resolveSibling(name.phase().fileName() + ".pid");
    }
}
