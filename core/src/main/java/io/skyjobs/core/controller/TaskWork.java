package io.skyjobs.core.controller;

import io.skyjobs.core.spec.TaskSpec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is under way for one task in this process, and when to do what again. Nothing in it is ever
 * needed after a restart. Used by the mailbox of its job only.
 */
final class TaskWork {
    /** What can be under way. */
    enum Action {
        RANK,
        ENSURE,
        PLACE,
        START,
        LOOK,
        LOGS,
        WARN,
        FENCE,
        TERMINATE
    }

    /** What is about the task as a whole rather than about an attempt. */
    private static final Set<Action> OF_TASK = Set.of(Action.RANK);

    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    /**
     * What a job waits for: a machine that comes or goes is noticed soon even by a provider that
     * gives no hints, for about two minutes, as long as most machines take.
     */
    private static final Set<Action> AWAITED =
            EnumSet.of(Action.ENSURE, Action.TERMINATE, Action.FENCE);

    private static final Duration LONGEST_AWAITED = Duration.ofSeconds(2);
    private static final int IMPATIENT_TRIES = 60;

    /** Longer than looks are apart, with a provider that is slow to answer. */
    private static final Duration LONGEST_BETWEEN_LOOKS = Duration.ofMinutes(5);

    private final Set<Action> underWay = EnumSet.noneOf(Action.class);
    private final Map<Action, Integer> tries = new EnumMap<>(Action.class);
    private final Map<Action, Instant> due = new EnumMap<>(Action.class);
    private @Nullable Instant failingSince;
    private final Map<Integer, Instant> silentSince = new HashMap<>();
    private @Nullable Instant heardAt;
    private boolean machinesGone;
    private boolean endTaken;
    private boolean goneOnce;
    private Instant nextHope = Instant.MIN;
    private boolean capacityFreed;
    private Instant triedAt = Instant.MAX;
    private boolean hinted;
    private @Nullable Instant wellAt;
    private @Nullable Instant hintedAt;
    private Duration logPace = Duration.ZERO;
    private @Nullable Instant placedAt;
    private @Nullable Instant unplacedSince;
    private Optional<Runnable> stopPlacing = Optional.empty();
    private int attempt;

    /** Forgets what was under way for an earlier attempt: its answers will mean nothing. */
    void turnTo(int number) {
        if (number != attempt) {
            attempt = number;
            underWay.retainAll(OF_TASK);
            tries.keySet().retainAll(OF_TASK);
            due.keySet().retainAll(OF_TASK);
            failingSince = null;
            silentSince.clear();
            heardAt = null;
            machinesGone = false;
            nextHope = Instant.MIN;
            endTaken = false;
            goneOnce = false;
            hinted = false;
            wellAt = null;
            hintedAt = null;
            logPace = Duration.ZERO;
            placedAt = null;
            unplacedSince = null;
            stopPlacing();
        }
    }

    /** Notes how to end the placing of files that is under way. */
    void placing(Runnable stop) {
        stopPlacing = Optional.of(stop);
    }

    /** Ends the placing of files, if any is under way; its answer may never come. */
    void stopPlacing() {
        stopPlacing.ifPresent(Runnable::run);
        stopPlacing = Optional.empty();
    }

    /** Notes what came of placing files. */
    void placed(boolean everywhere, Instant now) {
        stopPlacing = Optional.empty();
        if (everywhere) {
            placedAt = now;
            unplacedSince = null;
        } else if (unplacedSince == null) {
            unplacedSince = now;
        }
    }

    /** Whether this process has yet to place files; it does not know what an earlier one did. */
    boolean mustPlace(TaskSpec task) {
        return placedAt == null && !task.localFiles().isEmpty();
    }

    /** When this process had the files on all nodes; empty when it has not. */
    Optional<Instant> placedAt() {
        return Optional.ofNullable(placedAt);
    }

    /** Since when placing them fails; empty when it does not. */
    Optional<Instant> unplacedSince() {
        return Optional.ofNullable(unplacedSince);
    }

    /** The attempt that it is about. */
    int attempt() {
        return attempt;
    }

    boolean isUnderWay(Action action) {
        return underWay.contains(action);
    }

    void begin(Action action) {
        underWay.add(action);
    }

    /**
     * Begins an action for an attempt, unless it is under way or not due; sees that its job wakes
     * when it is due, if that is ever.
     *
     * @return whether it was begun
     */
    boolean begun(int number, Action action, Instant now, WakeTimes timers) {
        turnTo(number);
        if (isUnderWay(action)) {
            return false;
        }
        Optional<Instant> later = due(action).filter(at -> at.isAfter(now));
        if (later.isEmpty()) {
            begin(action);
            return true;
        }
        later.filter(at -> !at.equals(Instant.MAX)).ifPresent(at -> timers.set(at, now));
        return false;
    }

