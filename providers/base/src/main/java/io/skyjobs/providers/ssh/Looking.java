package io.skyjobs.providers.ssh;

import io.skyjobs.providers.ssh.ClusterEntry.Stage;
import io.skyjobs.providers.ssh.ClusterViews.Sight;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.Surveyable.Owned;
import io.skyjobs.spi.Surveyable.Survey;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Answers what there is: the notes are read first and the hosts are asked after that, so that what
 * is written down as made is missing on a host only if it is gone. Safe for use from many threads.
 */
final class Looking {
    private final Parts parts;
    private final Function<ClusterName, ReentrantLock> locks;

    /**
     * @param locks what is held while a cluster is changed
     */
    Looking(Parts parts, Function<ClusterName, ReentrantLock> locks) {
        this.parts = parts;
        this.locks = locks;
    }

    /** What there is of these clusters. */
    Inspection at(Collection<ClusterName> names) throws IOException {
        var entries = new LinkedHashMap<ClusterName, ClusterEntry>();
        var views = new HashMap<ClusterName, ClusterView>();
        var unknown = new ArrayList<ClusterName>();
        for (var name : names) {
            var entry = parts.book().find(name);
            var tombstone =
                    entry.isPresent() ? Optional.<ClusterBook.Tombstone>empty() : stone(name);
            if (entry.isPresent()) {
                entries.put(name, entry.get());
            } else if (tombstone.isPresent()) {
                views.put(name, gone(name, tombstone.get().evidence()));
            } else {
                unknown.add(name);
            }
        }
        var asked = unknown.isEmpty() ? hostsOf(entries.values()) : everywhere(entries.values());
        var listing = Listing.of(asked, parts.fan(), parts.limits());
        var unseen = new ArrayList<String>();
        for (var entry : entries.values()) {
            var sight = sight(entry, listing);
            unseen.addAll(sight.unseen());
            // To say "being made" of a run that goes on unseen would be to know something.
            if (sight.unseen().isEmpty() || sight.hasLoss() || isGoing(entry)) {
                views.put(entry.name(), sight.view());
            }
        }
        var strangers = listing.byCluster();
        for (var name : unknown) {
            views.put(name, unwritten(name, strangers.getOrDefault(name, List.of()), listing));
        }
        var missing = unknown.isEmpty() ? unseen.stream().distinct().toList() : listing.missing();
        return new Inspection(views, missing.isEmpty() && unseen.isEmpty(), evidence(missing));
    }

    private static boolean isGoing(ClusterEntry entry) {
        return entry.stage() == Stage.REMOVING;
    }

    private Optional<ClusterBook.Tombstone> stone(ClusterName name) throws IOException {
        return parts.book().tombstone(name);
    }

    private static ClusterView gone(ClusterName name, String evidence) {
        return new ClusterView(name, Phase.GONE, List.of(), evidence);
    }

    /**
     * The intent is written down before anything is made, so what is not written down was not made
     * from here, or was ended.
     */
    private static ClusterView unwritten(
            ClusterName name, List<Listing.Found> found, Listing listing) {
        if (!found.isEmpty()) {
            return ClusterViews.unwritten(name, found, "nodes of which nothing is written down");
        }
        var missing = listing.missing();
        return gone(
                name,
                "nothing is written down of it, and no host that answers has it"
                        + (missing.isEmpty() ? "" : " (" + SshWords.some(missing) + ")"));
    }

    /** All clusters of an installation. */
    Inspection all(String installation) throws IOException {
        var entries = parts.book().all();
        var listing = Listing.of(everywhere(entries), parts.fan(), parts.limits());
        var views = new HashMap<ClusterName, ClusterView>();
        for (var entry : entries) {
            if (entry.installation().equals(installation)) {
                views.put(entry.name(), sight(entry, listing).view());
            }
        }
        for (var cluster : listing.byCluster().entrySet()) {
            var ours =
                    cluster.getValue().stream()
                            .filter(it -> it.node().installation().equals(installation))
                            .toList();
            // Looked up again: it may have been asked for since the notes were read.
            if (!ours.isEmpty() && parts.book().find(cluster.getKey()).isEmpty()) {
                views.put(
                        cluster.getKey(),
                        ClusterViews.unwritten(
                                cluster.getKey(), ours, "nodes of which nothing is written down"));
            }
        }
        var missing = listing.missing();
        return new Inspection(views, missing.isEmpty(), evidence(missing));
    }

