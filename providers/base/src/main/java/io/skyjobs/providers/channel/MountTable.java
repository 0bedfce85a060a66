package io.skyjobs.providers.channel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is mounted in directories of this machine, as the kernel lists it for this process. It never
 * touches what is mounted, which may hang for ever. Only on Linux; elsewhere nothing is mounted.
 */
public final class MountTable {
    private static final Path LIST = Path.of("/proc/self/mountinfo");
    private static final int POINT_FIELD = 4;

    /** Each takes a mount away even where it is in use; only root may call the first. */
    private static final List<List<String>> WAYS =
            List.of(
                    List.of("umount", "-l"),
                    List.of("fusermount3", "-uz"),
                    List.of("fusermount", "-uz"));

    private MountTable() {}

    /** Where something is mounted at a directory or in it, the latest first. */
    static List<Path> below(Path directory) throws IOException {
        var found = new ArrayList<Path>();
        // Its own name is not asked about: what is mounted there may hang.
        var around = directory.toAbsolutePath().resolveSibling(".");
        if (!Files.exists(LIST) || !Files.exists(around, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        var real = around.toRealPath().resolve(directory.getFileName());
        for (var line : Files.readAllLines(LIST, StandardCharsets.ISO_8859_1)) {
            var point = Path.of(plain(line.split(" ", -1)[POINT_FIELD]));
            if (point.startsWith(real)) {
                found.addFirst(point);
            }
        }
        return found;
    }

    /** The kernel writes spaces, tabs, newlines and backslashes as three octal digits. */
    private static String plain(String escaped) {
        var bytes = new ByteArrayOutputStream();
        for (var at = 0; at < escaped.length(); at++) {
            var letter = escaped.charAt(at);
            if (letter == '\\' && at + 3 < escaped.length()) {
                bytes.write(Integer.parseInt(escaped.substring(at + 1, at + 4), 8));
                at += 3;
            } else {
                bytes.write(letter);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * Takes away all that is mounted at a directory or in it, whether it is in use or not; what is
     * in it stays as it is.
     *
     * @throws IOException when something is left
     */
    public static void clear(Path directory) throws IOException {
        for (var point : below(directory)) {
            for (var way : WAYS) {
                if (isGone(way, point)) {
                    break;
                }
            }
        }
        var left = below(directory);
        if (!left.isEmpty()) {
            throw new IOException(
                    "another file system is mounted at "
                            + left.getFirst()
                            + " and cannot be unmounted");
        }
    }

    private static boolean isGone(List<String> way, Path point) throws IOException {
        if (Machine.missing(way.getFirst()).isEmpty()) {
            var command = new ArrayList<>(way);
            command.add(point.toString());
            return ShellCall.of(command, Path.of("/"), Map.of("PATH", Machine.path())).exit() == 0;
        }
        return false;
    }
}
