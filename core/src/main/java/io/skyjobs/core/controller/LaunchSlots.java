package io.skyjobs.core.controller;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may launch now: at most so many launches, and so many tasks with a cluster, at the same time.
 * Higher priority first, then the lower job id. Safe for use from many threads; nobody waits
 * inside.
 */
final class LaunchSlots {
    /**
     * A task of a job.
     *
     * @param standby whether it is for the cluster that is made beforehand
     */
    record Seat(long job, int task, boolean standby) {
        Seat(long job, int task) {
            this(job, task, false);
        }
    }

    private record Turn(int priority, Seat seat) {}

    private static final Comparator<Turn> ORDER =
            Comparator.comparingInt((Turn turn) -> -turn.priority())
                    .thenComparingLong((Turn turn) -> turn.seat().job())
                    .thenComparingInt(turn -> turn.seat().task())
                    .thenComparing(turn -> turn.seat().standby());

    private final ReentrantLock lock = new ReentrantLock();
    private final int maxLaunching;
    private final int maxRunning;
    private final TreeMap<Turn, Runnable> waiting = new TreeMap<>(ORDER);
    private final Map<Seat, Turn> turns = new HashMap<>();
    private final Set<Seat> launching = new HashSet<>();
    private final Set<Seat> occupied = new HashSet<>();

    LaunchSlots(int maxLaunching, int maxRunning) {
        this.maxLaunching = maxLaunching;
        this.maxRunning = maxRunning;
    }

    /** Puts a task in the queue; {@code granted} is called once when it may launch. */
    void ask(Seat seat, int priority, Runnable granted) {
        lock.lock();
        try {
            if (launching.contains(seat) || turns.containsKey(seat)) {
                return;
            }
            Turn turn = new Turn(priority, seat);
            turns.put(seat, turn);
            waiting.put(turn, granted);
        } finally {
            lock.unlock();
        }
        grant();
    }

    /** Notes a launch that is under way already, as after a restart, whatever the limits say. */
    void hold(Seat seat, boolean isLaunching) {
        lock.lock();
        try {
            occupied.add(seat);
            if (isLaunching) {
                launching.add(seat);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The launch is over, well or not; the task may still have a cluster. */
    void launched(Seat seat) {
        lock.lock();
        try {
            launching.remove(seat);
        } finally {
            lock.unlock();
        }
        grant();
    }

    /** The task has no cluster and is not about to make one. */
    void leave(Seat seat) {
        lock.lock();
        try {
            launching.remove(seat);
            occupied.remove(seat);
            Turn turn = turns.remove(seat);
            if (turn != null) {
                waiting.remove(turn);
            }
        } finally {
            lock.unlock();
        }
        grant();
    }

    /** Place in the queue from 1; 0 when the task is not in it. */
    int position(Seat seat) {
        lock.lock();
        try {
            Turn turn = turns.get(seat);
            return turn == null ? 0 : waiting.headMap(turn, true).size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Where a task stands in the queue.
     *
     * @param position from 1
     * @param of how many wait
     * @param forRunning whether the limit of running tasks, rather than of launches, holds it up
     * @param limit the limit that holds it up
     * @param behindHigher whether a task of higher priority comes before it
     */
    record Line(int position, int of, boolean forRunning, int limit, boolean behindHigher) {}

    /** Where it stands; empty when it is not in the queue. */
    Optional<Line> line(Seat seat) {
        lock.lock();
        try {
            Turn turn = turns.get(seat);
            if (turn == null) {
                return Optional.empty();
            }
            boolean full = occupied.size() >= maxRunning;
            return Optional.of(
                    new Line(
                            waiting.headMap(turn, true).size(),
                            waiting.size(),
                            full,
                            full ? maxRunning : maxLaunching,
                            waiting.firstKey().priority() > turn.priority()));
        } finally {
            lock.unlock();
        }
    }

    /** Whether the limit of running tasks, rather than of launches, holds the queue up. */
    boolean fullOfRunning() {
        lock.lock();
        try {
            return occupied.size() >= maxRunning;
        } finally {
            lock.unlock();
        }
    }

    /** Launches under way. */
    int launching() {
        lock.lock();
        try {
            return launching.size();
        } finally {
            lock.unlock();
        }
    }

    /** Tasks that wait for a slot. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void grant() {
        while (true) {
            Runnable granted;
            lock.lock();
            try {
                if (waiting.isEmpty()
                        || launching.size() >= maxLaunching
                        || occupied.size() >= maxRunning) {
                    return;
                }
                Iterator<Map.Entry<Turn, Runnable>> first = waiting.entrySet().iterator();
                Map.Entry<Turn, Runnable> entry = first.next();
                Seat seat = entry.getKey().seat();
                granted = entry.getValue();
                first.remove();
                turns.remove(seat);
                launching.add(seat);
                occupied.add(seat);
            } finally {
                lock.unlock();
            }
            granted.run();
        }
    }
}
