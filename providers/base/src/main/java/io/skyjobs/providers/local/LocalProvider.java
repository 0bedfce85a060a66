package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.Confinement;
import io.skyjobs.providers.channel.ConfinementProbe;
import io.skyjobs.providers.channel.Machine;
import io.skyjobs.providers.channel.ProcessEnd;
import io.skyjobs.providers.local.ClusterEntry.Stage;
import io.skyjobs.providers.local.LocalSettings.Capacity;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Kind;
import io.skyjobs.spi.ProvisionException.Reach;
import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;
import io.skyjobs.spi.Watchable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * This machine as a place for clusters: a node is a directory with a home of its own, a run is
 * ordinary processes, and what a task asks for is reserved while its cluster exists. All truth is
 * in files, so another instance over the same directory knows the same. Safe for use from many
 * threads.
 */
public final class LocalProvider implements ComputeProvider, Watchable {
    /** Name of the provider. */
    public static final String NAME = "local";

    private final LocalSettings settings;
    private final LocalPlace place;
    private final ClusterViews views;
    private final ProcessEnd processes;
    private final ReentrantLock reserving = new ReentrantLock();
    private Optional<Confinement> confinement = Optional.empty();

    /** Makes the provider; nothing on the machine is touched yet. */
    public LocalProvider(LocalSettings settings) {
        this.settings = settings;
        this.place = LocalPlace.of(settings);
        this.views = new ClusterViews(place);
        this.processes = new ProcessEnd(place.directories(), place.nodes().table());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "Local";
    }

    @Override
    public Readiness readiness() {
        var missing = Machine.missing("bash", "setsid", "sh");
        return missing.isEmpty()
                ? Readiness.ready(Machine.user() + "@" + Machine.host())
                : Readiness.missing(
                        "This machine has no "
                                + String.join(" and no ", missing)
                                + ": install it and see that it is on the PATH.");
    }

    @Override
    public Capabilities capabilities() {
        var views = place.nodes().views().isPossible();
        return new Capabilities(
                false,
                true,
                false,
                false,
                false,
                Machine.hasFuse(),
                views,
                true,
                false,
                Duration.ZERO);
    }

    @Override
    public List<Offer> offers() {
        var machine = settings.machine();
        var type =
                LocalSettings.number(machine.cpus())
                        + "CPU--"
                        + LocalSettings.number(machine.memoryGib())
                        + "GB";
        var shape =
                new Shape(
                        type,
                        machine.cpus(),
                        machine.memoryGib(),
                        Optional.empty(),
                        Optional.empty(),
                        true);
        return List.of(
                new Offer(
                        NAME,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        shape,
                        false,
                        UsdPerHour.FREE));
    }

    @Override
    public ClusterView ensure(ClusterSpec spec) throws ProvisionException {
        place.lock(spec.name()).lock();
        try {
            var entry = entryFor(spec);
            for (var rank = 0; rank < entry.nodes(); rank++) {
                place.directories().make(spec.name(), rank);
                entry.confinement().prepare(spec.name(), rank);
            }
            if (entry.stage() == Stage.MAKING) {
                place.book().replace(entry.at(Stage.UP));
            }
            return views.of(entry.at(Stage.UP));
        } catch (IOException trouble) {
            throw trouble("The cluster " + spec.name() + " could not be made", trouble);
        } finally {
            place.lock(spec.name()).unlock();
        }
    }

    private ClusterEntry entryFor(ClusterSpec spec) throws ProvisionException, IOException {
        var tombstone = place.book().tombstone(spec.name());
        if (tombstone.isPresent() && tombstone.get().epoch() >= spec.epoch()) {
            throw ProvisionException.late(spec, "it was terminated");
        }
        var found = place.book().find(spec.name());
        if (found.isEmpty()) {
            return reserve(spec);
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
            place.book().replace(entry);
        }
        return entry;
    }

    private ClusterEntry reserve(ClusterSpec spec) throws ProvisionException, IOException {
        var wanted =
                new Capacity(
                                spec.resources().cpus().map(Amount::value).orElse(0.0),
                                spec.resources().memoryGib().map(Amount::value).orElse(0.0))
                        .times(spec.nodes());
        reserving.lock();
        try {
            if (!wanted.equals(Capacity.NONE)) {
                mustFit(spec, wanted);
            }
            var entry =
                    new ClusterEntry(
                            spec.name(),
                            spec.installation(),
                            spec.epoch(),
                            spec.nodes(),
                            wanted,
                            Stage.MAKING,
                            confinement());
            if (!place.book().add(entry)) {
                throw ProvisionException.late(spec, "another process makes it at this moment");
            }
            place.book().forget(spec.name());
            return entry;
        } finally {
            reserving.unlock();
        }
    }

