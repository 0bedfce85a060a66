package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** All that a user can see of a directory: names, kinds, modes, times, contents. */
final class Sight {
    private Sight() {}

    /** Name to what is there, in order; the directory itself is {@code .}. */
    static Map<String, String> of(Path root) throws IOException {
        var seen = new TreeMap<String, String>();
        try (var paths = Files.walk(root)) {
            paths.forEach(path -> seen.put("./" + root.relativize(path), describe(path)));
        }
        return seen;
    }

    private static String describe(Path path) {
        try {
            var attributes =
                    Files.readAttributes(
                            path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return "-> " + Files.readSymbolicLink(path);
            }
            var common =
                    PosixFilePermissions.toString(attributes.permissions())
                            + " "
                            + attributes.lastModifiedTime().to(TimeUnit.SECONDS);
            return attributes.isDirectory()
                    ? "d" + common
                    : "f" + common + " " + java.util.Arrays.hashCode(Files.readAllBytes(path));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }
}
