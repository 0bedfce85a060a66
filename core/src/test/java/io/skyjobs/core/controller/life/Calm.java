package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.Bundles;
import io.skyjobs.core.controller.ControlPlane.CancelAnswer;
import io.skyjobs.core.controller.ControllerSettings;
import io.skyjobs.core.controller.JobController;
import io.skyjobs.core.controller.LogArchive;
import io.skyjobs.core.controller.Parts;
import io.skyjobs.core.controller.Placement;
import io.skyjobs.core.controller.StoreBook;
import io.skyjobs.core.controller.Webhooks;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.MemoryJobStore;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.testkit.FakeCloud;
import io.skyjobs.testkit.ManualClock;
import io.skyjobs.testkit.Weather;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A controller in clear weather, for tests of one trouble at a time; all in one thread. */
final class Calm {
    private final Tally tally = new Tally();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SplittableRandom random = new SplittableRandom(1);
    private final SeededLoop loop = new SeededLoop(clock, random.split());
    private final SeededLoop.Mortal world = new SeededLoop.Mortal();
    private final JobStore store = new MemoryJobStore(new MemoryJobStore.Disk("calm01"));
    private final Function<SeededLoop.Mortal, Parts> parts;
    private final Webhooks webhooks;
    private SeededLoop.Mortal process = new SeededLoop.Mortal();
    private JobController controller;
    private final FakeCloud cloud;
    private int timers;
    private Duration longest = Duration.ZERO;
    private Optional<Duration> lent = Optional.empty();
    private long jobs;

    /**
     * @param provider what to put between the controller and the cloud
     */
    Calm(Function<FakeCloud, ComputeProvider> provider, LogArchive logs) {
        this(provider, logs, (clock, placement) -> placement);
    }

    /**
     * @param provider what to put between the controller and the cloud
     * @param placing what to put between the controller and the choice of a place
     */
    Calm(
            Function<FakeCloud, ComputeProvider> provider,
            LogArchive logs,
            BiFunction<ManualClock, Placement, Placement> placing) {
        this(provider, logs, placing, clock -> StoreBook.NONE);
    }

    /** As above, with object stores. */
    Calm(
            Function<FakeCloud, ComputeProvider> provider,
            LogArchive logs,
            BiFunction<ManualClock, Placement, Placement> placing,
            Function<ManualClock, StoreBook> stores) {
        this(provider, logs, placing, stores, Webhooks.NONE);
    }

    /** As above, with somebody who is told of changes. */
    Calm(Webhooks webhooks) {
        this(
                cloud -> cloud,
                new MemoryLogs(),
                (clock, placement) -> placement,
                clock -> StoreBook.NONE,
                webhooks);
    }

    private Calm(
            Function<FakeCloud, ComputeProvider> provider,
            LogArchive logs,
            BiFunction<ManualClock, Placement, Placement> placing,
            Function<ManualClock, StoreBook> stores,
            Webhooks webhooks) {
        cloud =
                new FakeCloud(
                        "fake",
                        clock,
                        random.split(),
                        Weather.CLEAR,
                        (delay, task) -> loop.after(world, delay, task));
        this.webhooks = webhooks;
        ComputeProvider given = provider.apply(cloud);
        Placement placement = placing.apply(clock, new FakePlacement(cloud));
        StoreBook book = stores.apply(clock);
        parts =
                mortal ->
                        new Parts(
                                        store,
                                        new GroupCommit(
                                                store,
                                                lease(),
                                                task -> loop.execute(mortal, task),
                                                50),
                                        List.of(given),
                                        placement,
                                        bundles(),
                                        LifeSettings.files(),
                                        book,
                                        logs,
                                        task -> loop.execute(mortal, task),
                                        (delay, task) -> counted(mortal, delay, task),
                                        clock,
                                        random.split(),
                                        ControllerSettings.standard(2))
                                .telling(tally);
        controller = new JobController(parts.apply(process), this.webhooks);
        controller.start();
    }

    private JobStore.Lease lease() {
        return store.acquire("calm", Duration.ofMinutes(1), clock.instant()).orElseThrow();
    }

