package io.skyjobs.core.persistence;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Prints how many submits and advances a second the store takes on this machine, by batch size. The
 * argument is a directory for SQLite, or the URL of a PostgreSQL database.
 */
public final class StoreMeasurement {
    private StoreMeasurement() {}

    /**
     * Measures and prints.
     *
     * @param arguments the location
     */
    public static void main(String[] arguments) throws Exception {
        String place = arguments[0];
        System.out.println("batch  submits/s  advances/s  live() of all, ms");
        for (int batch : new int[] {1, 100, 500}) {
            int jobs = batch == 1 ? 2000 : 30_000;
            StoreLocation location =
                    place.contains(":")
                            ? StoreLocation.of(place)
                            : new StoreLocation.SqliteFile(
                                    Files.createTempDirectory(Path.of(place), "measure")
                                            .resolve("sky.db"));
            try (JobStore store =
                    JobStores.open(location, SampleJobs.CODEC, new SplittableRandom(1))) {
                measure(store, batch, jobs);
            }
        }
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

    private static double perSecond(int count, long start) {
        return count * 1e9 / (System.nanoTime() - start);
    }
}
