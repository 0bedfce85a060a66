package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.SimCluster.Lot;
import io.skyjobs.providers.sim.SimNode.Doom;
import io.skyjobs.providers.sim.scenario.RegionPlan;
import io.skyjobs.providers.sim.scenario.ZonePlan;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Reach;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Makes machines in a world: finds a zone with room, within the quota. Used within visits. */
final class Placing {
    private final SimWorld world;

    Placing(SimWorld world) {
        this.world = world;
    }

    /** Makes the cluster, or what is missing of it. */
    SimCluster ensure(ClusterSpec spec, WorldState state, Instant now) throws ProvisionException {
        var tomb = state.tomb(spec.name());
        if (tomb.isPresent() && tomb.get().epoch() >= spec.epoch()) {
            throw SimErrors.late(spec, "it was terminated");
        }
        var found = state.cluster(spec.name());
        if (found.isEmpty()) {
            return create(spec, state, now);
        }
        var cluster = found.get();
        if (cluster.ending()) {
            throw SimErrors.late(spec, "it is being removed");
        }
        if (cluster.epoch() > spec.epoch()) {
            throw SimErrors.late(spec, "attempt " + cluster.epoch() + " has it");
        }
        if (cluster.epoch() == spec.epoch() && !cluster.lost().isEmpty()) {
            throw SimErrors.lost(spec, cluster.view(now).evidence());
        }
        if (cluster.hasRemains()) {
            throw SimErrors.late(spec, "something of its lost machines is still there");
        }
        if (!world.hasZone(cluster.lot().zone())) {
            throw SimErrors.noPlace(spec);
        }
        var ranks = new ArrayList<>(cluster.missing());
        ranks.addAll(cluster.lost());
        var zone = world.zone(cluster.lot().zone());
        if (!ranks.isEmpty()) {
            if (world.isOut(zone, now)) {
                throw SimErrors.outage(zone.name(), Reach.ZONE);
            }
            if (room(zone, cluster.lot(), state, now) < ranks.size()) {
                throw SimErrors.full(spec, zone.name(), Reach.ZONE);
            }
            checkQuota(spec, zone.region(), ranks.size(), state);
        }
        var next = cluster.with(spec.epoch(), nodes(spec, zone, ranks, now));
        if (!next.equals(cluster)) {
            state.put(next, now);
        }
        return next;
    }

    private SimCluster create(ClusterSpec spec, WorldState state, Instant now)
            throws ProvisionException {
        var zone = zoneFor(spec, state, now);
        checkQuota(spec, zone.region(), spec.nodes(), state);
        var half = world.plan().api().halfMade();
        var epoch = Long.toString(spec.epoch());
        var fails = world.chance().share("half", spec.name().value(), epoch) < half;
        var share = world.chance().share("part", spec.name().value(), epoch);
        var made = fails ? Math.max(1, (int) (share * spec.nodes())) : spec.nodes();
        var cluster =
                new SimCluster(
                        spec.name(),
                        spec.installation(),
                        spec.epoch(),
                        spec.nodes(),
                        new Lot(
                                zone.region(),
                                zone.name(),
                                spec.offer().shape().instanceType(),
                                spec.offer().spot()),
                        nodes(spec, zone, IntStream.range(0, made).boxed().toList(), now),
                        now.plus(world.plan().lease()),
                        false);
        state.put(cluster, now);
        if (fails) {
            throw SimErrors.half(spec, made);
        }
        return cluster;
    }

    private List<SimNode> nodes(ClusterSpec spec, ZonePlan zone, List<Integer> ranks, Instant now) {
        return ranks.stream().map(rank -> node(spec, zone, rank, now)).toList();
    }

