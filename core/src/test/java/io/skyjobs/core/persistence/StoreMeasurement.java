package io.skyjobs.core.persistence;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ReasonCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;

/**
 * Prints how many submits and advances a second the store takes on this machine, by batch size. The
 * first argument is a directory for SQLite, or the URL of a PostgreSQL database.
 */
public final class StoreMeasurement {
    private StoreMeasurement() {}

    /**
     * Measures and prints.
     *
     * @param arguments the location; and, to measure reads instead, how many ended jobs to read
     *     from
     */
    public static void main(String[] arguments) throws Exception {
        String place = arguments[0];
        if (arguments.length > 1) {
            try (JobStore store =
                    JobStores.open(location(place), SampleJobs.CODEC, new SplittableRandom(1))) {
                history(store, Integer.parseInt(arguments[1]));
            }
            return;
        }
        System.out.println("batch  submits/s  advances/s  live() of all, ms");
        for (int batch : new int[] {1, 100, 500}) {
            int jobs = batch == 1 ? 2000 : 30_000;
            try (JobStore store =
                    JobStores.open(location(place), SampleJobs.CODEC, new SplittableRandom(1))) {
                measure(store, batch, jobs);
            }
        }
    }

    private static StoreLocation location(String place) throws IOException {
        return place.contains(":")
                ? StoreLocation.of(place)
                : new StoreLocation.SqliteFile(
                        Files.createTempDirectory(Path.of(place), "measure").resolve("sky.db"));
    }

    private static void measure(JobStore store, int batch, int count) {
        JobStore.Lease lease =
                store.acquire("measurement", Duration.ofHours(1), Instant.EPOCH).orElseThrow();
        String run = Long.toString(System.nanoTime(), 36);
        List<ManagedJob> jobs = new ArrayList<>();
        long start = System.nanoTime();
        for (int from = 0; from < count; from += batch) {
            List<StoreWrite> writes = new ArrayList<>();
            for (int index = from; index < Math.min(from + batch, count); index++) {
                writes.add(SampleJobs.submit(run + "-" + index));
            }
            for (WriteResult result : store.write(lease, writes)) {
                jobs.add(((WriteResult.Submitted) result).job());
            }
        }
        double submits = perSecond(count, start);
        start = System.nanoTime();
        int steps = 0;
        for (int step = 0; step < 4; step++) {
            for (int from = 0; from < count; from += batch) {
                List<StoreWrite> writes = new ArrayList<>();
                for (int index = from; index < Math.min(from + batch, count); index++) {
                    ManagedJob job = jobs.get(index);
                    JobEvent event =
                            SampleJobs.successfulLife(job.id(), 0, store.installation()).get(step);
                    StoreWrite.Advance advance = SampleJobs.step(job, 0, event);
                    jobs.set(index, advance.next());
                    writes.add(advance);
                }
                store.write(lease, writes);
                steps += writes.size();
            }
        }
        double advances = perSecond(steps, start);
        start = System.nanoTime();
        int live = store.live().size();
        System.out.printf(
                "%5d  %9.0f  %10.0f  %d (%d jobs)%n",
                batch, submits, advances, (System.nanoTime() - start) / 1_000_000, live);
        store.release(lease);
    }

    /** Ends so many jobs, and prints how long the first page and others take; see P-36. */
    private static void history(JobStore store, int count) {
        JobStore.Lease lease =
                store.acquire("measurement", Duration.ofHours(1), Instant.EPOCH).orElseThrow();
        for (int from = 0; from < count; from += 1000) {
            List<StoreWrite> submits = new ArrayList<>();
            for (int index = from; index < from + 1000; index++) {
                submits.add(
                        SampleJobs.submit(
                                "key-" + index,
                                SampleJobs.header(
                                        "name-" + index % 5000, "user-" + index % 50, "default", 1),
                                SampleJobs.at(index)));
            }
            List<StoreWrite> ends = new ArrayList<>();
            for (WriteResult result : store.write(lease, submits)) {
                ManagedJob job = ((WriteResult.Submitted) result).job();
                ReasonCode code = job.id() % 1000 == 7 ? ReasonCode.SETUP_EXIT : ReasonCode.CONFIG;
                ends.add(SampleJobs.step(job, 0, SampleJobs.failure(code)));
            }
            store.write(lease, ends);
        }
        time("first page of 100", () -> store.jobs(query("", "", "", Long.MAX_VALUE)).size());
        time("page in the middle", () -> store.jobs(query("", "", "", count / 2)).size());
        time("by name", () -> store.jobs(query("name-77", "", "", Long.MAX_VALUE)).size());
        time("by user", () -> store.jobs(query("", "user-7", "", Long.MAX_VALUE)).size());
        time(
                "by user and rare status",
                () -> store.jobs(query("", "user-7", "FAILED_SETUP", Long.MAX_VALUE)).size());
        time("counts of all", () -> store.counts(query("", "", "", 1)).size());
        time("counts of a user", () -> store.counts(query("", "user-7", "", 1)).size());
        time("counts of a name", () -> store.counts(query("name-77", "", "", 1)).size());
    }

    private static JobQuery query(String name, String user, String status, long below) {
        return new JobQuery(
                List.of(),
                Optional.of(name).filter(text -> !text.isEmpty()),
                Optional.of(user).filter(text -> !text.isEmpty()),
                Optional.empty(),
                status.isEmpty() ? Set.of() : Set.of(status),
                Optional.empty(),
                Optional.empty(),
                Optional.of(below),
                100);
    }

    private static void time(String what, IntSupplier work) {
        int rows = 0;
        long worst = 0;
        long start = System.nanoTime();
        for (int run = 0; run < 20; run++) {
            long began = System.nanoTime();
            rows = work.getAsInt();
            worst = Math.max(worst, System.nanoTime() - began);
        }
        System.out.printf(
                "%-25s %4d rows, mean %.2f ms, worst %.2f ms%n",
                what, rows, (System.nanoTime() - start) / 20e6, worst / 1e6);
    }

    private static double perSecond(int count, long start) {
        return count * 1e9 / (System.nanoTime() - start);
    }
}
