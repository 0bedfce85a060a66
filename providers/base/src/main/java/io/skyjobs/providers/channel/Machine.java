package io.skyjobs.providers.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Facts about this machine that do not change while it runs. */
public final class Machine {
    private static final String STANDARD_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Machine() {}

    /** Who we are here. */
    public static String user() {
        return System.getProperty("user.name", "unknown");
    }

    /** What this machine is called. */
    public static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            return "localhost";
        }
    }

    /** Where programs are looked for. */
    public static String path() {
        return Optional.ofNullable(System.getenv("PATH"))
                .filter(path -> !path.isBlank())
                .orElse(STANDARD_PATH);
    }

    /** Whether file systems can be mounted, by loading the module for it if need be. */
    public static boolean hasFuse() {
        return Files.exists(Path.of("/dev/fuse"))
                || (user().equals("root") && missing("modprobe").isEmpty());
    }

    /** Those of the programs that this machine does not have. */
    public static List<String> missing(String... programs) {
        var missing = new ArrayList<String>();
        for (var program : programs) {
            var found = false;
            for (var folder : path().split(":", -1)) {
                found |= !folder.isEmpty() && Files.isExecutable(Path.of(folder, program));
            }
            if (!found) {
                missing.add(program);
            }
        }
        return missing;
    }
}
