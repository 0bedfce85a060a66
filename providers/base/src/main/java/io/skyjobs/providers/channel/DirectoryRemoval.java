package io.skyjobs.providers.channel;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Removes a directory with all that is in it, and nothing else: links are not followed, and another
 * file system that is mounted in it, such as a bucket, is left alone and is an error.
 */
public final class DirectoryRemoval extends SimpleFileVisitor<Path> {
    private static final int ROUNDS = 10;

    private final Object device;

    private DirectoryRemoval(Object device) {
        this.device = device;
    }

    /** Removes it; nothing happens when it is not there. */
    public static void remove(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (var round = 1; ; round++) {
            // Also a part of the same file system may be mounted a second time.
            var mounted = MountTable.below(directory);
            if (!mounted.isEmpty()) {
                throw new IOException("another file system is mounted at " + mounted.getFirst());
            }
            try {
                Files.walkFileTree(directory, new DirectoryRemoval(deviceOf(directory)));
                return;
            } catch (DirectoryNotEmptyException grewMeanwhile) {
                // What was asked to stop a run may still be writing that it has nothing left to do.
                if (round == ROUNDS) {
                    throw grewMeanwhile;
                }
            }
        }
    }

    private static Object deviceOf(Path file) throws IOException {
        return Files.getAttribute(file, "unix:dev", LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
            throws IOException {
        if (!deviceOf(folder).equals(device)) {
            throw new IOException("another file system is mounted at " + folder);
        }
        if (!Files.isWritable(folder)) {
            open(folder);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.deleteIfExists(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException trouble) throws IOException {
        if (trouble instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        if (trouble instanceof AccessDeniedException
                && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                && deviceOf(file).equals(device)) {
            open(file);
            Files.walkFileTree(file, this);
            return FileVisitResult.CONTINUE;
        }
        throw trouble;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException trouble) throws IOException {
        if (trouble != null) {
            throw trouble;
        }
        Files.deleteIfExists(folder);
        return FileVisitResult.CONTINUE;
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}
