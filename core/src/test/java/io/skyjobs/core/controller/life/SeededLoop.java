package io.skyjobs.core.controller.life;

import io.skyjobs.testkit.ManualClock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * One thread that stands for all: runs what is ready in an order drawn from a seed, and moves the
 * clock on when nothing is. What belongs to a process that was killed never runs.
 */
final class SeededLoop {
    /** Something that can be killed; it takes what it had scheduled with it. */
    static final class Mortal {
        private final List<Runnable> held = new ArrayList<>();
        private boolean dead;
        private boolean paused;

        /** Nothing of it runs until it is resumed; what becomes due is held back. */
        void pause() {
            paused = true;
        }

        boolean isPaused() {
            return paused;
        }

        void kill() {
            dead = true;
        }

        boolean isDead() {
            return dead;
        }
    }

    private record Ready(Mortal owner, Runnable task) {}

    private record Timer(Instant at, long number, Mortal owner, Runnable task)
            implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final ManualClock clock;
    private final RandomGenerator random;
    private final List<Ready> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long number;

    SeededLoop(ManualClock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    void execute(Mortal owner, Runnable task) {
        ready.add(new Ready(owner, task));
    }

    /** Lets a paused one go on with all that was held back. */
    void resume(Mortal owner) {
        owner.paused = false;
        owner.held.forEach(task -> execute(owner, task));
        owner.held.clear();
    }

    void after(Mortal owner, Duration delay, Runnable task) {
        timers.add(new Timer(clock.instant().plus(delay), number++, owner, task));
    }

    /** Runs one thing; false when there is nothing to run, now or later. */
    boolean step() {
        if (ready.isEmpty() && !moveOn()) {
            return false;
        }
        int drawn = random.nextInt(ready.size());
        Ready next = ready.get(drawn);
        ready.set(drawn, ready.getLast());
        ready.removeLast();
        if (next.owner().isPaused()) {
            next.owner().held.add(next.task());
        } else if (!next.owner().isDead()) {
            clock.advance(Duration.ofMillis(random.nextInt(0, 3)));
            next.task().run();
        }
        return true;
    }

    /** Makes everything ready whose time is the next. */
    private boolean moveOn() {
        Timer first = timers.poll();
        if (first == null) {
            return false;
        }
        clock.advanceTo(first.at());
        ready.add(new Ready(first.owner(), first.task()));
        while (!timers.isEmpty() && !timers.peek().at().isAfter(clock.instant())) {
            Timer more = timers.remove();
            ready.add(new Ready(more.owner(), more.task()));
        }
        return true;
    }
}