    /** Everything on all hosts, whoever owns it. */
    Survey survey() throws IOException {
        var listing = Listing.of(everywhere(parts.book().all()), parts.fan(), parts.limits());
        var found = new ArrayList<Owned>();
        listing.byCluster()
                .forEach(
                        (name, nodes) ->
                                found.add(
                                        new Owned(
                                                ClusterViews.unwritten(
                                                        name, nodes, "on hosts of the pools"),
                                                nodes.getFirst().node().installation())));
        return new Survey(found, listing.missing().isEmpty());
    }

    /** A cluster by its notes and its hosts; gives nodes up whose hosts were silent too long. */
    Sight sight(ClusterEntry entry, Listing listing) throws IOException {
        var current = entry;
        if (entry.slots().stream().anyMatch(slot -> isGivenUp(slot, listing))) {
            current = giveUp(entry, listing);
        }
        var sight = ClusterViews.of(current, listing);
        if (!sight.hasLoss() || parts.book().find(entry.name()).equals(Optional.of(current))) {
            return sight;
        }
        // It was changed while its hosts were asked; what they said may be of another time.
        return new Sight(
                new ClusterView(entry.name(), Phase.CREATING, List.of(), "it changes now"),
                List.of(entry.name() + " changed while its hosts were asked"));
    }

    private boolean isGivenUp(Slot slot, Listing listing) {
        return slot.isThere()
                && listing.of(slot.host()).isEmpty()
                && parts.hosts().find(slot.host()).map(HeldHost::isLost).orElse(false);
    }

    /** Condemns the nodes of hosts that were silent too long; durable before anybody is told. */
    private ClusterEntry giveUp(ClusterEntry seen, Listing listing) throws IOException {
        var lock = locks.apply(seen.name());
        // Whoever holds it changes the cluster, and the next look is soon.
        if (seen.stage() == Stage.REMOVING || !lock.tryLock()) {
            return seen;
        }
        try {
            var found = parts.book().find(seen.name());
            if (found.isEmpty() || !found.get().equals(seen)) {
                return seen;
            }
            var entry = seen;
            for (var slot : seen.slots()) {
                if (isGivenUp(slot, listing)) {
                    entry = entry.with(GivingUp.of(seen, slot, parts));
                }
            }
            parts.book().replace(entry);
            return entry;
        } finally {
            lock.unlock();
        }
    }

    private List<HeldHost> hostsOf(Collection<ClusterEntry> entries) {
        return held(
                entries.stream()
                        .flatMap(entry -> entry.slots().stream())
                        .filter(Slot::isThere)
                        .map(Slot::host));
    }

    /** The hosts of the pools, and those where something of ours is or may be left. */
    private List<HeldHost> everywhere(Collection<ClusterEntry> entries) throws IOException {
        var all = new LinkedHashMap<HostId, HeldHost>();
        parts.hosts().all().forEach(host -> all.put(host.id(), host));
        hostsOf(entries).forEach(host -> all.put(host.id(), host));
        held(parts.book().condemned().stream().map(Condemned::host))
                .forEach(host -> all.put(host.id(), host));
        return List.copyOf(all.values());
    }

    private List<HeldHost> held(Stream<HostId> hosts) {
        return hosts.distinct().flatMap(host -> parts.hosts().find(host).stream()).toList();
    }

    private static String evidence(List<String> missing) {
        return missing.isEmpty()
                ? "the hosts' own lists"
                : "the lists of the hosts that answer; " + SshWords.some(missing);
    }
}
