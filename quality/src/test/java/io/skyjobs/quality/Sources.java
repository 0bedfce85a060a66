package io.skyjobs.quality;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of the checkout that people write: build output and hidden folders are left out. */
final class Sources {
    static final Path ROOT = Path.of(System.getProperty("repository.root")).normalize();

    private static final Set<String> OUTPUT = Set.of("target", "node_modules");

    private Sources() {}

    static List<Path> withSuffix(String suffix) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        var name = folder.getFileName().toString();
                        var hidden = name.startsWith(".") && !folder.equals(ROOT);
                        return hidden || OUTPUT.contains(name)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.getFileName().toString().endsWith(suffix)) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        found.sort(null);
        return found;
    }

    static List<Path> java() throws IOException {
        return withSuffix(".java");
    }

    static String shortName(Path file) {
        return ROOT.relativize(file).toString();
    }
}
