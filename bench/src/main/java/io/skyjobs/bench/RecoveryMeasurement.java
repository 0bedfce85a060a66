package io.skyjobs.bench;

import io.skyjobs.bench.Recoveries.Outcome;
import io.skyjobs.bench.Recoveries.Recovery;
import io.skyjobs.core.controller.ControllerSettings;
import io.skyjobs.core.controller.JobController;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.TaskState;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * What the controller adds to a recovery when machines are lost and their provider says so: one at
 * a time, many at once, and many at once where a new machine takes its time.
 */
final class RecoveryMeasurement {
    private static final int FILLING = 256;
    private static final int SINGLES = 100;

    /** A storm takes one of so many. */
    private static final int SHARE = 10;

    private static final Duration LIMIT = Duration.ofMinutes(30);

    /** No limit that a storm of this size meets. */
    private static final int UNLIMITED = 100_000;

    /** How long a new machine takes in the last storms: long enough to be all that counts. */
    private static final Duration PROVISIONING = Duration.ofSeconds(2);

    /** So many times the limit of launches are lost in the first of them, or it would never end. */
    private static final int ROUNDS = 8;

    private final Bench bench;
    private final int launching =
            ControllerSettings.standard(Runtime.getRuntime().availableProcessors()).maxLaunching();

    RecoveryMeasurement(Bench bench) {
        this.bench = bench;
    }

    void run() {
        int jobs = bench.options().recovered();
        singles(Math.min(jobs, 1_000));
        storms(jobs);
    }

    private void singles(int jobs) {
        String at = at("single", jobs);
        try (SimulatedNodes nodes = new SimulatedNodes();
                Installation installation = filled(bench.directory("singles"), nodes, jobs);
                Recoveries recoveries = new Recoveries(installation.controller(), nodes.lossy())) {
            List<Recovery> all = new ArrayList<>();
            Set<Long> hit = new HashSet<>();
            for (long job = 1; job <= Math.min(SINGLES, jobs); job++) {
                all.addAll(recoveries.lose(List.of(job), LIMIT).recoveries());
                hit.add(job);
            }
            report(at, all);
            Latencies whole = latencies(all, Recovery::whole);
            add(millis("lost to running again, max, " + at, whole.millis(1)).atMost(2000));
            settle(at, nodes, installation.controller(), hit, jobs);
        }
    }

    /** One store and one set of nodes for all storms, each of which takes other jobs. */
    private void storms(int jobs) {
        Path directory = bench.directory("storms");
        Set<Long> hit = new HashSet<>();
        try (SimulatedNodes nodes = new SimulatedNodes()) {
            filled(directory, nodes, jobs).close();
            int size = jobs / SHARE;
            long few = Math.min(size, (long) ROUNDS * launching);
            List<Storm> storms =
                    List.of(
                            new Storm(launching, taken(0, size), Duration.ZERO),
                            new Storm(FILLING, taken(size, size), Duration.ZERO),
                            new Storm(launching, taken(2L * size, few), PROVISIONING),
                            new Storm(UNLIMITED, taken(3L * size, size), PROVISIONING));
            for (Storm storm : storms) {
                storm(directory, nodes, storm, hit);
            }
        }
    }

    private static List<Long> taken(long after, long count) {
        return LongStream.rangeClosed(after + 1, after + count).boxed().toList();
    }

    /**
     * Many losses at one instant.
     *
     * @param launching launches at the same time
     * @param jobs whose machines are lost
     * @param provisioning how long a new machine takes
     */
    private record Storm(int launching, List<Long> jobs, Duration provisioning) {
        String named() {
            return at("storm of", jobs.size())
                    + (launching == UNLIMITED ? ", no limit" : ", limit " + launching)
                    + (provisioning.isZero() ? "" : ", " + provisioning.toSeconds() + " s to make");
        }
    }

    private void storm(Path directory, SimulatedNodes nodes, Storm storm, Set<Long> hit) {
        int jobs = bench.options().recovered();
        String at = storm.named();
        try (Installation installation =
                        new Installation(directory, nodes.lossy(), storm.launching());
                Recoveries recoveries = new Recoveries(installation.controller(), nodes.lossy())) {
            // Logs are asked for eagerly at first, as after any restart.
            Pause.of(bench.span().multipliedBy(2));
            nodes.lossy().provisioning(storm.provisioning());
            Duration processor = Machine.processorTime();
            Outcome outcome = recoveries.lose(storm.jobs(), LIMIT);
            processor = Machine.processorTime().minus(processor);
            nodes.lossy().provisioning(Duration.ZERO);
            hit.addAll(storm.jobs());
            report(at, outcome.recoveries());
            double seconds = outcome.span().toNanos() / 1e9;
            add(
                    Figure.of("all run again, " + at, seconds, "s")
                            .over(outcome.commits() / bench.records(), "writing as many records"));
            add(
                    Figure.of("transitions, " + at, outcome.commits() / seconds, "/s")
                            .over(bench.records(), "records/s"));
            add(
                    Figure.of(
                            "processor, " + at,
                            processor.toNanos() / 1e6 / storm.jobs().size(),
                            "ms/job"));
            calls(at, outcome, storm.jobs().size());
            settle(at, nodes, installation.controller(), hit, jobs);
        }
    }

