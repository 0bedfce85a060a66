package io.skyjobs.core.controller.life;

import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.MemoryJobStore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many lives, each alone in its own world, on several threads; the same seeds always come to the
 * same end, however many threads there are.
 */
final class Lives {
    private final long last;
    private final AtomicLong next;
    private final AtomicLong firstBroken = new AtomicLong(Long.MAX_VALUE);
    private final Map<Long, Throwable> broken = new TreeMap<>();
    private final Map<String, Long> events = new TreeMap<>();
    private Toll toll = new Toll(0, 0, 0, 0, Duration.ZERO, Map.of(), Optional.empty());

    /**
     * What many lives came to.
     *
     * @param pauses how often a controller was held back while another took over
     * @param jobTime time lived, summed over the jobs of each life
     * @param broken the first life that broke a promise
     */
    record Toll(
            long lives,
            long jobs,
            long kills,
            long pauses,
            Duration jobTime,
            Map<String, Long> events,
            Optional<Broken> broken) {}

    /** A life that broke a promise. */
    record Broken(long seed, Throwable why) {}

    private Lives(long first, long last) {
        this.next = new AtomicLong(first);
        this.last = last;
    }

    /** Lives the lives of all seeds from the first to the last, or to the first broken promise. */
    static Toll live(long first, long last, int threads) {
        Lives lives = new Lives(first, last);
        List<Thread> workers = new ArrayList<>();
        for (int worker = 0; worker < threads; worker++) {
            workers.add(Thread.ofPlatform().name("lives-" + worker).start(lives::work));
        }
        for (Thread worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("The lives were interrupted.", stopped);
            }
        }
        return lives.result();
    }

    /** Lives one life; one that breaks a promise tells what happened, when asked to. */
    static Life.Story one(long seed) {
        JobStore store = new MemoryJobStore(new MemoryJobStore.Disk("sim001"));
        Life life = new Life(seed, store, new MemoryLogs());
        try {
            return life.live();
        } catch (RuntimeException | Error broken) {
            if (Boolean.getBoolean("skyjobs.life.trace")) {
                System.out.println(life.weather());
                store.jobs(JobQuery.newest(1000))
                        .forEach(
                                job ->
                                        store.journal(job.job().id(), 0, 1000)
                                                .forEach(
                                                        it ->
                                                                System.out.println(
                                                                        job.job().id()
                                                                                + "/"
                                                                                + it.task()
                                                                                + " "
                                                                                + it.json())));
            }
            throw broken;
        }
    }

    private void work() {
        for (long seed = next.getAndIncrement();
                seed <= last && seed <= firstBroken.get();
                seed = next.getAndIncrement()) {
            try {
                note(one(seed));
            } catch (RuntimeException | Error why) {
                note(seed, why);
            }
        }
    }

    private synchronized void note(Life.Story story) {
        story.events().forEach((kind, count) -> events.merge(kind, count, Long::sum));
        toll =
                new Toll(
                        toll.lives + 1,
                        toll.jobs + story.jobs(),
                        toll.kills + story.kills(),
                        toll.pauses + story.pauses(),
                        toll.jobTime.plus(story.lived().multipliedBy(story.jobs())),
                        events,
                        Optional.empty());
    }

    private synchronized void note(long seed, Throwable why) {
        broken.put(seed, why);
        firstBroken.accumulateAndGet(seed, Math::min);
    }

    private synchronized Toll result() {
        Optional<Broken> first =
                broken.entrySet().stream()
                        .findFirst()
                        .map(entry -> new Broken(entry.getKey(), entry.getValue()));
        return new Toll(
                toll.lives, toll.jobs, toll.kills, toll.pauses, toll.jobTime, events, first);
    }
}
