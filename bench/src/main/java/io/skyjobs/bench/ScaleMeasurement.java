package io.skyjobs.bench;

import io.skyjobs.core.controller.JobController;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunRequest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What it costs to have many jobs running: memory, processor time, the latency of everything else,
 * and a restart. The same installation grows from one scale to the next.
 */
final class ScaleMeasurement {
    private static final int LAUNCHING = 256;
    private static final int PROBES_PER_SECOND = 40;
    private static final int PAGE = 100;
    private static final int READS = 200;
    private static final int NODE_SAMPLE = 50_000;
    private static final double KIB = 1024;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Bench bench;
    private final Path directory;

    ScaleMeasurement(Bench bench) {
        this.bench = bench;
        this.directory = bench.directory("scale");
    }

    /** What was in use before any job ran. */
    private record Before(long heap, Optional<Long> resident, double heapOfNode) {}

    void run() {
        double heapOfNode = heapOfNode();
        bench.report().add(Figure.of("heap of a simulated node", heapOfNode / KIB, "KiB"));
        try (SimulatedNodes nodes = new SimulatedNodes()) {
            Probes probes = new Probes();
            nodes.cloud().witness(probes);
            warmUp(nodes);
            Pause.of(Duration.ofMillis(500));
            Before before = new Before(Machine.heap(), Machine.resident(), heapOfNode);
            int running = 0;
            for (int scale : bench.options().scales()) {
                at(scale, running, nodes, probes, before);
                running = scale;
            }
        }
    }

    /** In a method of its own, so that nothing of it is alive when memory is measured. */
    private void warmUp(SimulatedNodes nodes) {
        try (Installation installation = new Installation(directory, nodes, LAUNCHING);
                Milestones milestones = new Milestones(installation.controller())) {
            int jobs = bench.options().scales().getFirst();
            installation.submitAll("w", jobs, Duration.ZERO);
            milestones.awaitEnded(jobs, LIMIT);
        }
    }

    /** Heap that the simulation itself takes for a node with a run, without any controller. */
    private static double heapOfNode() {
        try (SimulatedNodes nodes = new SimulatedNodes()) {
            // What was measured before is still being let go of by its threads.
            Pause.of(Duration.ofMillis(500));
            long before = Machine.heap();
            for (int job = 1; job <= NODE_SAMPLE; job++) {
                ClusterName name = ClusterName.ofAttempt("node" + job, job, 0, 1, "sample");
                nodes.cloud()
                        .ensure(
                                new ClusterSpec(
                                        name,
                                        "sample",
                                        1,
                                        1,
                                        nodes.cloud().offers().getFirst(),
                                        Resources.ANY));
                nodes.cloud()
                        .channel(name, 0)
                        .start(
                                new RunRequest(
                                        1, Map.of("run.sh", "echo hello\nsleep 100000\n"), false));
            }
            double each = (Machine.heap() - before) / (double) NODE_SAMPLE;
            return nodes.tally().started() == NODE_SAMPLE ? each : Double.NaN;
        } catch (ProvisionException | ChannelException impossible) {
            throw new IllegalStateException("clear weather fails nothing", impossible);
        }
    }

    private void at(int scale, int running, SimulatedNodes nodes, Probes probes, Before before) {
        try (Installation installation = new Installation(directory, nodes, LAUNCHING);
                Milestones milestones = new Milestones(installation.controller())) {
            long start = System.nanoTime();
            installation.submitAll("q" + scale + "x", scale - running, Workload.FOR_EVER);
            milestones.awaitRunning(scale - running, LIMIT);
            add(
                    Figure.of(
                                    at("launches up to", scale),
                                    (scale - running) * 1e9 / (System.nanoTime() - start),
                                    "jobs/s")
                            .over(bench.commits(), "commits/s"));
            rest(scale);
            memory(scale, before);
            page(scale, installation.controller());
            latency(scale, installation.controller(), probes);
        }
        restart(scale, nodes);
    }

    private void rest(int scale) {
        // Logs are asked for eagerly at first, and ever more slowly while they do not grow.
        Pause.of(bench.span().multipliedBy(4));
        Duration before = Machine.processorTime();
        long start = System.nanoTime();
        Pause.of(bench.span().multipliedBy(2));
        double used = Machine.processorTime().minus(before).toNanos();
        add(
                Figure.of(
                        at("processor, all quiet,", scale),
                        used / (System.nanoTime() - start),
                        "cores"));
    }