    private Installation filled(Path directory, SimulatedNodes nodes, int jobs) {
        try (Installation filling = new Installation(directory, nodes.lossy(), FILLING);
                Milestones milestones = new Milestones(filling.controller())) {
            filling.submitAll("r", jobs, Workload.FOR_EVER);
            milestones.awaitRunning(jobs, LIMIT);
        }
        return new Installation(directory, nodes.lossy(), launching);
    }

    private void report(String at, List<Recovery> all) {
        Latencies recorded = latencies(all, Recovery::recorded);
        Latencies create = latencies(all, Recovery::detectionToCreate);
        Latencies whole = latencies(all, Recovery::whole);
        add(millis("lost to recorded, p50, " + at, recorded.millis(0.5)));
        add(millis("lost to recorded, p99, " + at, recorded.millis(0.99)).atMost(1000));
        add(millis("recorded to create call, p50, " + at, create.millis(0.5)));
        add(millis("recorded to create call, p99, " + at, create.millis(0.99)).atMost(5000));
        add(millis("lost to running again, p50, " + at, whole.millis(0.5)));
        add(millis("lost to running again, p99, " + at, whole.millis(0.99)));
        add(millis("of it: recorded to cleared, p50, " + at, all, Recovery::cleared));
        add(millis("of it: cleared to chosen, p50, " + at, all, Recovery::chosen));
        add(millis("of it: chosen to create call, p50, " + at, all, Recovery::asked));
        add(millis("of it: create call to up, p50, " + at, all, Recovery::up));
        add(millis("of it: up to run started, p50, " + at, all, Recovery::running));
    }

    private void calls(String at, Outcome outcome, int jobs) {
        LossyCloud.Calls calls = outcome.calls();
        add(each("creates", at, calls.creates(), jobs));
        add(each("inspections", at, calls.inspects(), jobs));
        add(each("terminations", at, calls.terminates(), jobs));
        add(each("visits of nodes", at, calls.channels(), jobs));
        add(
                Figure.of(
                                "terminations of machines not lost, " + at,
                                (double) calls.healthyTerminated(),
                                "calls")
                        .atMost(0));
    }

    /** Nothing but the lost was touched, and nothing of the lost is left. */
    private void settle(
            String at, SimulatedNodes nodes, JobController controller, Set<Long> hit, int jobs) {
        long touched =
                LongStream.rangeClosed(1, jobs)
                        .filter(job -> !hit.contains(job))
                        .filter(job -> !isAsBefore(controller, job, 1))
                        .count();
        add(Figure.of("others that were touched, " + at, (double) touched, "jobs").atMost(0));
        long odd = hit.stream().filter(job -> !isAsBefore(controller, job, 2)).count();
        add(Figure.of("lost that do not run in attempt 2, " + at, (double) odd, "jobs").atMost(0));
        long left = nodes.lossy().lostAndLeft() + Math.abs(nodes.cloud().existing().size() - jobs);
        add(Figure.of("lost machines that are left, " + at, (double) left, "clusters").atMost(0));
        long recorded = Math.abs(controller.clusters().size() - jobs);
        add(
                Figure.of("clusters recorded beside them, " + at, (double) recorded, "clusters")
                        .atMost(0));
    }

    private static boolean isAsBefore(JobController controller, long id, int attempt) {
        ManagedJob job = controller.job(id).orElseThrow().job();
        return job.tasks().getFirst() instanceof TaskState.Running running
                && running.attempt().number() == attempt
                && running.progress().recoveries() == attempt - 1;
    }

    private static Latencies latencies(Collection<Recovery> all, ToLongFunction<Recovery> part) {
        return new Latencies(all.stream().mapToLong(part).boxed().toList());
    }

    private Figure millis(String name, List<Recovery> all, ToLongFunction<Recovery> part) {
        return millis(name, latencies(all, part).millis(0.5));
    }

    private Figure millis(String name, double value) {
        return Figure.of(name, value, "ms").over(1000 / bench.commits(), "commit");
    }

    private static Figure each(String what, String at, long count, int jobs) {
        return Figure.of(what + ", " + at, count / (double) jobs, "a job");
    }

    private void add(Figure figure) {
        bench.report().add(figure);
    }

    private static String at(String what, int jobs) {
        return what + " " + String.format(Locale.ROOT, "%,d", jobs);
    }
}
