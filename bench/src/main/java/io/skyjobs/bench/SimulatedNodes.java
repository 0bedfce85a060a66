package io.skyjobs.bench;

import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.testkit.CloudWitness;
import io.skyjobs.testkit.FakeCloud;
import io.skyjobs.testkit.Weather;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cloud without machines in real time, which outlives controllers as a real one does, and counts
 * what was asked of it. Nothing in it ever fails or takes time.
 */
final class SimulatedNodes implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clockwork =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("nodes").daemon().factory());
    private final AtomicLong created = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final FakeCloud cloud;
    private final LossyCloud lossy;

    SimulatedNodes() {
        clockwork.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        cloud =
                new FakeCloud(
                        "fake",
                        InstantSource.system(),
                        new SecureRandom(),
                        Weather.CLEAR,
                        this::later);
        cloud.witness(new Counting());
        lossy = new LossyCloud(cloud, this::later);
    }

    private void later(Duration delay, Runnable task) {
        ScheduledFuture<?> hint = clockwork.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        if (hint.isCancelled()) {
            throw new IllegalStateException("the nodes are closed");
        }
    }

    /**
     * What was asked so far.
     *
     * @param created clusters made
     * @param started runs started
     * @param ended clusters whose end was asked for
     */
    record Tally(long created, long started, long ended) {}

    FakeCloud cloud() {
        return cloud;
    }

    /** The same machines, of which some may be taken away. */
    LossyCloud lossy() {
        return lossy;
    }

    Tally tally() {
        return new Tally(created.get(), started.get(), ended.get());
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
    }

    private final class Counting implements CloudWitness {
        @Override
        public void created(ClusterSpec cluster, Instant at) {
            created.incrementAndGet();
        }

        @Override
        public void runStarted(ClusterSpec cluster, int rank, Instant at) {
            started.incrementAndGet();
        }

        @Override
        public void terminated(ClusterSpec cluster, boolean working, boolean healthy, Instant at) {
            ended.incrementAndGet();
        }

        @Override
        public void runStopped(ClusterSpec cluster, int rank, boolean gangFailed, Instant at) {}
    }
}
