package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.SimNode.Doom;
import io.skyjobs.providers.sim.scenario.ZonePlan;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Steerable.Place;
import io.skyjobs.spi.Steerable.Report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What people can do to a world, and how it stands for them. */
final class Harm {
    private final SimWorld world;
    private final Placing placing;

    Harm(SimWorld world, Placing placing) {
        this.world = world;
        this.placing = placing;
    }

    SimWorld.Visit<Boolean, ProvisionException> preempt(
            ClusterName name, OptionalInt rank, Duration notice) {
        return (state, now) -> {
            var cluster = state.cluster(name).filter(it -> !it.isGone(now));
            var nodes =
                    cluster.map(SimCluster::nodes).orElse(List.of()).stream()
                            .filter(SimNode::isLive)
                            .filter(node -> rank.isEmpty() || rank.getAsInt() == node.rank())
                            .toList();
            if (nodes.isEmpty()) {
                throw SimErrors.nothing(
                        "There is no machine"
                                + (rank.isPresent() ? " of rank " + rank.getAsInt() : "")
                                + " of a cluster "
                                + name
                                + " in "
                                + world.plan().title()
                                + ".");
            }
            var doom = new Doom(now, now.plus(notice), "preempted");
            var doomed =
                    cluster.orElseThrow()
                            .changing(node -> nodes.contains(node) ? node.doomed(doom) : node);
            world.settle(doomed, now);
            return true;
        };
    }

    SimWorld.Visit<Boolean, ProvisionException> outage(String place, Optional<Duration> length) {
        return (state, now) -> {
            var zones = zones(place);
            state.faults(state.faults().withOutage(place, now, length), now);
            zones.forEach(zone -> world.blackOut(zone.name(), now));
            return true;
        };
    }

    SimWorld.Visit<Boolean, ProvisionException> partition(
            Optional<String> place, Optional<Duration> length) {
        return (state, now) -> {
            if (place.isPresent()) {
                zones(place.get());
            }
            state.faults(
                    state.faults().withPartition(place.orElse(Faults.EVERYWHERE), now, length),
                    now);
            return true;
        };
    }

    private List<ZonePlan> zones(String place) throws ProvisionException {
        var zones =
                world.plan().zones().stream()
                        .filter(it -> it.name().equals(place) || it.region().equals(place))
                        .toList();
        if (zones.isEmpty()) {
            throw SimErrors.nothing(
                    world.plan().title()
                            + " has no place '"
                            + place
                            + "': use one of "
                            + world.plan().regions().stream()
                                    .map(
                                            region ->
                                                    region.name()
                                                            + " ("
                                                            + region.zones().stream()
                                                                    .map(ZonePlan::name)
                                                                    .collect(
                                                                            Collectors.joining(
                                                                                    ", "))
                                                            + ")")
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        return zones;
    }

    Report report(String source, List<String> gateTroubles, WorldState state, Instant now) {
        var places = new ArrayList<Place>();
        var troubles = new ArrayList<>(gateTroubles);
        troubles.addAll(state.faults().sentences(now));
        for (var zone : world.plan().zones()) {
            places.add(
                    new Place(
                            zone.region(),
                            zone.name(),
                            state.ledger().zone(zone.name()).all(),
                            placing.spotRoom(zone, state, now)));
            if (world.isOut(zone, now) && !state.faults().isOut(zone.region(), zone.name(), now)) {
                troubles.add("Outage of " + zone.name() + ", as the scenario has it.");
            }
            if (world.isCut(zone.name(), now)
                    && !state.faults().isCut(zone.region(), zone.name(), now)) {
                troubles.add(
                        "Machines in "
                                + zone.name()
                                + " cannot be reached, as the scenario has it.");
            }
        }
        var clusters =
                state.clusters().stream()
                        .filter(it -> !it.isGone(now))
                        .sorted((one, other) -> one.name().compareTo(other.name()))
                        .map(it -> it.view(now))
                        .toList();
        return new Report(source, places, troubles, clusters);
    }
}
