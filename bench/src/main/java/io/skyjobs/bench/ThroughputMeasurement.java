package io.skyjobs.bench;

import io.skyjobs.core.persistence.JobStore;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** How much the controller takes in, and how much it gets done, a second. */
final class ThroughputMeasurement {
    private static final int SUBMITTERS = 64;
    private static final int JOBS_PER_SECOND_OF_SPAN = 2_000;
    private static final int LAUNCHING = 1024;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Bench bench;

    ThroughputMeasurement(Bench bench) {
        this.bench = bench;
    }

    /** Durable submits a second while nothing is launched: one submitter, then many. */
    void submits() {
        Path directory = bench.directory("submits");
        try (SimulatedNodes nodes = new SimulatedNodes();
                Installation installation = new Installation(directory, nodes, 0)) {
            AtomicLong count = new AtomicLong();
            submitFor(bench.span().dividedBy(4), installation, count);
            count.set(0);
            double alone = perSecond(count, () -> submitFor(bench.span(), installation, count));
            bench.report()
                    .add(
                            Figure.of("submits, 1 submitter", alone, "jobs/s")
                                    .over(bench.commits(), "commits/s"));
            count.set(0);
            double together =
                    perSecond(
                            count,
                            () -> {
                                try (ExecutorService submitters =
                                        Executors.newVirtualThreadPerTaskExecutor()) {
                                    for (int index = 0; index < SUBMITTERS; index++) {
                                        submitters.execute(
                                                () -> submitFor(bench.span(), installation, count));
                                    }
                                }
                            });
            bench.report()
                    .add(
                            Figure.of("submits, " + SUBMITTERS + " submitters", together, "jobs/s")
                                    .over(bench.records(), "records/s"));
        }
    }

    private static void submitFor(Duration span, Installation installation, AtomicLong count) {
        long end = System.nanoTime() + span.toNanos();
        String prefix = "s" + Thread.currentThread().threadId() + "t" + end + "i";
        for (int index = 0; System.nanoTime() < end; index++) {
            installation.submit(Workload.job(prefix + index, Duration.ZERO));
            count.incrementAndGet();
        }
    }

    private static double perSecond(AtomicLong count, Runnable work) {
        long start = System.nanoTime();
        work.run();
        return count.get() * 1e9 / (System.nanoTime() - start);
    }

    /** Durable transitions a second while many jobs of no length live and end. */
    void transitions() throws SQLException {
        int jobs = Math.toIntExact(JOBS_PER_SECOND_OF_SPAN * bench.span().toSeconds());
        Path directory = bench.directory("transitions");
        double batch;
        try (SimulatedNodes nodes = new SimulatedNodes();
                Installation installation = new Installation(directory, nodes, LAUNCHING);
                Milestones milestones = new Milestones(installation.controller())) {
            int warm = Math.max(1, jobs / 5);
            installation.submitAll("w", warm, Duration.ZERO);
            milestones.awaitEnded(warm, LIMIT);
            long eventsBefore = events(installation.store(), warm);
            long transactionsBefore = installation.transactions();
            Duration processorBefore = Machine.processorTime();
            long start = System.nanoTime();
            installation.submitAll("t", jobs, Duration.ZERO);
            milestones.awaitEnded(warm + jobs, LIMIT);
            double seconds = (System.nanoTime() - start) / 1e9;
            double used = Machine.processorTime().minus(processorBefore).toNanos() / 1e9;
            long events = events(installation.store(), warm + jobs) - eventsBefore;
            batch = (double) events / (installation.transactions() - transactionsBefore);
            bench.report()
                    .add(
                            Figure.of("whole lives of jobs", jobs / seconds, "jobs/s")
                                    .over(bench.records(), "records/s"));
            bench.report()
                    .add(
                            Figure.of(
                                            "durable transitions, end to end",
                                            events / seconds,
                                            "events/s")
                                    .over(bench.records(), "records/s")
                                    .atLeast(10_000));
            bench.report().add(Figure.of("transitions in a transaction", batch, "events"));
            bench.report()
                    .add(
                            Figure.of("processor time of a transition", used / events * 1e6, "us")
                                    .over(1e6 / bench.rounds(), "1 M rounds"));
        }
        int size = Math.max(1, (int) Math.round(batch));
        double same = new Calibration(bench.span()).records(bench.directory("same-batch"), size);
        bench.report().add(Figure.of("calibration: records, same batch size", same, "records/s"));
    }

    /** Journal entries so far: their numbers grow by one over all jobs. */
    private static long events(JobStore store, int jobs) {
        long last = 0;
        for (long job = Math.max(1, jobs - LAUNCHING * 8L); job <= jobs; job++) {
            var journal = store.journal(job, 0, 1000);
            last = journal.isEmpty() ? last : Math.max(last, journal.getLast().number());
        }
        return last;
    }
}
