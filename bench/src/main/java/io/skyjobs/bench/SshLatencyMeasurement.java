package io.skyjobs.bench;

import io.skyjobs.core.bundle.RunBundle;
import io.skyjobs.core.bundle.RunContext;
import io.skyjobs.core.controller.Bundles;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.spi.ComputeProvider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Jobs on hosts over SSH: from the submit until the script runs, and from the end of the script
 * until that is recorded. Scripts tell the time themselves; all hosts are this machine.
 */
final class SshLatencyMeasurement {
    private static final int WARM = 5;
    private static final int BY_HAND = 20;
    private static final int PLACES = 8;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String SCRIPT = "date +%s%N\nsleep 1\ndate +%s%N\n";

    private final SshLab lab;
    private final ComputeProvider provider;
    private final Path directory;
    private final Report report;

    SshLatencyMeasurement(SshLab lab, ComputeProvider provider, Path directory, Report report) {
        this.lab = lab;
        this.provider = provider;
        this.directory = directory;
        this.report = report;
    }

    /** A job while nothing else happens, and so many at once. */
    void run(int jobs) throws IOException {
        List<Long> byHand = new ArrayList<>();
        for (int one = 0; one < BY_HAND; one++) {
            byHand.add(SshLab.run(lab.byHand(1 + one % lab.hosts(), "true")));
        }
        double command = new Latencies(byHand).millis(0.5);
        report.add(Figure.of("ssh HOST true by hand, p50", command, "ms"));
        Bundles bundles = SshLatencyMeasurement::bundle;
        try (Installation installation = new Installation(directory, provider, PLACES, bundles);
                Ends ends = new Ends(installation.controller())) {
            Turns warm = new Turns(installation, ends, "warm");
            warm.oneByOne(WARM);
            Turns alone = new Turns(installation, ends, "alone");
            alone.oneByOne(jobs);
            alone.report("one job at a time", command);
            Turns together = new Turns(installation, ends, "together");
            together.atOnce(jobs);
            together.report(jobs + " jobs at once", command);
        }
    }

    private static Map<String, String> bundle(
            Bundles.Part part, int rank, Map<String, String> secrets) {
        return new RunBundle()
                .files(
                        part.spec().tasks().get(part.task()),
                        new RunContext(
                                new RunContext.Task(
                                        part.job(), part.header().name(), 0, List.of("bench-0")),
                                new RunContext.Submitter("bench", "0123abcd"),
                                RunContext.Copies.ALONE,
                                new RunContext.Place(
                                        "bench",
                                        io.skyjobs.spi.Infra.ANY,
                                        List.of("127.0.0.1"),
                                        rank,
                                        0),
                                RunContext.History.NEW,
                                secrets));
    }

    private static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** When each job's end was recorded. */
    private static final class Ends implements AutoCloseable {
        private final Map<Long, Long> recorded = new ConcurrentHashMap<>();
        private final ControlPlane plane;
        private final ControlPlane.Subscription subscription;

        Ends(ControlPlane plane) {
            this.plane = plane;
            this.subscription = plane.subscribe(this::changed);
        }

        private void changed(long id) {
            long at = now();
            plane.job(id)
                    .filter(stored -> stored.job().ended())
                    .ifPresent(ended -> recorded.putIfAbsent(id, at));
        }

        long await(long id) {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!recorded.containsKey(id)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("job " + id + " does not end");
                }
                Pause.of(Duration.ofMillis(5));
            }
            return recorded.getOrDefault(id, 0L);
        }

        @Override
        public void close() {
            subscription.close();
        }
    }

    /** Jobs of one kind. */
    private final class Turns {
        private final Installation installation;
        private final Ends ends;
        private final String name;
        private final Map<Long, Long> submitted = new HashMap<>();

        Turns(Installation installation, Ends ends, String name) {
            this.installation = installation;
            this.ends = ends;
            this.name = name;
        }

        void oneByOne(int jobs) {
            for (int one = 0; one < jobs; one++) {
                ends.await(submit(one));
            }
        }

        void atOnce(int jobs) {
            for (int one = 0; one < jobs; one++) {
                submit(one);
            }
            submitted.keySet().forEach(ends::await);
        }

        private long submit(int number) {
            long at = now();
            long id = installation.submit(Workload.job(name + number, SCRIPT));
            submitted.put(id, at);
            return id;
        }

        void report(String what, double command) throws IOException {
            List<Long> launches = new ArrayList<>();
            List<Long> detections = new ArrayList<>();
            for (Map.Entry<Long, Long> job : submitted.entrySet()) {
                List<Long> told = told(job.getKey());
                launches.add(told.getFirst() - job.getValue());
                detections.add(ends.await(job.getKey()) - told.getLast());
            }
            Latencies launch = new Latencies(launches);
            Latencies detection = new Latencies(detections);
            for (double share : new double[] {0.5, 0.99}) {
                String place = share == 0.5 ? ", p50" : ", p99";
                report.add(
                        Figure.of(
                                        what + ": submit to script runs" + place,
                                        launch.millis(share),
                                        "ms")
                                .over(command, "ssh by hand"));
                report.add(
                        Figure.of(
                                        what + ": script ends to recorded" + place,
                                        detection.millis(share),
                                        "ms")
                                .over(command, "ssh by hand"));
            }
        }

        private List<Long> told(long id) throws IOException {
            Path log = directory.resolve("logs").resolve(id + "/0/1/node0/run.log");
            return Files.readAllLines(log).stream()
                    .map(line -> line.replaceAll("^.*?([0-9]{19}).*$", "$1"))
                    .map(Long::valueOf)
                    .toList();
        }
    }
}
