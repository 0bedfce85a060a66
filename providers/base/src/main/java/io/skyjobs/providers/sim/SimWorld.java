package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.SimNode.Doom;
import io.skyjobs.providers.sim.SimNode.End;
import io.skyjobs.providers.sim.scenario.CloudPlan;
import io.skyjobs.providers.sim.scenario.Window;
import io.skyjobs.providers.sim.scenario.ZonePlan;
import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * One simulated cloud: what exists in it, and what time does to it. It moves on when it is looked
 * at, through all that came due since, each at its own moment; so it lives on while nobody looks,
 * and under any clock. Its future depends on its scenario and seed alone.
 *
 * <p>Safe for use from many threads, and by many objects over one story.
 */
final class SimWorld {
    private static final Duration LEASE_LOOK = Duration.ofMinutes(5);

    private final CloudPlan plan;
    private final Chance chance;
    private final boolean virtual;
    private final InstantSource clock;
    private final WorldState state;
    private final List<ZoneTurn> turns;
    private final Map<String, ZonePlan> zones = new HashMap<>();
    private final BiPredicate<SimCluster, Instant> busy;
    private int nextTurn;
    private Instant born = Instant.MIN;

    SimWorld(CloudPlan plan, Chance chance, Surroundings around, Nature nature) {
        this.plan = plan;
        this.chance = chance;
        this.virtual = nature.virtual();
        this.clock = around.clock();
        this.state = new WorldState(around.log());
        this.turns = ZoneTurn.of(plan);
        this.busy = nature.busy();
        plan.zones().forEach(zone -> zones.put(zone.name(), zone));
    }

    /** What a world is given. */
    record Surroundings(InstantSource clock, WorldLog log, Alarm alarm) {}

    /**
     * What the machines of a world are like.
     *
     * @param virtual whether nothing is left of a machine once it ended
     * @param busy whether runs are active on a cluster
     */
    record Nature(boolean virtual, BiPredicate<SimCluster, Instant> busy) {}

    /** A look at the world, or a change of it. */
    interface Visit<T, E extends Exception> {
        T to(WorldState state, Instant now) throws E;
    }

    /** Does something with the world as it is now; nobody else does meanwhile. */
    <T, E extends Exception> T visit(Visit<T, E> visit) throws IOException, E {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        state.enter(now);
        try {
            // A clock that was set back must not undo what happened.
            var moment = now.isBefore(state.handled()) ? state.handled() : now;
            moveOn(moment);
            return visit.to(state, moment);
        } finally {
            state.leave();
        }
    }

    CloudPlan plan() {
        return plan;
    }

    Chance chance() {
        return chance;
    }

    ZonePlan zone(String name) {
        var zone = zones.get(name);
        if (zone == null) {
            throw new IllegalArgumentException("no such zone: " + name);
        }
        return zone;
    }

    boolean hasZone(String name) {
        return zones.containsKey(name);
    }

    /** How old the world is. */
    Duration age(Instant now) {
        return Duration.between(state.origin(), now);
    }

    private void moveOn(Instant now) {
        skipHandled();
        while (true) {
            var cluster = state.nextDue().filter(at -> !at.isAfter(now));
            var zone = nextZoneTurn().filter(at -> !at.isAfter(now));
            if (zone.isPresent() && (cluster.isEmpty() || !zone.get().isAfter(cluster.get()))) {
                act(turns.get(nextTurn), zone.get());
                nextTurn++;
                state.handled(zone.get());
            } else if (cluster.isPresent()) {
                var due = state.takeDue();
                state.cluster(due.cluster()).ifPresent(it -> settle(it, due.at()));
                state.handled(due.at());
            } else {
                break;
            }
        }
        state.handled(now);
    }

    private void skipHandled() {
        if (!state.origin().equals(born)) {
            born = state.origin();
            nextTurn = 0;
        }
        while (nextZoneTurn().filter(at -> at.isBefore(state.handled())).isPresent()) {
            nextTurn++;
        }
    }

    private Optional<Instant> nextZoneTurn() {
        return nextTurn < turns.size()
                ? Optional.of(state.origin().plus(turns.get(nextTurn).at()))
                : Optional.empty();
    }

    /** When something changes next by itself. Within a visit. */
    Optional<Instant> nextChange() {
        var zone = nextZoneTurn();
        var cluster = state.nextDue();
        return zone.isPresent() && cluster.map(at -> at.isAfter(zone.get())).orElse(true)
                ? zone
                : cluster;
    }

    private void act(ZoneTurn turn, Instant at) {
        switch (turn) {
            case ZoneTurn.Take take ->
                    state.ledger().zone(take.zone().name()).newestFirst().stream()
                            .filter(Ledger.Entry::spot)
                            .forEach(
                                    entry ->
                                            doom(
                                                    entry,
                                                    new Doom(
                                                            at,
                                                            state.origin().plus(take.taken()),
                                                            "preempted"),
                                                    at));
            case ZoneTurn.Shrink shrink -> shrink(shrink, at);
            case ZoneTurn.Blackout blackout -> blackOut(blackout.zone().name(), at);
        }
    }

