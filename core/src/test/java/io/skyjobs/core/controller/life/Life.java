package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.Bundles;
import io.skyjobs.core.controller.ControlPlane.CancelAnswer;
import io.skyjobs.core.controller.ControlPlane.SubmitAnswer;
import io.skyjobs.core.controller.ControllerSettings;
import io.skyjobs.core.controller.JobController;
import io.skyjobs.core.controller.Parts;
import io.skyjobs.core.controller.Timers;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.Resources;
import io.skyjobs.testkit.FakeCloud;
import io.skyjobs.testkit.ManualClock;
import io.skyjobs.testkit.Weather;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One life of the whole controller: a weather, some jobs, commands of users and kills of the
 * process, all drawn from one seed, until all is quiet. Every promise is checked at every step.
 */
final class Life {
    private static final Instant BIRTH = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STORMY_STEPS = 6_000;
    private static final int CALM_STEPS = 60_000;

    private final SplittableRandom random;
    private final ManualClock clock = new ManualClock(BIRTH);
    private final SeededLoop loop;
    private final SeededLoop.Mortal world = new SeededLoop.Mortal();
    private final FakeCloud cloud;
    private final JobStore store;
    private final Oracle oracle;
    private final MemoryLogs logs;
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final Set<Long> cancelAcknowledged = new HashSet<>();
    private final double killChance;
    private final double slowness;
    private final int cancelOneIn;
    private boolean stormy = true;
    private @Nullable JobController controller;
    private SeededLoop.Mortal process = new SeededLoop.Mortal();
    private int kills;
    private int jobs;

    /** What a life came to. */
    record Story(
            long seed, int jobs, int kills, int steps, Duration lived, Map<String, Long> events) {}

    private final long seed;

