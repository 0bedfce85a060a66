package io.skyjobs.bench;

import io.skyjobs.providers.channel.host.RemoteProcess;
import io.skyjobs.providers.channel.ssh.SshConnection;
import io.skyjobs.providers.channel.ssh.SshConnections;
import io.skyjobs.providers.channel.ssh.SshFiles;
import io.skyjobs.providers.channel.ssh.SshSettings;
import io.skyjobs.providers.channel.ssh.SshTarget;
import io.skyjobs.spi.ChannelException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What held connections cost this process: heap after a collection and resident memory, each with
 * two processes behind it, as the provider holds them; and how fast they are made.
 */
final class SshMemoryMeasurement {
    private static final double KIB = 1024;
    private static final int STREAMS = 2;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final SshLab lab;
    private final Path directory;
    private final Report report;

    SshMemoryMeasurement(SshLab lab, Path directory, Report report) {
        this.lab = lab;
        this.directory = directory;
        this.report = report;
    }

    void run(int count) {
        Path home = directory.resolve("home-" + count);
        SshFiles files = SshFiles.of(home, home.resolve("known_hosts"), Map.of());
        Queue<RemoteProcess> held = new ConcurrentLinkedQueue<>();
        long heap = Machine.heap();
        long resident = Machine.resident().orElse(0L);
        try (SshConnections connections =
                new SshConnections(
                        files, SshSettings.usual(), System::nanoTime, new SplittableRandom())) {
            List<SshTarget> targets = lab.targets(count);
            long start = System.nanoTime();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (SshTarget target : targets) {
                    threads.execute(() -> hold(connections.connection(target), held));
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (held.size() != count * STREAMS) {
                throw new IllegalStateException("only " + held.size() + " streams are held");
            }
            String of = " of " + count + (count == 1 ? " connection" : " connections");
            report.add(Figure.of("made" + of, count / seconds, "/s"));
            report.add(
                    Figure.of("heap of each" + of, (Machine.heap() - heap) / KIB / count, "KiB"));
            report.add(
                    Figure.of(
                            "resident memory of each" + of,
                            (Machine.resident().orElse(0L) - resident) / KIB / count,
                            "KiB"));
            held.forEach(RemoteProcess::close);
        }
    }

    /** As a caller does: who cannot be served now asks again. */
    private static void hold(SshConnection connection, Queue<RemoteProcess> held) {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (int one = 0; one < STREAMS; one++) {
            while (true) {
                try {
                    held.add(connection.start("cat"));
                    break;
                } catch (ChannelException notYet) {
                    if (System.nanoTime() > end) {
                        throw new IllegalStateException(notYet.sentence(), notYet);
                    }
                    Pause.of(Duration.ofMillis(100));
                }
            }
        }
    }
}
