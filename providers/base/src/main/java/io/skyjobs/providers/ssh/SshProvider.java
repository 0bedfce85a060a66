package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.HostFacts;
import io.skyjobs.providers.channel.host.NodeHost;
import io.skyjobs.providers.channel.ssh.SshTarget;
import io.skyjobs.providers.ssh.ClusterEntry.Stage;
import io.skyjobs.providers.ssh.pack.Demand;
import io.skyjobs.providers.ssh.pool.PoolFile;
import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.HostReport;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.LeaseHolder;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.Surveyable;
import io.skyjobs.spi.Watchable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Machines of the user, in pools, as places for clusters: a node is a directory and a claim on a
 * host, each node of a cluster on another host. The intent is written down here before a host is
 * asked; whether there is room is decided by the claims on the host itself, so that two servers
 * never share what neither offered to share. A host that does not answer is not a host that is
 * gone. Safe for use from many threads.
 */
public final class SshProvider
        implements ComputeProvider, Watchable, LeaseHolder, Surveyable, HostReport {
    /** Name of the provider. */
    public static final String NAME = "ssh";

    private static final Logger LOG = LoggerFactory.getLogger(SshProvider.class);
    private static final int LOCKS = 1024;

    private final Parts parts;
    private final PoolReport report;
    private final Looking looking;
    private final Ending ending;
    private final AutoCloseable connections;
    private final List<ReentrantLock> locks;

    /**
     * What the provider stands on.
     *
     * @param root directory of its own; made when first needed
     * @param pools the file of pools
     * @param opening makes the way to a host without calling out
     * @param connections closed last
     */
    record Ground(
            Path root,
            PoolFile pools,
            Function<SshTarget, NodeHost> opening,
            AutoCloseable connections) {}

    /** Makes the provider; nobody is called. */
    SshProvider(Ground ground, Times times, PoolLimits limits) {
        var book = new ClusterBook(ground.root(), times.wall());
        var fan = new Fan(limits.atOnce());
        var clearing = new Clearing(book, fan);
        var around =
                new HeldHost.Surroundings(
                        new HostMemory(ground.root()), times, limits.unreachable(), clearing::soon);
        var hosts = new Hosts(ground.pools(), ground.opening(), around);
        this.parts =
                new Parts(
                        book, hosts, fan, clearing, new Placing(book, hosts, fan, limits), limits);
        this.locks = Stream.generate(ReentrantLock::new).limit(LOCKS).toList();
        this.report = new PoolReport(parts);
        this.looking = new Looking(parts, this::lock);
        this.ending = new Ending(parts);
        this.connections = ground.connections();
    }

    private ReentrantLock lock(ClusterName name) {
        return locks.get(Math.floorMod(name.hashCode(), locks.size()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "SSH";
    }

    @Override
    public Readiness readiness() {
        return report.readiness();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                false,
                true,
                false,
                false,
                false,
                fuse(),
                privateFiles(),
                false,
                true,
                Duration.ZERO);
    }

    /** Any host of a pool may be chosen, so all that are known must be able to. */
    private boolean privateFiles() {
        var known = known();
        return !known.isEmpty() && known.stream().allMatch(HostFacts::privateFiles);
    }

    /** One host that cannot keeps no task from the others; on that one the task says so. */
    private boolean fuse() {
        var known = known();
        return known.isEmpty() || known.stream().anyMatch(HostFacts::fuse);
    }

    private List<HostFacts> known() {
        return parts.hosts().pools().stream()
                .flatMap(pool -> pool.hosts().stream())
                .flatMap(host -> parts.hosts().find(host.id()).stream())
                .flatMap(held -> held.known().stream())
                .toList();
    }

    @Override
    public List<Offer> offers() throws ProvisionException {
        return report.offers();
    }

    @Override
    public List<Host> hosts() {
        return report.hosts();
    }

    @Override
    public ClusterView ensure(ClusterSpec spec) throws ProvisionException {
        var lock = lock(spec.name());
        lock.lock();
        try {
            var found = parts.book().find(spec.name());
            var entry = entryFor(spec);
            if (entry.stage() == Stage.MAKING) {
                return ClusterViews.made(new Making(parts, spec, entry, found.isPresent()).run());
            }
            var asked =
                    entry.slots().stream()
                            .filter(Slot::isThere)
                            .flatMap(slot -> parts.hosts().find(slot.host()).stream())
                            .toList();
            return looking.sight(entry, Listing.of(asked, parts.fan(), parts.limits())).view();
        } catch (IOException trouble) {
            throw SshErrors.notes("The cluster " + spec.name() + " could not be made", trouble);
        } finally {
            lock.unlock();
        }
    }

    private ClusterEntry entryFor(ClusterSpec spec) throws ProvisionException, IOException {
        var tombstone = parts.book().tombstone(spec.name());
        if (tombstone.isPresent() && tombstone.get().epoch() >= spec.epoch()) {
            throw ProvisionException.late(spec, "it was terminated");
        }
        var found = parts.book().find(spec.name());
        if (found.isEmpty()) {
            return new ClusterEntry(
                    spec.name(),
                    spec.installation(),
                    spec.epoch(),
                    spec.offer().region().orElse(""),
                    Demand.of(spec),
                    Stage.MAKING,
                    List.of());
        }
        var entry = found.get();
        if (entry.stage() == Stage.REMOVING) {
            throw ProvisionException.late(spec, "it is being removed");
        }
        if (entry.epoch() > spec.epoch()) {
            throw ProvisionException.late(spec, "attempt " + entry.epoch() + " has it");
        }
        if (entry.epoch() < spec.epoch()) {
            entry = entry.of(spec.epoch());
            parts.book().replace(entry);
        }
        return entry;
    }

    @Override
    public Inspection inspect(Collection<ClusterName> names) throws ProvisionException {
        try {
            return looking.at(new HashSet<>(names));
        } catch (IOException trouble) {
            throw SshErrors.notes("The clusters could not be looked at", trouble);
        }
    }

    @Override
    public Inspection list(String installation) throws ProvisionException {
        try {
            return looking.all(installation);
        } catch (IOException trouble) {
            throw SshErrors.notes("The clusters could not be listed", trouble);
        }
    }

    @Override
    public Survey survey() throws ProvisionException {
        try {
            return looking.survey();
        } catch (IOException trouble) {
            throw SshErrors.notes("The hosts could not be looked at", trouble);
        }
    }

    @Override
    public void terminate(ClusterName name) throws ProvisionException {
        var lock = lock(name);
        lock.lock();
        try {
            var found = parts.book().find(name);
            if (found.isPresent()) {
                ending.of(found.get());
            } else {
                ending.ofUnwritten(name);
            }
        } catch (IOException trouble) {
            throw SshErrors.notes("The cluster " + name + " could not be removed", trouble);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void renew(Collection<ClusterName> names, Duration lease) throws ProvisionException {
        try {
            new Leases(parts).renew(names, lease);
        } catch (IOException trouble) {
            throw SshErrors.notes("The leases could not be renewed", trouble);
        }
    }

    @Override
    public NodeChannel channel(ClusterName name, int rank) throws ChannelException {
        try {
            var slot =
                    parts.book()
                            .find(name)
                            .flatMap(entry -> entry.slot(rank))
                            .orElseThrow(
                                    () ->
                                            new ChannelException(
                                                    "There is no node "
                                                            + rank
                                                            + " of cluster "
                                                            + name
                                                            + "."));
            if (!slot.isThere()) {
                throw new ChannelException(
                        "Node " + rank + " of cluster " + name + " is over: " + slot.evidence());
            }
            var host =
                    parts.hosts()
                            .find(slot.host())
                            .orElseThrow(
                                    () ->
                                            new ChannelException(
                                                    "Nobody knows how to reach "
                                                            + slot.host()
                                                            + "."));
            return new HeardChannel(host.nodes().channel(name, rank), host, parts.fan());
        } catch (IOException trouble) {
            throw new ChannelException(
                    "The note on " + name + " cannot be read: " + trouble.getMessage(), trouble);
        }
    }

    @Override
    public Watch watch(Consumer<ClusterName> changed) {
        parts.hosts().listen(changed);
        // Hosts with clusters from before a restart have something to tell too.
        parts.fan().later(this::holdAll);
        return () -> parts.hosts().unlisten(changed);
    }

    private void holdAll() {
        try {
            for (var entry : parts.book().all()) {
                entry.slots().stream()
                        .filter(Slot::isThere)
                        .forEach(it -> parts.hosts().find(it.host()));
            }
        } catch (IOException unreadable) {
            // Hints may be missing; whoever wants facts looks anyway.
            return;
        }
    }

    @Override
    public void close() {
        parts.fan().close();
        parts.hosts().close();
        try {
            connections.close();
        } catch (Exception trouble) {
            LOG.warn("The connections did not close: {}", trouble.toString());
        }
    }
}
