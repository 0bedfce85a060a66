package io.skyjobs.bench;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.api.Wire;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStores;
import io.skyjobs.core.persistence.StoreLocation;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.persistence.WriteResult;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The queue of a server that has a great many ended jobs: a real server process over a store that
 * was filled before, asked over HTTP.
 */
final class StoredMeasurement {
    private static final int BATCH = 1000;
    private static final int READS = 300;
    private static final int FAILED_ONE_IN = 10;
    private static final double KIB = 1024;
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Bench bench;
    private final SkyHome home;

    StoredMeasurement(Bench bench) {
        this.bench = bench;
        this.home = SkyHome.at(bench.directory("stored"));
    }

    void run() throws IOException, InterruptedException {
        home.prepare();
        fill(bench.options().stored());
        Process server = start();
        try {
            ask(server);
        } finally {
            server.destroy();
            if (!server.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    private void fill(int count) {
        long start = System.nanoTime();
        try (JobStore store =
                JobStores.open(
                        new StoreLocation.SqliteFile(home.database()),
                        Workload.CODEC,
                        new SecureRandom())) {
            JobStore.Lease lease =
                    store.acquire("bench", Duration.ofHours(12), Instant.now()).orElseThrow();
            for (int from = 0; from < count; from += BATCH) {
                List<StoreWrite> submits = new ArrayList<>();
                for (int index = from; index < Math.min(count, from + BATCH); index++) {
                    submits.add(Workload.job("job" + index, Duration.ofSeconds(index % 100)));
                }
                List<StoreWrite> ends = new ArrayList<>();
                for (WriteResult result : store.write(lease, submits)) {
                    ends.add(end(((WriteResult.Submitted) result).job()));
                }
                store.write(lease, ends);
            }
            store.release(lease);
        }
        bench.report()
                .add(
                        Figure.of(
                                        "ended jobs written to the store",
                                        count * 1e9 / (System.nanoTime() - start),
                                        "jobs/s")
                                .over(bench.records(), "records/s"));
    }

    private static StoreWrite end(ManagedJob job) {
        JobEvent event =
                job.id() % FAILED_ONE_IN == 0
                        ? new JobEvent.TaskFailed(Instant.now(), Reason.of(ReasonCode.NO_RESOURCE))
                        : new JobEvent.NothingToRun(Instant.now());
        return new StoreWrite.Advance(
                job.with(0, event).nextVersion(),
                List.of(new StoreWrite.TaskEvent(0, event)),
                List.of(),
                List.of());
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.skyjobs.app.server.ServerMain"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", home.user().toString());
        builder.environment().put("SKY_API_PORT", "0");
        builder.redirectErrorStream(true);
        builder.redirectOutput(home.serverLog().toFile());
        return builder.start();
    }

    private void ask(Process server) throws IOException, InterruptedException {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (home.lastServer().filter(it -> it.pid() == server.pid()).isEmpty()) {
            if (!server.isAlive() || System.nanoTime() > limit) {
                throw new IllegalStateException("the server did not start: " + home.serverLog());
            }
            Pause.of(Duration.ofMillis(20));
        }
        int port = home.lastServer().orElseThrow().port();
        String token = home.readToken().orElseThrow();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest page =
                    HttpRequest.newBuilder()
                            .uri(URI.create("http://127.0.0.1:" + port + Wire.ROOT + "/jobs"))
                            .header("Authorization", "Bearer " + token)
                            .header(Wire.VERSION_HEADER, Integer.toString(Wire.VERSION))
                            .build();
            List<Long> times = new ArrayList<>();
            int bytes = 0;
            for (int read = 0; read < READS; read++) {
                long start = System.nanoTime();
                HttpResponse<byte[]> reply =
                        client.send(page, HttpResponse.BodyHandlers.ofByteArray());
                times.add(System.nanoTime() - start);
                bytes = reply.body().length;
                if (reply.statusCode() != 200) {
                    throw new IllegalStateException("the server answers " + reply.statusCode());
                }
            }
            tell(new Latencies(times), bytes, server);
        }
    }

    private void tell(Latencies times, int bytes, Process server) {
        String stored = String.format(Locale.ROOT, "%,d", bench.options().stored()) + " stored";
        double request = 1000 / bench.requests();
        bench.report()
                .add(
                        Figure.of("GET /jobs, p50, " + stored, times.millis(0.5), "ms")
                                .over(request, "bare request"));
        bench.report()
                .add(
                        Figure.of("GET /jobs, p99, " + stored, times.millis(0.99), "ms")
                                .over(request, "bare request")
                                .atMost(100));
        bench.report().add(Figure.of("GET /jobs, reply", bytes / KIB, "KiB").atMost(64));
        Machine.resident(server.pid())
                .ifPresent(
                        resident ->
                                bench.report()
                                        .add(
                                                Figure.of(
                                                                "resident memory of that server",
                                                                resident / KIB / KIB,
                                                                "MiB")
                                                        .atMost(256)));
    }
}