    private void counted(SeededLoop.Mortal mortal, Duration delay, Runnable task) {
        timers++;
        longest = delay.compareTo(longest) > 0 ? delay : longest;
        loop.after(mortal, delay, task);
    }

    /** Kills the process between two of its steps and starts another over the same store. */
    void restart() {
        process.kill();
        process = new SeededLoop.Mortal();
        controller = new JobController(parts.apply(process), webhooks);
        controller.start();
    }

    JobStore store() {
        return store;
    }

    /** From now on what stores give to nodes is good for so long. */
    void lendFor(Duration time) {
        lent = Optional.of(time);
    }

    /** From now on it is good for ever. */
    void lendNothing() {
        lent = Optional.empty();
    }

    private Bundles bundles() {
        return new Bundles() {
            @Override
            public Map<String, String> files(Part of, int rank, Map<String, String> secrets) {
                return Calm.files(of.spec().tasks().getFirst());
            }

            @Override
            public Lent lent(Part of) {
                return new Lent(
                        Map.of("rclone.conf", "had " + clock.instant()),
                        lent.map(time -> clock.instant().plus(time)));
            }
        };
    }

    private static Map<String, String> files(TaskSpec task) {
        Map<String, String> files = new HashMap<>();
        task.run().ifPresent(script -> files.put("run.sh", script));
        return files;
    }

    JobController controller() {
        return controller;
    }

    /** What the controller told. */
    Tally tally() {
        return tally;
    }

    FakeCloud cloud() {
        return cloud;
    }

    /** How many timers were set so far. */
    int timersSet() {
        return timers;
    }

    /** The longest delay of any timer that was set so far. */
    Duration longestTimer() {
        return longest;
    }

    /** Submits a job of one task. */
    long submit(String run) {
        return submit(task(run, 1, false));
    }

    /** A task of so many nodes, on spot machines or not. */
    static TaskSpec task(String run, int nodes, boolean spot) {
        return task(
                run,
                new Machines(nodes, spot),
                new JobRecovery(JobRecovery.Strategy.EAGER_NEXT_REGION, 0, List.of()),
                Optional.empty());
    }

    /** What machines a task has. */
    record Machines(int nodes, boolean spot) {}

    /** A task that is recovered like this, and may not run longer than that. */
    static TaskSpec task(
            String run, Machines machines, JobRecovery recovery, Optional<Duration> maxDuration) {
        return new TaskSpec(
                "one",
                Optional.empty(),
                machines.nodes(),
                new ResourceChoice.One(DrawnJob.resources(machines.spot())),
                recovery,
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                Optional.of(run),
                List.of(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                true,
                maxDuration,
                Optional.empty(),
                new TreeMap<>());
    }

    /** Submits a job of one task. */
    long submit(TaskSpec task) {
        return submit(new JobSpec("one", List.of(task), List.of(List.of()), 0, Optional.empty()));
    }

    /** Submits a job. */
    long submit(JobSpec spec) {
        jobs++;
        controller.submit(
                DrawnJob.submit(spec, "key" + random.nextLong(), clock.instant()), a -> {});
        pass(Duration.ofSeconds(1));
        return jobs;
    }

    /** The state of a job's only task. */
    TaskState state(long job) {
        return controller.job(job).orElseThrow().job().tasks().getFirst();
    }

    Instant now() {
        return clock.instant();
    }

    /** Cancels a job; the answer appears when it has come. */
    AtomicReference<Optional<CancelAnswer>> cancel(long job) {
        AtomicReference<Optional<CancelAnswer>> said = new AtomicReference<>(Optional.empty());
        controller.cancel(job, "user", answer -> said.set(Optional.of(answer)));
        return said;
    }

    /** Lets so many things happen, one after the other. */
    void steps(int many) {
        for (int step = 0; step < many; step++) {
            loop.step();
        }
    }

    /** Lets time pass in which no process lives; a {@link #restart} follows. */
    void standStill(Duration time) {
        process.kill();
        pass(time);
    }

    /** Lets time pass. */
    void pass(Duration time) {
        Instant until = clock.instant().plus(time);
        while (clock.instant().isBefore(until)) {
            if (!loop.step()) {
                clock.advanceTo(until);
            }
        }
    }
}