    private void memory(int scale, Before before) {
        double heap = (Machine.heap() - before.heap()) / (double) scale;
        add(Figure.of(at("heap per job", scale), heap / KIB, "KiB").atMost(256));
        add(
                Figure.of(
                        at("heap per job without its node", scale),
                        (heap - before.heapOfNode()) / KIB,
                        "KiB"));
        Optional<Long> now = Machine.resident();
        if (now.isPresent() && before.resident().isPresent()) {
            double each = (now.get() - before.resident().get()) / (double) scale / KIB;
            add(Figure.of(at("resident memory per job", scale), each, "KiB").atMost(32));
        }
    }

    private void page(int scale, JobController controller) {
        List<Long> pages = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (int read = 0; read < READS; read++) {
            long start = System.nanoTime();
            int found = controller.jobs(JobQuery.newest(PAGE)).size();
            long middle = System.nanoTime();
            long known = controller.counts(JobQuery.newest(PAGE)).size();
            pages.add(middle - start);
            counts.add(System.nanoTime() - middle);
            if (found < Math.min(PAGE, scale) || known == 0) {
                throw new IllegalStateException("a page of " + found + " jobs");
            }
        }
        Latencies page = new Latencies(pages);
        add(Figure.of(at("queue page of 100, p50,", scale), page.millis(0.5), "ms"));
        add(Figure.of(at("queue page of 100, p99,", scale), page.millis(0.99), "ms").atMost(100));
        add(Figure.of(at("queue counts, p99,", scale), new Latencies(counts).millis(0.99), "ms"));
    }

    private void latency(int scale, JobController controller, Probes probes) {
        Probes.Series series =
                probes.run(controller, "p" + scale + "x", PROBES_PER_SECOND, bench.span());
        double commit = 1000 / bench.commits();
        add(
                Figure.of(
                                at("submit to durable, p99,", scale),
                                series.toDurable().millis(0.99),
                                "ms")
                        .over(commit, "commit"));
        add(
                Figure.of(
                                at("submit to provider call, p50,", scale),
                                series.toCall().millis(0.5),
                                "ms")
                        .over(commit, "commit"));
        add(
                Figure.of(
                                at("submit to provider call, p99,", scale),
                                series.toCall().millis(0.99),
                                "ms")
                        .over(commit, "commit")
                        .atMost(250));
        add(
                Figure.of(at("exit to recorded, p50,", scale), series.toRecord().millis(0.5), "ms")
                        .over(commit, "commit"));
        add(
                Figure.of(at("exit to recorded, p99,", scale), series.toRecord().millis(0.99), "ms")
                        .over(commit, "commit")
                        .atMost(1000));
    }

    private void restart(int scale, SimulatedNodes nodes) {
        Machine.heap();
        SimulatedNodes.Tally before = nodes.tally();
        long start = System.nanoTime();
        try (Installation installation = new Installation(directory, nodes, LAUNCHING)) {
            boolean serves = installation.controller().health().accepting();
            double millis = (System.nanoTime() - start) / 1e6;
            add(
                    Figure.of(at("restart to serving", scale), millis / 1000, "s")
                            .over(scale / bench.records(), "writing as many records")
                            .atMost(10));
            Pause.of(bench.span());
            SimulatedNodes.Tally after = nodes.tally();
            long moved =
                    after.created()
                            - before.created()
                            + after.started()
                            - before.started()
                            + after.ended()
                            - before.ended();
            add(
                    Figure.of(
                                    at("relaunched or ended by a restart", scale),
                                    (double) moved,
                                    "calls")
                            .atMost(0));
            long running =
                    installation
                            .controller()
                            .counts(JobQuery.newest(1))
                            .getOrDefault(ManagedJobStatus.RUNNING, 0L);
            add(
                    Figure.of(
                                    at("running after a restart", scale),
                                    serves ? (double) running : 0,
                                    "jobs")
                            .atLeast(scale));
        }
    }

    private void add(Figure figure) {
        bench.report().add(figure);
    }

    private static String at(String what, int scale) {
        return what + " " + String.format(Locale.ROOT, "%,d", scale) + " running";
    }
}