    private SimNode node(ClusterSpec spec, ZonePlan zone, int rank, Instant now) {
        var chance = world.chance();
        var number =
                chance.number(
                        world.plan().name(),
                        spec.name().value(),
                        Long.toString(spec.epoch()),
                        Integer.toString(rank));
        var id = String.format("i-%016x", number);
        var up = now.plus(zone.provision().at(chance.share("up", id)));
        var notice = zone.preemption().notice();
        var doom =
                zone.preemption()
                        .mean()
                        .filter(mean -> spec.offer().spot())
                        .map(mean -> up.plus(chance.life(mean, "life", id)))
                        .map(taken -> new Doom(later(up, taken.minus(notice)), taken, "preempted"));
        return new SimNode(rank, id, now, up, doom, Optional.empty(), List.of());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private ZonePlan zoneFor(ClusterSpec spec, WorldState state, Instant now)
            throws ProvisionException {
        var offer = spec.offer();
        var type =
                world.plan().types().stream()
                        .filter(it -> it.name().equals(offer.shape().instanceType()))
                        .findFirst()
                        .orElseThrow(() -> SimErrors.noPlace(spec));
        var region =
                world.plan().regions().stream()
                        .filter(it -> offer.region().filter(it.name()::equals).isPresent())
                        .filter(it -> type.isIn(it.name()))
                        .findFirst()
                        .orElseThrow(() -> SimErrors.noPlace(spec));
        var zones =
                region.zones().stream()
                        .filter(it -> offer.zone().map(it.name()::equals).orElse(true))
                        .filter(it -> offer.zones().isEmpty() || offer.zones().contains(it.name()))
                        .toList();
        if (zones.isEmpty()) {
            throw SimErrors.noPlace(spec);
        }
        var lit = zones.stream().filter(it -> !world.isOut(it, now)).toList();
        if (lit.isEmpty()) {
            throw SimErrors.outage(
                    offer.zone().orElse(region.name()),
                    offer.zone().isPresent() ? Reach.ZONE : Reach.REGION);
        }
        var first = Math.floorMod(world.chance().number("zone", spec.name().value()), lit.size());
        for (var step = 0; step < lit.size(); step++) {
            var zone = lit.get((first + step) % lit.size());
            var lot = new Lot(region.name(), zone.name(), type.name(), offer.spot());
            if (room(zone, lot, state, now) >= spec.nodes()) {
                return zone;
            }
        }
        throw SimErrors.full(spec, offer.zone().orElse(region.name()), reach(offer.zone(), region));
    }

    private static Reach reach(Optional<String> zone, RegionPlan region) {
        return zone.isPresent() && region.capacityReach() == RegionPlan.CapacityReach.ZONE
                ? Reach.ZONE
                : Reach.REGION;
    }

    /** How many more machines of a kind a zone has. */
    private long room(ZonePlan zone, Lot lot, WorldState state, Instant now) {
        var live = state.ledger().zone(zone.name());
        var age = world.age(now);
        var limit = lot.spot() ? zone.supply().spot() : zone.supply().onDemand();
        var room = limit.map(steps -> steps.at(age) - live.of(lot.spot())).orElse(Long.MAX_VALUE);
        var trace = zone.supply().traces().get(lot.type());
        return trace == null || !lot.spot()
                ? room
                : Math.min(room, trace.available().at(age) - live.of(true, lot.type()));
    }

    /** How many more spot machines a zone has; empty for no limit. */
    OptionalInt spotRoom(ZonePlan zone, WorldState state, Instant now) {
        if (world.isOut(zone, now)) {
            return OptionalInt.of(0);
        }
        var live = state.ledger().zone(zone.name());
        Duration age = world.age(now);
        var ofAll = zone.supply().spot().map(steps -> steps.at(age) - live.of(true));
        var traced =
                zone.supply().traces().entrySet().stream()
                        .mapToLong(
                                it ->
                                        it.getValue().available().at(age)
                                                - live.of(true, it.getKey()))
                        .map(left -> Math.max(0, left))
                        .sum();
        if (ofAll.isEmpty() && zone.supply().traces().isEmpty()) {
            return OptionalInt.empty();
        }
        var room = zone.supply().traces().isEmpty() ? Long.MAX_VALUE : traced;
        return OptionalInt.of((int) Math.max(0, Math.min(room, ofAll.orElse(Long.MAX_VALUE))));
    }

    private void checkQuota(ClusterSpec spec, String name, int more, WorldState state)
            throws ProvisionException {
        var region =
                world.plan().regions().stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        if (region.quota().isEmpty()) {
            return;
        }
        var quota = region.quota().get();
        var machines = more;
        var vcpus = more * spec.offer().shape().vcpus();
        for (var zone : region.zones()) {
            var live = state.ledger().zone(zone.name());
            machines += live.all();
            for (var type : world.plan().types()) {
                var count = live.of(true, type.name()) + live.of(false, type.name());
                vcpus += count * type.shape().vcpus();
            }
        }
        if (quota.instances().isPresent() && machines > quota.instances().get()) {
            throw SimErrors.quota(name, quota.instances().get() + " machines");
        }
        if (quota.vcpus().isPresent() && vcpus > quota.vcpus().get()) {
            throw SimErrors.quota(name, quota.vcpus().get() + " vCPUs");
        }
    }
}