    private void shrink(ZoneTurn.Shrink shrink, Instant at) {
        var notice = shrink.zone().preemption().notice();
        var doom = new Doom(at, at.plus(notice), "preempted for want of capacity");
        var spot =
                state.ledger().zone(shrink.zone().name()).newestFirst().stream()
                        .filter(Ledger.Entry::spot)
                        .filter(entry -> shrink.type().map(entry.type()::equals).orElse(true))
                        .toList();
        var tooMany = Math.max(0, spot.size() - shrink.left());
        spot.stream().limit(tooMany).forEach(entry -> doom(entry, doom, at));
    }

    private void doom(Ledger.Entry entry, Doom doom, Instant at) {
        state.cluster(entry.cluster())
                .map(
                        it ->
                                it.changing(
                                        node ->
                                                node.id().equals(entry.id())
                                                        ? node.doomed(doom)
                                                        : node))
                .ifPresent(it -> settle(it, at));
    }

    /** Ends every machine of a zone. Within a visit. */
    void blackOut(String zone, Instant at) {
        for (var entry : state.ledger().zone(zone).newestFirst()) {
            state.cluster(entry.cluster())
                    .ifPresent(
                            it ->
                                    state.put(
                                            it.changing(
                                                    node ->
                                                            node.id().equals(entry.id())
                                                                    ? lost(
                                                                            node,
                                                                            at,
                                                                            "lost in an outage of "
                                                                                    + zone)
                                                                    : node),
                                            at));
        }
    }

    /** Lets happen to a cluster what is due, and notes the rest of it. Within a visit. */
    void settle(SimCluster cluster, Instant at) {
        var forgotten = cluster.forgottenAt(at).filter(when -> !when.isAfter(at));
        if (forgotten.isPresent()) {
            state.bury(cluster, cluster.view(at).evidence(), at);
            return;
        }
        var next =
                cluster.changing(
                        node ->
                                node.doom()
                                        .filter(it -> node.isLive() && !it.taken().isAfter(at))
                                        .map(it -> lost(node, it.taken(), it.why()))
                                        .orElse(node));
        var live = next.nodes().stream().anyMatch(SimNode::isLive);
        if (live && !next.lease().isAfter(at)) {
            next =
                    busy.test(next, at)
                            ? next.renewed(at.plus(LEASE_LOOK))
                            : next.changing(
                                    node ->
                                            node.isLive()
                                                    ? lost(node, at, "ended by its lease")
                                                    : node);
        }
        if (state.cluster(cluster.name()).filter(next::equals).isEmpty()) {
            state.put(next, at);
        } else {
            state.hint(cluster.name());
            state.schedule(cluster, at);
        }
    }

    private SimNode lost(SimNode node, Instant at, String why) {
        return node.isLive() ? node.ended(end(node, at, at, why)) : node;
    }

    /** The end of a machine: it may live on when the cloud says that it is gone. */
    private End end(SimNode node, Instant at, Instant gone, String why) {
        var undead =
                plan.api().undead().filter(it -> chance.share("undead", node.id()) < it.chance());
        var dead = undead.map(it -> gone.plus(it.length())).orElse(at);
        return new End(at, gone, dead, virtual, why);
    }

    /** Ends a cluster because somebody asked for it. Within a visit. */
    void terminate(SimCluster cluster, Instant now) {
        if (!cluster.ending()) {
            var zone = zones.get(cluster.lot().zone());
            settle(
                    cluster.atItsEnd()
                            .changing(
                                    node -> {
                                        if (!node.isLive()) {
                                            return node;
                                        }
                                        var length =
                                                zone == null
                                                        ? Duration.ZERO
                                                        : zone.terminate()
                                                                .at(chance.share("end", node.id()));
                                        return node.ended(
                                                end(node, now, now.plus(length), "terminated"));
                                    }),
                    now);
        }
    }

    /** Notes that nothing is left of a dead machine. */
    void cleared(ClusterName name, String id) throws IOException {
        visit(
                (seen, now) -> {
                    seen.cluster(name).ifPresent(it -> settle(it.cleared(id), now));
                    return true;
                });
    }

    /** Whether machines of a zone can be made and live. Within a visit. */
    boolean isOut(ZonePlan zone, Instant now) {
        return state.faults().isOut(zone.region(), zone.name(), now)
                || Window.anyHolds(zone.outages(), age(now));
    }

    /** Whether machines of a zone cannot be reached. Within a visit. */
    boolean isCut(String zone, Instant now) {
        var plan = zones.get(zone);
        return plan != null
                && (state.faults().isCut(plan.region(), zone, now)
                        || Window.anyHolds(plan.partitions(), age(now)));
    }
}
