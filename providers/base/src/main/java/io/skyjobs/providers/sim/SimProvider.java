package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.WorldState.Tomb;
import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.LeaseHolder;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.PreemptionNotices;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.Steerable;
import io.skyjobs.spi.Surveyable;
import io.skyjobs.spi.Watchable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A simulated cloud as a provider: what it says and does follows from a {@link SimWorld}, which
 * outlives this object. Safe for use from many threads.
 */
final class SimProvider
        implements ComputeProvider,
                Watchable,
                PreemptionNotices,
                LeaseHolder,
                Surveyable,
                Steerable {
    private final String source;
    private final SimWorld world;
    private final SimMachines machines;
    private final Placing placing;
    private final Harm harm;
    private final Gate gate;
    private final Upkeep upkeep;

    /**
     * @param source where the cloud was described, for people
     */
    SimProvider(String source, SimWorld world, SimMachines machines, Upkeep upkeep) {
        this.source = source;
        this.world = world;
        this.machines = machines;
        this.upkeep = upkeep;
        this.placing = new Placing(world);
        this.harm = new Harm(world, placing);
        this.gate = new Gate(world.plan());
    }

    /** Does something with the world after all machines that ended are cleared away. */
    private <T> T visit(SimWorld.Visit<T, ProvisionException> visit) throws ProvisionException {
        try {
            upkeep.clear();
            return world.visit(visit);
        } catch (IOException trouble) {
            throw SimErrors.trouble(title(), trouble);
        } finally {
            upkeep.look();
        }
    }

    /** The same through the cloud's interface, which may be out of order. */
    private <T> T call(SimWorld.Visit<T, ProvisionException> visit) throws ProvisionException {
        return visit(
                (state, now) -> {
                    gate.pass(world.age(now));
                    return visit.to(state, now);
                });
    }

    @Override
    public String name() {
        return world.plan().name();
    }

    @Override
    public String title() {
        return world.plan().title();
    }

    @Override
    public Readiness readiness() {
        return Readiness.ready("simulated by " + source);
    }

    @Override
    public Capabilities capabilities() {
        var notice =
                world.plan().zones().stream()
                        .map(zone -> zone.preemption().notice())
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
        // Users' files are to run unchanged in a game day, so ports and images are taken, and
        // mean nothing.
        return new Capabilities(
                true,
                true,
                false,
                true,
                true,
                machines.fuse(),
                machines.privateFiles(),
                machines.serverDisk(),
                true,
                notice);
    }

    @Override
    public List<Offer> offers() throws ProvisionException {
        return visit((state, now) -> new Market(world.plan()).offers(world.age(now)));
    }

    @Override
    public ClusterView ensure(ClusterSpec spec) throws ProvisionException {
        var cluster = call((state, now) -> placing.ensure(spec, state, now));
        try {
            for (var node : cluster.nodes()) {
                if (node.isLive()) {
                    machines.make(cluster.name(), node);
                }
            }
            return visit(
                    (state, now) ->
                            state.cluster(spec.name())
                                    .map(it -> it.view(now))
                                    .orElseThrow(() -> SimErrors.late(spec, "it is gone")));
        } catch (IOException trouble) {
            throw SimErrors.trouble(title(), trouble);
        } finally {
            unmakeDead(cluster);
        }
    }

    /** A machine may have died, and been cleared away, while it was made. */
    private void unmakeDead(SimCluster cluster) throws ProvisionException {
        try {
            var now = world.visit((state, at) -> state.cluster(cluster.name()));
            for (var node : cluster.nodes()) {
                // Another machine of the same rank would stand where this one stood.
                if (now.map(it -> it.hasCleared(node)).orElse(true)) {
                    machines.destroy(cluster.name(), node);
                }
            }
        } catch (IOException trouble) {
            throw SimErrors.trouble(title(), trouble);
        }
    }

    @Override
    public Inspection inspect(Collection<ClusterName> names) throws ProvisionException {
        return call(
                (state, now) -> {
                    var views = new HashMap<ClusterName, ClusterView>();
                    for (var name : names) {
                        state.cluster(name)
                                .map(it -> it.view(now))
                                .or(() -> state.tomb(name).map(tomb -> view(name, tomb)))
                                .ifPresent(view -> views.put(name, view));
                    }
                    return new Inspection(views, true, "the whole of " + title());
                });
    }

    private static ClusterView view(ClusterName name, Tomb tomb) {
        return new ClusterView(name, ClusterView.Phase.GONE, List.of(), tomb.evidence());
    }

    @Override
    public void terminate(ClusterName name) throws ProvisionException {
        call(
                (state, now) -> {
                    state.cluster(name).ifPresent(it -> world.terminate(it, now));
                    return true;
                });
    }

    @Override
    public Inspection list(String installation) throws ProvisionException {
        return call(
                (state, now) -> {
                    var views = new HashMap<ClusterName, ClusterView>();
                    for (var cluster : state.owned(installation)) {
                        if (!cluster.isGone(now)) {
                            views.put(cluster.name(), cluster.view(now));
                        }
                    }
                    return new Inspection(views, true, "the whole of " + title());
                });
    }

    @Override
    public Survey survey() throws ProvisionException {
        return call(
                (state, now) ->
                        new Survey(
                                state.clusters().stream()
                                        .filter(it -> !it.isGone(now))
                                        .map(it -> new Owned(it.view(now), it.installation()))
                                        .toList(),
                                true));
    }

    @Override
    public NodeChannel channel(ClusterName name, int rank) throws ChannelException {
        return new SimChannel(world, machines, new SimChannel.Place(name, rank), upkeep::look);
    }

    @Override
    public List<Notice> notices(ClusterName name) throws ProvisionException {
        return visit(
                (state, now) -> {
                    var notices = new ArrayList<Notice>();
                    for (var node : state.cluster(name).map(SimCluster::nodes).orElse(List.of())) {
                        node.notice(now)
                                .map(doom -> notice(node, doom, now))
                                .ifPresent(notices::add);
                    }
                    return notices;
                });
    }

    private static Notice notice(SimNode node, SimNode.Doom doom, Instant now) {
        return new Notice(
                node.rank(),
                SimNode.left(doom, now),
                "instance "
                        + node.id()
                        + " will be "
                        + doom.why()
                        + " at "
                        + doom.taken().truncatedTo(ChronoUnit.SECONDS)
                        + " (simulated)");
    }

    @Override
    public void renew(Collection<ClusterName> names, Duration lease) throws ProvisionException {
        call(
                (state, now) -> {
                    for (var name : names) {
                        state.cluster(name)
                                .ifPresent(it -> state.put(it.renewed(now.plus(lease)), now));
                    }
                    return true;
                });
    }

    @Override
    public void preempt(ClusterName cluster, OptionalInt rank, Duration notice)
            throws ProvisionException {
        visit(harm.preempt(cluster, rank, notice));
    }

    @Override
    public void outage(String place, Optional<Duration> length) throws ProvisionException {
        visit(harm.outage(place, length));
    }

    @Override
    public void partition(Optional<String> place, Optional<Duration> length)
            throws ProvisionException {
        visit(harm.partition(place, length));
    }

    @Override
    public void heal() throws ProvisionException {
        visit(
                (state, now) -> {
                    state.faults(Faults.NONE, now);
                    return true;
                });
    }

    @Override
    public Report report() throws ProvisionException {
        return visit(
                (state, now) -> harm.report(source, gate.troubles(world.age(now)), state, now));
    }

    @Override
    public Watch watch(Consumer<ClusterName> changed) {
        upkeep.watch(changed);
        return () -> upkeep.unwatch(changed);
    }

    @Override
    public void close() {
        upkeep.close();
        machines.close();
    }
}
