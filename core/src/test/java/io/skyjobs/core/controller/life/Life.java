package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.ControlPlane.CancelAnswer;
import io.skyjobs.core.controller.ControlPlane.SubmitAnswer;
import io.skyjobs.core.controller.JobController;
import io.skyjobs.core.controller.Parts;
import io.skyjobs.core.controller.Timers;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobSpec;
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
import java.util.Optional;
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
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final SplittableRandom random;
    private final ManualClock clock = new ManualClock(BIRTH);
    private final SeededLoop loop;
    private final SeededLoop.Mortal world = new SeededLoop.Mortal();
    private final FakeCloud cloud;
    private final JobStore store;
    private final Oracle oracle;
    private final MemoryLogs logs;
    private final LifeStorage storage;
    private final LifeWebhooks webhooks;
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final Set<Long> cancelAcknowledged = new HashSet<>();
    private final double killChance;
    private final double slowness;
    private final int cancelOneIn;
    private final int pauseOneIn;
    private final Duration unreachableLimit;
    private final Weather weather;
    private boolean stormy = true;
    private Instant disturbed = BIRTH;
    private @Nullable JobController controller;
    private SeededLoop.Mortal process = new SeededLoop.Mortal();
    private SeededLoop.Mortal dying = process;
    private SeededLoop.Mortal acting = process;
    private long points;
    private long killAt;
    private int kills;
    private int pauses;
    private int jobs;

    /** What a life came to. */
    record Story(
            long seed,
            int jobs,
            int kills,
            int pauses,
            int steps,
            Duration lived,
            Map<String, Long> events) {}

    private final long seed;

    Life(long seed, JobStore store, MemoryLogs logs) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.loop = new SeededLoop(clock, random.split());
        this.store = store;
        this.logs = logs;
        this.storage = new LifeStorage(seed, clock, (wait, act) -> loop.after(world, wait, act));
        this.webhooks = new LifeWebhooks(seed);
        this.weather = Weather.drawn(random.split());
        this.cloud =
                new FakeCloud(
                        "fake",
                        clock,
                        random.split(),
                        weather,
                        (delay, task) -> loop.after(world, delay, task));
        this.unreachableLimit = Duration.ofMinutes(random.nextInt(3) == 0 ? 3 : 30);
        this.oracle =
                new Oracle(
                        cloud,
                        store,
                        unreachableLimit,
                        clock,
                        this::isUndisturbedSince,
                        () -> acting != process);
        this.cloud.witness(oracle);
        this.pauseOneIn = random.nextBoolean() ? Integer.MAX_VALUE : STORMY_STEPS / 3;
        this.cancelOneIn = random.nextInt(60, 3000);
        this.slowness = random.nextBoolean() ? 0 : random.nextDouble() * 0.1;
        this.killChance = random.nextInt(4) == 0 ? 0.01 : random.nextDouble() * 0.002;
    }

    /** So many times it has come to a point where it could be killed. */
    long points() {
        return points;
    }

    /**
     * The same seed in fair weather with no command but submits, killed at one point and nowhere
     * else: before or after a durable write or a call to a provider or a node.
     *
     * @param point from 1; 0 for nowhere
     */
    Story liveKilledAt(long point) {
        killAt = point;
        stormy = false;
        cloud.weather(Weather.CLEAR);
        LifeSettings.plant(cloud, store.installation());
        boot();
        for (int job = 0; job < 3; job++) {
            submit();
        }
        for (int calm = 0; calm < CALM_STEPS && !quiet(); calm++) {
            step();
        }
        return check(0);
    }

    /** Lives it to the end. */
    Story live() {
        int wanted = random.nextInt(1, 21);
        LifeSettings.plant(cloud, store.installation());
        boot();
        int steps = 0;
        for (; steps < STORMY_STEPS; steps++) {
            if (jobs < wanted && random.nextInt(8) == 0) {
                submit();
            } else if (jobs > 0 && random.nextInt(cancelOneIn) == 0) {
                cancel(random.nextInt(1, jobs + 1));
            } else if (random.nextInt(STORMY_STEPS / 3) == 0 && controller != null) {
                revive();
            } else if (random.nextInt(pauseOneIn) == 0) {
                pause();
            } else if (random.nextInt(200) == 0) {
                if (controller != null) {
                    QueueReader.check(controller, store, oracle.accepted());
                }
            }
            if (!step() && jobs == wanted) {
                break;
            }
            if (jobs == wanted && allEnded()) {
                break;
            }
        }
        if (kills == 0 && controller != null) {
            revive();
        }
        stormy = false;
        cloud.weather(Weather.CLEAR);
        for (int calm = 0; calm < CALM_STEPS && !quiet(); calm++, steps++) {
            step();
        }
        return check(steps);
    }

    private Story check(int steps) {
        new LastCheck(store, cloud, weather, oracle, logs)
                .check(jobs, acknowledged, cancelAcknowledged);
        storage.check(store, acknowledged.values());
        webhooks.check(store, acknowledged.values());
        return new Story(
                seed,
                jobs,
                kills,
                pauses,
                steps,
                Duration.between(BIRTH, clock.instant()),
                oracle.seen());
    }

    /** How it was in this life. */
    Weather weather() {
        return weather;
    }

    private boolean step() {
        try {
            return loop.step();
        } catch (Killed killed) {
            if (dying == process) {
                revive();
            }
            return true;
        }
    }

    private void mayKill(SeededLoop.Mortal self) {
        acting = self;
        points++;
        if (points == killAt || (stormy && random.nextDouble() < killChance)) {
            dying = self;
            self.kill();
            throw new Killed();
        }
    }

    /** Whether nothing stood between the controller and its work for a while. */
    private boolean isUndisturbedSince(Instant since) {
        boolean clear =
                weather.partitioned() == 0
                        && weather.machines().outage() == 0
                        && weather.machines().replyLost() == 0
                        && slowness == 0;
        return clear && controller != null && disturbed.isBefore(since);
    }

    /** The process is gone with all that it had scheduled; another starts some time later. */
    private void revive() {
        kills++;
        disturbed = clock.instant();
        process.kill();
        JobController dead = controller;
        if (dead != null) {
            dead.close();
        }
        controller = null;
        loop.after(world, Duration.ofSeconds(random.nextInt(0, 120)), this::boot);
    }

    /**
     * The process is held back as by a long pause of its machine. Another takes over when the lease
     * is over; then the first goes on where it was, and must find out that it is not wanted.
     */
    private void pause() {
        JobController sleeping = controller;
        SeededLoop.Mortal sleeper = process;
        if (sleeping == null) {
            return;
        }
        pauses++;
        controller = null;
        sleeper.pause();
        loop.after(world, Duration.ofSeconds(random.nextInt(0, 120)), this::boot);
        loop.after(
                world,
                Duration.ofSeconds(random.nextInt(1, 400)),
                () -> {
                    loop.resume(sleeper);
                    if (sleeper == process) {
                        controller = sleeping;
                        disturbed = clock.instant();
                    }
                });
    }

    private void boot() {
        if (controller != null) {
            return;
        }
        String holder = "p" + kills + "-" + pauses + "-" + clock.instant();
        Optional<JobStore.Lease> free = store.acquire(holder, LEASE, clock.instant());
        if (free.isEmpty()) {
            loop.after(world, Duration.ofSeconds(10), this::boot);
            return;
        }
        JobStore.Lease lease = free.get();
        process = new SeededLoop.Mortal();
        disturbed = clock.instant();
        SeededLoop.Mortal self = process;
        JobStore mortal = new MortalStore(store, () -> mayKill(self), oracle);
        GroupCommit commits = new GroupCommit(mortal, lease, task -> loop.execute(self, task), 50);
        Timers timers = (delay, task) -> loop.after(self, delay, task);
        JobController begun =
                new JobController(
                        new Parts(
                                mortal,
                                commits,
                                List.of(new MortalCloud(cloud, () -> mayKill(self))),
                                new FakePlacement(cloud),
                                LifeSettings.bundles(),
                                LifeSettings.files(),
                                storage.book(
                                        () -> mayKill(self), () -> stormy, () -> acting != process),
                                logs,
                                task -> execute(self, task),
                                timers,
                                clock,
                                random.split(),
                                LifeSettings.with(unreachableLimit)),
                        webhooks.seen(() -> mayKill(self), () -> stormy));
        controller = begun;
        begun.start();
        renewLater(self, lease, begun);
    }

    private void renewLater(SeededLoop.Mortal self, JobStore.Lease lease, JobController own) {
        loop.after(
                self,
                LEASE.dividedBy(3),
                () -> {
                    if (store.renew(lease, LEASE, clock.instant())) {
                        renewLater(self, lease, own);
                    } else {
                        own.close();
                        self.kill();
                    }
                });
    }

    /** Most things run soon; some take so long to reach the other side that much happens before. */
    private void execute(SeededLoop.Mortal self, Runnable task) {
        if (stormy && random.nextDouble() < slowness) {
            loop.after(self, Duration.ofMillis(random.nextInt(1, 90_000)), task);
        } else {
            loop.execute(self, task);
        }
    }

    private void submit() {
        JobController serving = controller;
        if (serving == null) {
            return;
        }
        JobSpec spec = storage.with(new DrawnJob(random).spec("job" + jobs));
        jobs++;
        StoreWrite.Submit submit = DrawnJob.submit(spec, "key" + jobs, clock.instant());
        attempt(serving, submit, spec);
    }

    /** A client asks until it is answered, each time with the same key. */
    private void attempt(JobController serving, StoreWrite.Submit submit, JobSpec spec) {
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
        loop.after(world, Duration.ofSeconds(200), () -> again(submit, spec));
    }

    private void again(StoreWrite.Submit submit, JobSpec spec) {
        JobController now = controller;
        if (acknowledged.containsKey(submit.key())) {
            return;
        }
        if (now == null) {
            loop.after(world, Duration.ofSeconds(200), () -> again(submit, spec));
        } else {
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
                storage.grace(),
                answer -> {
                    if (answer instanceof CancelAnswer.Scheduled) {
                        cancelAcknowledged.add(job);
                    }
                });
    }

    private boolean allEnded() {
        JobController serving = controller;
        return serving != null && acknowledged.size() == jobs && serving.health().live() == 0;
    }

    private boolean quiet() {
        return allEnded()
                && storage.isClear(store, acknowledged.values())
                && webhooks.isClear(store)
                && cloud.existing().stream()
                        .noneMatch(it -> it.installation().equals(store.installation()));
    }
}
