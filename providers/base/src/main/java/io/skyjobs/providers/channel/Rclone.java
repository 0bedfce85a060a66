package io.skyjobs.providers.channel;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Whether this machine has {@code rclone}, with which nodes reach object stores. */
final class Rclone {
    /** Looked for once: what is installed later is used after the next start. */
    static final boolean IS_HERE = isOn(String.valueOf(System.getenv("PATH")));

    private Rclone() {}

    private static boolean isOn(String path) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve("rclone")));
    }
}
