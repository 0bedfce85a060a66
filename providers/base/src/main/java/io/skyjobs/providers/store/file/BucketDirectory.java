package io.skyjobs.providers.store.file;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The directory of one bucket as keys; links are objects of nobody and are never followed. */
final class BucketDirectory {
    /** The order of keys in every store. */
    static final Comparator<String> BY_BYTES =
            Comparator.comparing(
                    text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private BucketDirectory() {}

    /** Keys of all objects that begin with a prefix, in no order. */
    static List<String> keys(Path bucket, String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        Files.walkFileTree(
                bucket,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        String key = key(bucket, directory) + "/";
                        boolean mayHold =
                                directory.equals(bucket)
                                        || key.startsWith(prefix)
                                        || prefix.startsWith(key);
                        return mayHold ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        String key = key(bucket, file);
                        boolean isObject =
                                attributes.isRegularFile()
                                        && key.startsWith(prefix)
                                        && !isDraft(file);
                        if (isObject) {
                            keys.add(key);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone)
                            throws IOException {
                        if (gone instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw gone;
                    }
                });
        return keys;
    }

    /** Removes all files whose key is wanted gone, and the directories that are then empty. */
    static void clear(Path bucket, Predicate<String> goes) throws IOException {
        Files.walkFileTree(
                bucket,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (goes.test(key(bucket, file))) {
                            Files.deleteIfExists(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException trouble) throws IOException {
                        if (!directory.equals(bucket)) {
                            deleteEmpty(directory);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Removes the directories above a file that went, as far as they are empty. */
    static void prune(Path bucket, Path file) throws IOException {
        Path directory = file.getParent();
        while (directory != null && !directory.equals(bucket) && deleteEmpty(directory)) {
            directory = directory.getParent();
        }
    }

    private static boolean deleteEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (DirectoryNotEmptyException stillUsed) {
            return false;
        }
    }

    private static boolean isDraft(Path file) {
        Path name = file.getFileName();
        return name != null && name.toString().startsWith(ObjectPath.DRAFT);
    }

    private static String key(Path bucket, Path file) {
        List<String> names = new ArrayList<>();
        bucket.relativize(file).forEach(name -> names.add(name.toString()));
        return String.join("/", names);
    }
}
