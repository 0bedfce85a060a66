package io.skyjobs.providers.channel.ssh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/**
 * What all transfers of a process share.
 *
 * @param rsync the program on this machine; empty where there is none
 * @param patience a transfer fails once nothing has moved for this long
 * @param atOnce transfers of the whole process; each may take a few channels, threads and MiB
 * @param threads for the parts of transfers
 * @param nanos a clock that only goes forward, in nanoseconds
 */
record TransferSettings(
        Optional<Path> rsync,
        Duration patience,
        Semaphore atOnce,
        ThreadFactory threads,
        LongSupplier nanos) {
    /** Ciphers take most of the time, so more at once would only share the same processors. */
    private static final int AT_ONCE = 16;

    /** Longer than a host with a busy disk takes to answer, shorter than a person waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As this process' environment has it. */
    static TransferSettings of(Map<String, String> environment) {
        return new TransferSettings(
                onPath(environment.getOrDefault("PATH", "")),
                PATIENCE,
                new Semaphore(AT_ONCE, true),
                Thread.ofVirtual().name("transfer-", 0).factory(),
                System::nanoTime);
    }

    private static Optional<Path> onPath(String path) {
        return Arrays.stream(path.split(":", -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, "rsync"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
