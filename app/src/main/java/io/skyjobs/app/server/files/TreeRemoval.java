package io.skyjobs.app.server.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Removes a laid out tree, also one whose directories nobody may write to; follows no link. */
final class TreeRemoval extends SimpleFileVisitor<Path> {
    private TreeRemoval() {}

    static void remove(Path tree) throws IOException {
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            open(tree);
            Files.walkFileTree(tree, new TreeRemoval());
        }
    }

    private static void open(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            try (var inside = Files.newDirectoryStream(folder)) {
                for (Path file : inside) {
                    open(file);
                }
            }
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.deleteIfExists(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException trouble) throws IOException {
        if (trouble != null) {
            throw trouble;
        }
        Files.deleteIfExists(folder);
        return FileVisitResult.CONTINUE;
    }
}
