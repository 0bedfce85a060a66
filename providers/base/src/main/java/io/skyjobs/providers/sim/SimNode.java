package io.skyjobs.providers.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A machine of a simulated cloud; immutable.
 *
 * @param id never that of another machine
 * @param made when it was asked for
 * @param up when it is usable
 * @param doom its end, where that is certain already
 * @param end its end, once it came
 * @param runs the runs on it, when it is virtual
 */
record SimNode(
        int rank,
        String id,
        Instant made,
        Instant up,
        Optional<Doom> doom,
        Optional<End> end,
        List<SimRun> runs) {
    /**
     * That the machine is going to be taken back.
     *
     * @param notice when it is told so
     * @param taken when it is taken
     * @param why for people, such as {@code preempted}
     */
    record Doom(Instant notice, Instant taken, String why) {}

    /**
     * How a machine ended.
     *
     * @param at when its end began
     * @param gone when the cloud says that it is gone
     * @param dead when it really is
     * @param cleared whether nothing is left of it
     * @param why for people, such as {@code preempted} or {@code terminated}
     */
    record End(Instant at, Instant gone, Instant dead, boolean cleared, String why) {
        End withCleared() {
            return new End(at, gone, dead, true, why);
        }

        /** Whether the cloud says that it is gone, and may. */
        boolean isGone(Instant now) {
            return !now.isBefore(gone) && (cleared || dead.isAfter(gone));
        }
    }

    SimNode {
        runs = List.copyOf(runs);
    }

    /** Whether the cloud still has it. */
    boolean isLive() {
        return end.isEmpty();
    }

    /** Whether it ended, and nothing is left of it. */
    boolean isCleared() {
        return end.filter(End::cleared).isPresent();
    }

    SimNode cleared() {
        return new SimNode(rank, id, made, up, doom, end.map(End::withCleared), runs);
    }

    boolean isGone(Instant now) {
        return end.map(it -> it.isGone(now)).orElse(false);
    }

    /** Whether programs run on it, whatever the cloud says. */
    boolean isPowered(Instant now) {
        return !now.isBefore(up) && end.map(it -> now.isBefore(it.dead())).orElse(true);
    }

    /** Dooms it, unless it is doomed to an earlier end. */
    SimNode doomed(Doom next) {
        var earlier = doom.isPresent() && !doom.get().taken().isAfter(next.taken());
        return end.isPresent() || earlier
                ? this
                : new SimNode(rank, id, made, up, Optional.of(next), end, runs);
    }

    SimNode ended(End next) {
        return new SimNode(rank, id, made, up, doom, Optional.of(next), runs);
    }

    /** The notice that is in force. */
    Optional<Doom> notice(Instant now) {
        return doom.filter(
                it -> isLive() && !now.isBefore(it.notice()) && it.notice().isBefore(it.taken()));
    }

    Optional<SimRun> run(long epoch) {
        return runs.stream().filter(run -> run.epoch() == epoch).findFirst();
    }

    SimNode withRun(SimRun run) {
        var next = new ArrayList<>(runs);
        next.add(run);
        return withRuns(next);
    }

    SimNode changing(long epoch, UnaryOperator<SimRun> change) {
        return withRuns(
                runs.stream().map(run -> run.epoch() == epoch ? change.apply(run) : run).toList());
    }

    private SimNode withRuns(List<SimRun> next) {
        return new SimNode(rank, id, made, up, doom, end, next);
    }

    /** Whether a run is active on it. */
    boolean isBusy(Instant now) {
        return isPowered(now) && runs.stream().anyMatch(run -> run.isActive(now));
    }

    /** Moments at which something about it changes that was not done by anybody then. */
    Stream<Instant> turns(Instant now) {
        if (end.isPresent()) {
            return Stream.of(end.get().gone(), end.get().dead()).filter(it -> it.isAfter(now));
        }
        return Stream.concat(
                Stream.concat(
                        Stream.of(up).filter(it -> it.isAfter(now)),
                        doom.stream()
                                .flatMap(it -> Stream.of(it.notice(), it.taken()))
                                .filter(it -> it.isAfter(now) || isOverdue(it))),
                runs.stream().flatMap(run -> run.endAfter(now).stream()));
    }

    private boolean isOverdue(Instant turn) {
        return doom.filter(it -> it.taken().equals(turn)).isPresent();
    }

    /** What is said of its end. */
    String epitaph() {
        return end.map(
                        it ->
                                "instance "
                                        + id
                                        + " was "
                                        + it.why()
                                        + " at "
                                        + it.at().truncatedTo(ChronoUnit.SECONDS)
                                        + " (simulated)")
                .orElse("");
    }

    /** How long until it is taken. */
    static Duration left(Doom doom, Instant now) {
        var left = Duration.between(now, doom.taken());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
