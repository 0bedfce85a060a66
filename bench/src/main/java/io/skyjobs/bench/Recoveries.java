package io.skyjobs.bench;

import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.spi.ClusterName;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes away machines of running jobs, and times what the controller makes of it: each instant is
 * that at which the commit of it was told to a listener. Use by one thread.
 */
final class Recoveries implements AutoCloseable {
    private final ControlPlane plane;
    private final LossyCloud cloud;
    private final ControlPlane.Subscription subscription;
    private final Map<Long, Stages> stages = new ConcurrentHashMap<>();
    private final AtomicLong commits = new AtomicLong();
    private volatile CountDownLatch open = new CountDownLatch(0);

    /** Instants of one recovery on the scale of {@link System#nanoTime}; 0 while to come. */
    private static final class Stages {
        private final long lost;
        private final int before;
        private volatile long recorded;
        private volatile long cleared;
        private volatile long chosen;
        private volatile long asked;
        private volatile long up;
        private volatile long running;
        private volatile boolean over;

        Stages(long lost, int before) {
            this.lost = lost;
            this.before = before;
        }
    }

    /**
     * The same recovery as durations in nanoseconds, each from the stage before it.
     *
     * @param recorded from the loss to the commit of the failed attempt
     * @param cleared to the commit that nothing of the old cluster is left
     * @param chosen to the commit of the next attempt's place: the queue for a launch, and ranking
     * @param asked to the call of the provider
     * @param up to the commit that the cluster is up
     * @param running to the commit that the run was started
     */
    record Recovery(long recorded, long cleared, long chosen, long asked, long up, long running) {
        long whole() {
            return recorded + cleared + chosen + asked + up + running;
        }

        /** From the commit of the loss to the call that makes the next cluster. */
        long detectionToCreate() {
            return cleared + chosen + asked;
        }
    }

    /**
     * What came of losses.
     *
     * @param span until the last job ran again
     * @param commits of all jobs until all were past their setup
     * @param calls of the provider until then
     */
    record Outcome(
            List<Recovery> recoveries, Duration span, long commits, LossyCloud.Calls calls) {}

    Recoveries(ControlPlane plane, LossyCloud cloud) {
        this.plane = plane;
        this.cloud = cloud;
        this.subscription = plane.subscribe(this::changed);
        cloud.onCreate(this::asked);
    }

    /**
     * Takes away the machines of these jobs at one instant, and waits until all run again and are
     * past their setup, so that nothing more is about to happen to them.
     */
    Outcome lose(Collection<Long> jobs, Duration limit) {
        List<ClusterName> names = new ArrayList<>();
        List<Stages> all = new ArrayList<>();
        open = new CountDownLatch(jobs.size());
        stages.clear();
        LossyCloud.Calls before = cloud.calls();
        long committed = commits.get();
        for (long job : jobs) {
            TaskState state = plane.job(job).orElseThrow().job().tasks().getFirst();
            names.add(state.liveAttempt().orElseThrow().cluster());
        }
        long start = System.nanoTime();
        for (ClusterName name : names) {
            Stages one = new Stages(start, attempt(name));
            all.add(one);
            stages.put(LossyCloud.job(name), one);
        }
        cloud.lose(names);
        await(limit, jobs.size());
        List<Recovery> recoveries = all.stream().map(Recoveries::recovery).toList();
        return new Outcome(
                recoveries,
                Duration.ofNanos(recoveries.stream().mapToLong(Recovery::whole).max().orElse(0)),
                commits.get() - committed,
                cloud.calls().since(before));
    }

    private static int attempt(ClusterName name) {
        return Integer.parseInt(name.value().split("-", -1)[3]);
    }

    private void await(Duration limit, int jobs) {
        try {
            if (!open.await(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        open.getCount() + " of " + jobs + " lost jobs do not run again");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting", stopped);
        }
    }

    private static Recovery recovery(Stages stages) {
        return new Recovery(
                stages.recorded - stages.lost,
                stages.cleared - stages.recorded,
                stages.chosen - stages.cleared,
                stages.asked - stages.chosen,
                stages.up - stages.asked,
                stages.running - stages.up);
    }

    private void asked(long job) {
        Stages one = stages.get(job);
        if (one != null && one.asked == 0) {
            one.asked = System.nanoTime();
        }
    }

    private void changed(long job) {
        long now = System.nanoTime();
        commits.incrementAndGet();
        Stages one = stages.get(job);
        if (one != null) {
            plane.job(job).ifPresent(it -> note(one, it.job().tasks().getFirst(), now));
        }
    }

    private void note(Stages one, TaskState state, long now) {
        switch (state) {
            case TaskState.Recovering recovering -> {
                if (one.recorded == 0) {
                    one.recorded = now;
                }
                if (one.cleared == 0 && recovering.leftover().isEmpty()) {
                    one.cleared = now;
                }
            }
            case TaskState.Starting starting -> {
                if (one.chosen == 0) {
                    one.chosen = now;
                }
                if (one.up == 0 && starting.up()) {
                    one.up = now;
                }
            }
            case TaskState.Running running -> {
                if (running.attempt().number() == one.before) {
                    return;
                }
                if (one.running == 0) {
                    one.running = now;
                }
                if (running.pastSetup() && !one.over) {
                    one.over = true;
                    open.countDown();
                }
            }
            default -> throw new IllegalStateException("a lost job is " + state);
        }
    }

    @Override
    public void close() {
        subscription.close();
        cloud.onCreate(job -> {});
    }
}