    Life(long seed, JobStore store, MemoryLogs logs) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.loop = new SeededLoop(clock, random.split());
        this.store = store;
        this.logs = logs;
        this.cloud =
                new FakeCloud(
                        "fake",
                        clock,
                        random.split(),
                        Weather.drawn(random.split()),
                        (delay, task) -> loop.after(world, delay, task));
        this.oracle = new Oracle(cloud, store.installation());
        this.cloud.witness(oracle);
        this.cancelOneIn = random.nextInt(60, 3000);
        this.slowness = random.nextBoolean() ? 0 : random.nextDouble() * 0.1;
        this.killChance = random.nextInt(4) == 0 ? 0.01 : random.nextDouble() * 0.002;
    }

    /** Lives it to the end. */
    Story live() {
        int wanted = random.nextInt(1, 21);
        plant();
        boot();
        int steps = 0;
        for (; steps < STORMY_STEPS; steps++) {
            if (jobs < wanted && random.nextInt(8) == 0) {
                submit();
            } else if (jobs > 0 && random.nextInt(cancelOneIn) == 0) {
                cancel(random.nextInt(1, jobs + 1));
            } else if (random.nextInt(STORMY_STEPS / 3) == 0) {
                kill();
            } else if (random.nextInt(200) == 0) {
                readAll();
            }
            if (!step() && jobs == wanted) {
                break;
            }
            if (jobs == wanted && allEnded()) {
                break;
            }
        }
        if (kills == 0) {
            kill();
        }
        stormy = false;
        cloud.weather(Weather.CLEAR);
        for (int calm = 0; calm < CALM_STEPS && !quiet(); calm++, steps++) {
            step();
        }
        new LastCheck(store, cloud, oracle, logs).check(jobs, acknowledged, cancelAcknowledged);
        return new Story(
                seed, jobs, kills, steps, Duration.between(BIRTH, clock.instant()), oracle.seen());
    }

    private boolean step() {
        try {
            return loop.step();
        } catch (Killed killed) {
            revive();
            return true;
        }
    }

    private void mayKill() {
        if (stormy && random.nextDouble() < killChance) {
            throw new Killed();
        }
    }

    private void kill() {
        if (controller != null) {
            revive();
        }
    }

    /** The process is gone with all that it had scheduled; another starts some time later. */
    private void revive() {
        kills++;
        process.kill();
        JobController dead = controller;
        if (dead != null) {
            dead.close();
        }
        controller = null;
        loop.after(world, Duration.ofSeconds(random.nextInt(0, 120)), this::boot);
    }

    private void boot() {
        process = new SeededLoop.Mortal();
        SeededLoop.Mortal self = process;
        JobStore mortal = new MortalStore(store, this::mayKill, oracle);
        JobStore.Lease lease =
                mortal.acquire("p" + kills, Duration.ofMinutes(1), clock.instant())
                        .or(
                                () -> {
                                    clock.advance(Duration.ofMinutes(2));
                                    return mortal.acquire(
                                            "p" + kills, Duration.ofMinutes(1), clock.instant());
                                })
                        .orElseThrow();
        GroupCommit commits = new GroupCommit(mortal, lease, task -> loop.execute(self, task), 50);
        Timers timers = (delay, task) -> loop.after(self, delay, task);
        controller =
                new JobController(
                        new Parts(
                                mortal,
                                commits,
                                List.of(new MortalCloud(cloud, this::mayKill)),
                                new FakePlacement(cloud),
                                bundles(),
                                logs,
                                task -> execute(self, task),
                                timers,
                                clock,
                                random.split(),
                                settings()));
        controller.start();
    }

    /** Most things run soon; some take so long to reach the other side that much happens before. */
    private void execute(SeededLoop.Mortal self, Runnable task) {
        if (stormy && random.nextDouble() < slowness) {
            loop.after(self, Duration.ofMillis(random.nextInt(1, 90_000)), task);
        } else {
            loop.execute(self, task);
        }
    }

    private static ControllerSettings settings() {
        return new ControllerSettings(
                4,
                6,
                8,
                Duration.ofMinutes(20),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(300),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Duration.ofMinutes(30),
                Duration.ofMinutes(15));
    }

    private static Bundles bundles() {
        return (part, rank, secrets) -> {
            Map<String, String> files = new HashMap<>();
            part.spec().tasks().get(part.task()).setup().ifPresent(it -> files.put("setup.sh", it));
            part.spec().tasks().get(part.task()).run().ifPresent(it -> files.put("run.sh", it));
            return files;
        };
    }

    private void submit() {
        JobController serving = controller;
        if (serving == null) {
            return;
        }
        JobSpec spec = new DrawnJob(random).spec("job" + jobs);
        jobs++;
        StoreWrite.Submit submit = DrawnJob.submit(spec, "key" + jobs, clock.instant());
        attempt(serving, submit, spec);
    }

    /** A client asks until it is answered: again with the same key when the process was killed. */
    private void attempt(JobController serving, StoreWrite.Submit submit, JobSpec spec) {
        SeededLoop.Mortal asked = process;
        serving.submit(
                submit,
                answer -> {
                    if (answer instanceof SubmitAnswer.Accepted accepted) {
                        long id = accepted.job().job().id();
                        Long earlier = acknowledged.put(submit.key(), id);
                        if (earlier != null && earlier != id) {
                            throw new BrokenPromise(4, "one key gave two jobs");
                        }
                        oracle.accepted(id, spec);
                    }
                });
        loop.after(
                world,
                Duration.ofSeconds(200),
                () -> {
                    JobController now = controller;
                    boolean lost = asked.isDead() && !acknowledged.containsKey(submit.key());
                    if (lost && now != null) {
                        attempt(now, submit, spec);
                    } else if (lost) {
                        loop.after(world, Duration.ofSeconds(200), () -> again(submit, spec));
                    }
                });
    }

    private void again(StoreWrite.Submit submit, JobSpec spec) {
        JobController now = controller;
        if (now == null) {
            loop.after(world, Duration.ofSeconds(200), () -> again(submit, spec));
        } else if (!acknowledged.containsKey(submit.key())) {
            attempt(now, submit, spec);
        }
    }

    private void cancel(long job) {
        JobController serving = controller;
        if (serving == null) {
            return;
        }
        oracle.cancelAsked(job);
        serving.cancel(
                job,
                "user",
                answer -> {
                    if (answer instanceof CancelAnswer.Scheduled) {
                        cancelAcknowledged.add(job);
                    }
                });
    }

    private void readAll() {
        JobController serving = controller;
        if (serving == null) {
            return;
        }
        for (long job : oracle.accepted()) {
            String sentence = serving.explain(job).orElseThrow().sentence();
            if (sentence.isBlank() || sentence.contains("Exception")) {
                throw new BrokenPromise(8, "job " + job + " is explained by: " + sentence);
            }
        }
        checkQueue(serving);
    }

    /**
     * The queue is read from memory and the history; it must show what is stored, each job once.
     */
    private void checkQueue(JobController serving) {
        JobQuery all = JobQuery.newest(1000);
        List<Long> shown = serving.jobs(all).stream().map(it -> it.job().id()).toList();
        List<Long> stored = store.jobs(all).stream().map(it -> it.job().id()).toList();
        if (!shown.equals(stored)) {
            throw new BrokenPromise(4, "the queue shows " + shown + " of " + stored);
        }
        long counted = serving.counts(all).values().stream().mapToLong(Long::longValue).sum();
        // A job whose end is stored but not yet followed up is counted twice for a moment.
        if (counted < shown.size()) {
            throw new BrokenPromise(4, "the queue counts " + counted + " of " + shown.size());
        }
    }

    /** A cluster of ours that nobody knows, and one of another installation. */
    private void plant() {
        for (String owner : List.of(store.installation(), "other0")) {
            cloud.plant(
                    new ClusterSpec(
                            new ClusterName("planted-999-0-1-" + owner),
                            owner,
                            1,
                            1,
                            cloud.offers().getFirst(),
                            Resources.ANY));
        }
    }

    private boolean allEnded() {
        JobController serving = controller;
        return serving != null && acknowledged.size() == jobs && serving.health().live() == 0;
    }

    private boolean quiet() {
        return allEnded()
                && cloud.existing().stream()
                        .noneMatch(it -> it.installation().equals(store.installation()));
    }
}
