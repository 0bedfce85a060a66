package io.skyjobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What this process, and others, take of the machine. */
final class Machine {
    private static final String RESIDENT = "VmRSS:";

    private Machine() {}

    /** Bytes of live objects: used heap after a collection. */
    static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Resident bytes of this process; empty where the system has no {@code /proc}. */
    static Optional<Long> resident() {
        return resident(ProcessHandle.current().pid());
    }

    /** Resident bytes of a process; empty where the system has no {@code /proc}. */
    static Optional<Long> resident(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
                    .map(kib -> Long.parseLong(kib) * 1024)
                    .findFirst();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Processor time of this process so far. */
    static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
