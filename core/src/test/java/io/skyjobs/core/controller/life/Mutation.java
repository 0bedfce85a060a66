package io.skyjobs.core.controller.life;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One planted bug: a text of the sources of core that stands there exactly once, and what to put in
 * its place.
 *
 * @param name its file's name, without the ending
 * @param breaks which promise it breaks, for people
 * @param file the source file, from {@code io/skyjobs/core}
 * @param text what stands there
 * @param replacement what is put in its place
 */
record Mutation(String name, String breaks, String file, String text, String replacement) {
    private static final String OLD = "<<<<<<<\n";
    private static final String NEW = "=======\n";
    private static final String END = ">>>>>>>\n";

    /** All of them, by name. */
    static List<Mutation> all(Path core) {
        try (Stream<Path> files = Files.list(core.resolve("src/test/mutations"))) {
            return files.filter(file -> file.toString().endsWith(".mutation"))
                    .sorted()
                    .map(Mutation::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Mutation read(Path file) {
        String all = text(file);
        String name = file.getFileName().toString().replace(".mutation", "");
        int old = all.indexOf(OLD);
        int replaced = all.indexOf(NEW);
        int end = all.indexOf(END);
        if (old < 0 || replaced < old || end < replaced) {
            throw new IllegalStateException(file + " has no old and new text.");
        }
        return new Mutation(
                name,
                header(file, all, "breaks: "),
                header(file, all, "file: "),
                all.substring(old + OLD.length(), replaced),
                all.substring(replaced + NEW.length(), end));
    }

    private static String header(Path file, String all, String key) {
        return all.lines()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .map(line -> line.substring(key.length()))
                .orElseThrow(() -> new IllegalStateException(file + " lacks " + key));
    }

    Path source(Path core) {
        return core.resolve("src/main/java/io/skyjobs/core").resolve(file);
    }

    /** How often its text stands in its file; 1 is right. */
    int occurrences(Path core) {
        String source = text(source(core));
        int count = 0;
        for (int at = source.indexOf(text); at >= 0; at = source.indexOf(text, at + 1)) {
            count++;
        }
        return count;
    }

    /** The source with the bug. */
    String planted(Path core) {
        return text(source(core)).replace(text, replacement);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
