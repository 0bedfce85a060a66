package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A process that writes is killed, and a log of the database is cut: what was acknowledged is
 * there, and of every transaction either all or nothing. P-11, P-14.
 */
final class SqliteCrashTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path directory;

    private static JobStore open(Path file) {
        return JobStores.open(
                new StoreLocation.SqliteFile(file), SampleJobs.CODEC, new SplittableRandom(1));
    }

    /**
     * The process that is killed: each transaction submits two jobs and advances one of the two
     * before; prints {@code id version .} of each once it is durable.
     */
    public static void main(String[] arguments) {
        JobStore store = open(Path.of(arguments[0]));
        String holder = arguments[1];
        JobStore.Lease lease = store.acquire(holder, HOUR, SampleJobs.START).orElseThrow();
        List<ManagedJob> before = List.of();
        for (int round = 0; ; round++) {
            List<ManagedJob> jobs = round(store, lease, holder + "-" + round, before);
            StringBuilder acknowledged = new StringBuilder();
            for (ManagedJob job : jobs) {
                acknowledged.append(job.id() + " " + job.version() + " .\n");
            }
            System.out.print(acknowledged);
            System.out.flush();
            before = jobs.subList(0, 2);
        }
    }

    /** One transaction; the two new jobs, then the one that advanced. */
    private static List<ManagedJob> round(
            JobStore store, JobStore.Lease lease, String key, List<ManagedJob> before) {
        List<StoreWrite> writes =
                new ArrayList<>(
                        List.of(SampleJobs.submit(key + "-a"), SampleJobs.submit(key + "-b")));
        before.stream()
                .limit(1)
                .map(job -> SampleJobs.step(job, 0, SampleJobs.failure(ReasonCode.CONFIG)))
                .forEach(writes::add);
        List<WriteResult> results = store.write(lease, writes);
        List<ManagedJob> jobs = new ArrayList<>();
        for (int place = 0; place < results.size(); place++) {
            switch (results.get(place)) {
                case WriteResult.Submitted submitted -> jobs.add(submitted.job());
                case WriteResult.Advanced advanced ->
                        jobs.add(((StoreWrite.Advance) writes.get(place)).next());
                case WriteResult.Put put -> {}
                case WriteResult.Stale stale -> throw new IllegalStateException("stale");
            }
        }
        return jobs;
    }

    @Test
    void whatAKilledProcessAcknowledgedIsThere() throws IOException, InterruptedException {
        Path file = directory.resolve("sky.db");
        Map<Long, Long> acknowledged = new HashMap<>();
        for (int life = 1; life <= 3; life++) {
            kill(file, "life" + life, life * 40, acknowledged);
            try (JobStore store = open(file)) {
                assertWhole(store);
                acknowledged.forEach(
                        (id, version) ->
                                assertThat(store.job(id).orElseThrow().job().version())
                                        .as("job " + id)
                                        .isGreaterThanOrEqualTo(version));
                assertThat(store.acquire("next", HOUR, SampleJobs.START.plus(HOUR)))
                        .as("the lease of the dead can be had when it is over")
                        .hasValueSatisfying(store::release);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(100);
    }

    private static void kill(Path file, String holder, int lines, Map<Long, Long> acknowledged)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SqliteCrashTest.class.getName(),
                                file.toString(),
                                holder)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader reader = process.inputReader()) {
            int read = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split(" ", -1);
                if (parts.length == 3 && parts[2].equals(".")) { // not cut by the kill
                    acknowledged.merge(
                            Long.parseLong(parts[0]), Long.parseLong(parts[1]), Math::max);
                }
                if (++read == lines) {
                    // by its handle, which leaves what it printed to be read
                    assertThat(process.toHandle().destroyForcibly()).isTrue();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("killed").isEqualTo(128 + 9);
    }

    /** Both jobs of each pair or neither; state and journal of each job agree; ids have no gap. */
    private static void assertWhole(JobStore store) {
        List<StoredJob> jobs = store.jobs(JobQuery.newest(100_000)).reversed();
        assertThat(jobs.size() % 2).isZero();
        for (int index = 0; index < jobs.size(); index++) {
            ManagedJob job = jobs.get(index).job();
            assertThat(job.id()).isEqualTo(index + 1L);
            assertThat(store.journal(job.id(), 0, 100)).hasSize((int) job.version());
            assertThat(store.secrets(job.id()).isEmpty()).isEqualTo(job.ended());
        }
        long counted =
                store.counts(JobQuery.newest(1)).values().stream().mapToLong(Long::longValue).sum();
        assertThat(counted).isEqualTo(jobs.size());
    }

    @Test
    void aLogThatWasCutAnywhereLeavesWholeTransactions() throws IOException {
        Path file = directory.resolve("sky.db");
        Path log = directory.resolve("sky.db-wal");
        SplittableRandom random = new SplittableRandom(11);
        try (JobStore store = open(file)) {
            JobStore.Lease lease = store.acquire("one", HOUR, SampleJobs.START).orElseThrow();
            List<ManagedJob> before = List.of();
            for (int round = 0; round < 30; round++) {
                before = round(store, lease, "key" + round, before).subList(0, 2);
            }
            byte[] database = Files.readAllBytes(file);
            byte[] whole = Files.readAllBytes(log);
            int most = 0;
            for (int cut = 0; cut < 25; cut++) {
                Path copy = Files.createDirectory(directory.resolve("cut" + cut));
                Files.write(copy.resolve("sky.db"), database);
                int length = cut == 0 ? whole.length : random.nextInt(whole.length);
                byte[] kept = Arrays.copyOf(whole, length);
                if (cut % 2 == 1 && length > 100) {
                    kept[length - 50] ^= 0x55; // the last sector was written badly as well
                }
                Files.write(copy.resolve("sky.db-wal"), kept);
                try (JobStore survivor = open(copy.resolve("sky.db"))) {
                    assertWhole(survivor);
                    most = Math.max(most, survivor.jobs(JobQuery.newest(1000)).size());
                }
            }
            assertThat(most).isEqualTo(60);
        }
    }
}
