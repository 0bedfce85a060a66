package io.skyjobs.providers.local;

import com.sun.management.OperatingSystemMXBean;

import io.skyjobs.providers.local.LocalSettings.Capacity;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Facts about this machine that do not change while it runs. */
final class Machine {
    private static final double BYTES_PER_GIB = 1024.0 * 1024 * 1024;
    private static final String STANDARD_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Machine() {}

    /** CPUs and memory that this process may use: both figures honour the limits of its cgroup. */
    static Capacity capacity() {
        var memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        var gib = memory / BYTES_PER_GIB;
        // Whole GiB, so that what is shown can be asked for.
        return new Capacity(
                Runtime.getRuntime().availableProcessors(),
                gib >= 1 ? Math.floor(gib) : Math.floor(gib * 100) / 100);
    }

    static String user() {
        return System.getProperty("user.name", "unknown");
    }

    static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            return "localhost";
        }
    }

    /** Where programs are looked for. */
    static String path() {
        return Optional.ofNullable(System.getenv("PATH"))
                .filter(path -> !path.isBlank())
                .orElse(STANDARD_PATH);
    }

    /** Those of the programs that this machine does not have. */
    static List<String> missing(String... programs) {
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