    private void mustFit(ClusterSpec spec, Capacity wanted) throws ProvisionException, IOException {
        var asked =
                "the task asks for "
                        + wanted.asked()
                        + (spec.nodes() > 1 ? " on " + spec.nodes() + " nodes together" : "");
        if (!settings.machine().holds(wanted)) {
            throw new ProvisionException(
                    Kind.CONFIG,
                    Reach.PROVIDER,
                    "TOO_LARGE",
                    "This machine has " + settings.machine() + ", and " + asked + ".");
        }
        var taken =
                place.book().all().stream()
                        .map(ClusterEntry::reserved)
                        .reduce(Capacity.NONE, Capacity::plus);
        var free = settings.machine().minus(taken);
        if (!free.holds(wanted)) {
            throw new ProvisionException(
                    Kind.CAPACITY,
                    Reach.PROVIDER,
                    "FULL",
                    "Of this machine's "
                            + settings.machine()
                            + ", "
                            + free
                            + " are free, and "
                            + asked
                            + ".");
        }
    }

    /** Under {@link #reserving}. */
    private Confinement confinement() throws IOException {
        if (confinement.isEmpty()) {
            try {
                var probe = new ConfinementProbe(settings.root());
                confinement = Optional.of(probe.find(settings.confinement()));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stopped);
            }
        }
        return confinement.get();
    }

    @Override
    public Inspection inspect(Collection<ClusterName> names) throws ProvisionException {
        try {
            var seen = new HashMap<ClusterName, ClusterView>();
            for (var name : names) {
                views.of(name).ifPresent(view -> seen.put(name, view));
            }
            return new Inspection(seen, true, "files and processes of this machine");
        } catch (IOException trouble) {
            throw trouble("The clusters of this machine could not be looked at", trouble);
        }
    }

    @Override
    public Inspection list(String installation) throws ProvisionException {
        try {
            return new Inspection(
                    views.all(installation), true, "files and processes of this machine");
        } catch (IOException trouble) {
            throw trouble("The clusters of this machine could not be listed", trouble);
        }
    }

    @Override
    public void terminate(ClusterName name) throws ProvisionException {
        place.lock(name).lock();
        try {
            var found = place.book().find(name);
            if (found.isPresent()) {
                var entry = found.get().at(Stage.REMOVING);
                place.book().replace(entry);
                var evidence = processes.of(name, entry.nodes(), entry.confinement());
                place.directories().remove(name);
                place.book().bury(entry, evidence);
            } else {
                processes.ofForgotten(name, place.directories().nodesOf(name));
                place.directories().remove(name);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw trouble("The end of " + name + " was interrupted", new IOException(stopped));
        } catch (IOException trouble) {
            throw trouble("The cluster " + name + " could not be removed", trouble);
        } finally {
            place.lock(name).unlock();
        }
    }

    private static ProvisionException trouble(String what, IOException trouble) {
        var failure =
                new ProvisionException(
                        Kind.INFRASTRUCTURE,
                        Reach.PLACE,
                        trouble.getClass().getSimpleName(),
                        what + ": " + trouble.getMessage() + ".");
        failure.initCause(trouble);
        return failure;
    }

    @Override
    public NodeChannel channel(ClusterName name, int rank) throws ChannelException {
        return place.node(name, rank).channel();
    }

    @Override
    public Watch watch(Consumer<ClusterName> changed) {
        var present = new HashMap<Path, ClusterName>();
        try {
            for (var name : place.directories().clusters()) {
                for (var run : place.directories().runsOf(name)) {
                    present.put(run, name);
                }
            }
        } catch (IOException unreadable) {
            // Hints may be missing; whoever wants facts looks anyway.
            present.clear();
        }
        place.watcher().subscribe(changed, Map.copyOf(present));
        return () -> place.watcher().unsubscribe(changed);
    }

    @Override
    public void close() {
        place.watcher().close();
        reserving.lock();
        try {
            if (confinement.isPresent()) {
                confinement.get().tidy();
            }
        } finally {
            reserving.unlock();
        }
    }
}