    void end(Action action) {
        underWay.remove(action);
    }

    /** When the action may be begun; empty for now. */
    Optional<Instant> due(Action action) {
        return Optional.ofNullable(due.get(action));
    }

    void next(Action action, Instant at) {
        due.put(action, at);
    }

    void now(Action action) {
        due.remove(action);
    }

    /** Puts the action off, longer each time: doubling from {@code first}, at most a minute. */
    void retry(Action action, Instant now, Duration first) {
        int before = Math.min(tries.merge(action, 1, Integer::sum) - 1, 16);
        Duration longest =
                AWAITED.contains(action) && tries(action) < IMPATIENT_TRIES
                        ? LONGEST_AWAITED
                        : LONGEST_RETRY;
        Duration wait = first.multipliedBy(1L << before);
        next(action, now.plus(wait.compareTo(longest) < 0 ? wait : longest));
    }

    /** Forgets how often it was tried: it came to something. */
    void succeeded(Action action) {
        tries.remove(action);
        due.remove(action);
    }

    int tries(Action action) {
        return tries.getOrDefault(action, 0);
    }

    Optional<Instant> failingSince() {
        return Optional.ofNullable(failingSince);
    }

    void failing(Instant now) {
        if (failingSince == null) {
            failingSince = now;
        }
    }

    /**
     * Notes which nodes could not be asked, and whether the provider said that they are there. A
     * time in which nobody was asked is not a time of silence: it counts for each node from the
     * first look that neither answered, and what lies between looks that are far apart, as when
     * this machine slept, does not count.
     */
    void heard(Instant now, Set<Integer> silent, boolean confirmed) {
        Instant before = heardAt;
        heardAt = now;
        if (confirmed) {
            silentSince.clear();
            return;
        }
        silentSince.keySet().retainAll(silent);
        if (before != null && before.plus(LONGEST_BETWEEN_LOOKS).isBefore(now)) {
            Duration deaf = Duration.between(before.plus(LONGEST_BETWEEN_LOOKS), now);
            silentSince.replaceAll((rank, since) -> since.plus(deaf));
        }
        silent.forEach(rank -> silentSince.putIfAbsent(rank, now));
    }

    /**
     * Since when a node is silent and its provider has not said that it is there; empty when
     * neither is so.
     */
    Optional<Instant> unconfirmedSince() {
        return silentSince.values().stream().min(Instant::compareTo);
    }

    /**
     * Whether the provider said that machines of the attempt are gone, and their logs with them.
     */
    boolean machinesGone() {
        return machinesGone;
    }

    void machinesGone(boolean gone) {
        machinesGone = gone;
    }

    /**
     * How to go on with the end of a cluster: a request that was taken is repeated now and then
     * only, and a first "gone" is not forgotten, or a provider that allows few calls at a time
     * would never be asked often enough.
     */
    Endings.Step ending() {
        boolean ask = !endTaken || tries(Action.TERMINATE) % 5 == 0;
        return new Endings.Step(ask, goneOnce);
    }

    void ending(Input.TerminateAnswered answered) {
        endTaken = answered.taken();
        goneOnce = answered.goneOnce();
    }

    /** Whether to ask now if there is any place left for the task; at most once a minute. */
    boolean mayAskForHope(Instant now) {
        if (nextHope.isAfter(now)) {
            return false;
        }
        nextHope = now.plus(LONGEST_RETRY);
        return true;
    }

    boolean capacityFreed() {
        return capacityFreed;
    }

    void capacityFreed(boolean freed) {
        capacityFreed = freed;
    }

    /** When the last try to launch was begun. */
    Instant triedAt() {
        return triedAt;
    }

    void triedAt(Instant at) {
        triedAt = at;
    }

    boolean hinted() {
        return hinted;
    }

    void hinted(boolean seen) {
        hinted = seen;
    }

    /** Notes a look that found all in order; a hint that came during it may be about later. */
    void well(Instant now) {
        wellAt = now;
        if (!hinted) {
            hintedAt = null;
        }
    }

    /** Notes a hint about what may have happened since all was in order. */
    void signed(Instant now) {
        if (hintedAt == null) {
            hintedAt = now;
        }
    }

    /** The first sign that not all is in order: a hint, else the last look that found it so. */
    Optional<Instant> sign() {
        return Optional.ofNullable(signWasHint() ? hintedAt : wellAt);
    }

    /** Whether that sign was a hint. */
    boolean signWasHint() {
        return hintedAt != null;
    }

    Duration logPace() {
        return logPace;
    }

    void logPace(Duration pace) {
        logPace = pace;
    }
}
