package io.skyjobs.bench;

import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.ControlPlane.SubmitAnswer;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.testkit.CloudWitness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Short jobs, submitted at a steady pace, each of which is timed: from its submit to the first call
 * of the provider, and from the exit of its process to the commit that records it.
 */
final class Probes implements CloudWitness {
    private static final Duration LENGTH = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Map<String, Probe> probes = new ConcurrentHashMap<>();
    private volatile CountDownLatch ended = new CountDownLatch(0);

    /** Instants of one probe on the scale of {@link System#nanoTime}; 0 while they are to come. */
    private static final class Probe {
        private volatile long submitted;
        private volatile long durable;
        private volatile long called;
        private volatile long exited;
        private volatile long recorded;
    }

    /** What came of a series. */
    record Series(Latencies toDurable, Latencies toCall, Latencies toRecord) {}

    /**
     * Submits so many a second for so long, and waits until nothing is left of any.
     *
     * @param prefix of their names, new for each series
     */
    Series run(ControlPlane plane, String prefix, int perSecond, Duration span) {
        int count = Math.toIntExact(perSecond * span.toSeconds());
        long gap = Duration.ofSeconds(1).toNanos() / perSecond;
        ended = new CountDownLatch(count);
        List<Probe> series = new ArrayList<>();
        try (ControlPlane.Subscription _ = plane.subscribe(id -> changed(plane, id))) {
            long start = System.nanoTime();
            for (int index = 0; index < count; index++) {
                Pause.until(start + index * gap);
                Probe probe = new Probe();
                series.add(probe);
                probes.put(prefix + index, probe);
                probe.submitted = System.nanoTime();
                plane.submit(
                        Workload.job(prefix + index, LENGTH), answer -> durable(probe, answer));
            }
            if (!ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        ended.getCount() + " of " + count + " probes have not ended");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting", stopped);
        } finally {
            probes.clear();
        }
        return new Series(
                latencies(series, probe -> probe.durable - probe.submitted),
                latencies(series, probe -> probe.called - probe.submitted),
                latencies(series, probe -> probe.recorded - probe.exited));
    }

    private static Latencies latencies(List<Probe> series, ToLongFunction<Probe> length) {
        return new Latencies(series.stream().mapToLong(length).boxed().toList());
    }

    private static void durable(Probe probe, SubmitAnswer answer) {
        if (answer instanceof SubmitAnswer.Refused refused) {
            throw new IllegalStateException(refused.sentence());
        }
        probe.durable = System.nanoTime();
    }

    private void changed(ControlPlane plane, long id) {
        if (probes.isEmpty()) {
            return;
        }
        plane.job(id).filter(job -> job.job().status().isTerminal()).ifPresent(this::terminal);
    }

    private void terminal(StoredJob job) {
        Probe probe = probes.get(job.header().name());
        if (probe == null) {
            return;
        }
        if (probe.recorded == 0) {
            probe.recorded = System.nanoTime();
        }
        if (job.job().ended()) {
            ended.countDown();
        }
    }

    private Optional<Probe> probe(ClusterSpec cluster) {
        String name = cluster.name().value();
        return Optional.ofNullable(probes.get(name.substring(0, name.indexOf('-'))));
    }

    @Override
    public void created(ClusterSpec cluster, Instant at) {
        probe(cluster).ifPresent(probe -> probe.called = System.nanoTime());
    }

    @Override
    public void runStarted(ClusterSpec cluster, int rank, Instant at) {
        probe(cluster).ifPresent(probe -> probe.exited = System.nanoTime() + LENGTH.toNanos());
    }

    @Override
    public void terminated(ClusterSpec cluster, boolean working, boolean healthy, Instant at) {}

    @Override
    public void runStopped(ClusterSpec cluster, int rank, boolean gangFailed, Instant at) {}
}
