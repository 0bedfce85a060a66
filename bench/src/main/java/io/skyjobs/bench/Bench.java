package io.skyjobs.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One run: calibrates, measures, and leaves nothing behind but its report. */
final class Bench {
    private static final int LARGEST_BATCH = 1000;

    private final BenchOptions options;
    private final Report report;
    private final Path root;
    private final double rounds;
    private final double commits;
    private final double records;
    private final double requests;

    private Bench(BenchOptions options, Report report, Path root) throws IOException, SQLException {
        this.options = options;
        this.report = report;
        this.root = root;
        Calibration calibration = new Calibration(options.span());
        report.head();
        rounds = calibration.rounds();
        report.add(Figure.of("calibration: one core", rounds, "M rounds/s"));
        requests = calibration.requests();
        report.add(Figure.of("calibration: bare HTTP", requests, "requests/s"));
        commits = calibration.records(root, 1);
        report.add(Figure.of("calibration: SQLite FULL, 1 a commit", commits, "commits/s"));
        records = calibration.records(root, LARGEST_BATCH);
        report.add(
                Figure.of(
                        "calibration: SQLite FULL, " + LARGEST_BATCH + " a commit",
                        records,
                        "records/s"));
    }

    /** Measures everything that the options ask for. */
    static Report run(BenchOptions options, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        Path root =
                options.directory().isPresent()
                        ? Files.createTempDirectory(
                                Files.createDirectories(options.directory().get()), "bench")
                        : Files.createTempDirectory("skyjobs-bench");
        try {
            Bench bench = new Bench(options, new Report(out), root);
            if (!options.scales().isEmpty()) {
                ThroughputMeasurement throughput = new ThroughputMeasurement(bench);
                throughput.submits();
                throughput.transitions();
                new ScaleMeasurement(bench).run();
            }
            if (options.recovered() > 0) {
                new RecoveryMeasurement(bench).run();
            }
            if (options.stored() > 0) {
                new StoredMeasurement(bench).run();
            }
            return bench.report;
        } finally {
            delete(root);
        }
    }

    /** Removes a directory with all that is in it. */
    static void delete(Path root) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(root)) {
            paths = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    BenchOptions options() {
        return options;
    }

    Report report() {
        return report;
    }

    /** How long each timed loop lasts. */
    Duration span() {
        return options.span();
    }

    /** Calibration: rounds of a loop on one core a second, in millions. */
    double rounds() {
        return rounds;
    }

    /** Calibration: transactions of one record a second. */
    double commits() {
        return commits;
    }

    /** Calibration: records a second in the largest transactions. */
    double records() {
        return records;
    }

    /** Calibration: bare HTTP requests a second. */
    double requests() {
        return requests;
    }

    /** A new directory of this run. */
    Path directory(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
