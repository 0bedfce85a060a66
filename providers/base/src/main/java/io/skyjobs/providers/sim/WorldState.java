package io.skyjobs.providers.sim;

import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What exists in a world now: the sum of its story. Every change is a line of the story, so another
 * holder of the same story comes to the same state. Used by whoever holds the story.
 */
final class WorldState {
    private static final Duration TOMBS_KEPT = Duration.ofDays(1);
    private static final int STORY_MAY_BE = 4;
    private static final int SHORT_STORY = 1_000;
    private static final int MOST_HINTS = 200_000;

    private final WorldLog log;
    private final Map<ClusterName, SimCluster> clusters = new HashMap<>();
    private final Map<String, Set<ClusterName>> owned = new HashMap<>();
    private final LinkedHashMap<ClusterName, Tomb> tombs = new LinkedHashMap<>();
    private final Map<ClusterName, Instant> dueAt = new HashMap<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::cluster));
    private final Set<ClusterName> toClear = new LinkedHashSet<>();
    private final Set<ClusterName> changed = new LinkedHashSet<>();
    private final List<String> lines = new ArrayList<>();
    private Ledger ledger = new Ledger();
    private Faults faults = Faults.NONE;
    private Optional<Instant> origin = Optional.empty();
    private Instant handled = Instant.MIN;
    private long told;

    /** A cluster that is no more. */
    record Tomb(long epoch, String installation, String evidence, Instant at) {}

    /** When something about a cluster changes by itself. */
    record Due(Instant at, ClusterName cluster) {}

    WorldState(WorldLog log) {
        this.log = log;
    }

    /** Holds the story and catches up with it; the world begins when it is first looked at. */
    void enter(Instant now) throws IOException {
        log.take();
        try {
            var news = log.news();
            if (news.fromStart()) {
                clear();
            }
            news.lines().forEach(this::readWhole);
            told += news.lines().size();
            if (origin.isEmpty()) {
                origin = Optional.of(now);
                tell(() -> new Words().add("begin").add(now));
            }
            if (told > SHORT_STORY && told > (long) STORY_MAY_BE * clusters.size()) {
                retell(now);
            }
        } catch (IOException | RuntimeException trouble) {
            log.release();
            throw trouble;
        }
    }

    /** Writes what changed, and lets others have the story. */
    void leave() throws IOException {
        try {
            log.append(lines);
            told += lines.size();
        } finally {
            lines.clear();
            log.release();
        }
    }

    private void clear() {
        clusters.clear();
        owned.clear();
        tombs.clear();
        dueAt.clear();
        due.clear();
        toClear.clear();
        ledger = new Ledger();
        faults = Faults.NONE;
        origin = Optional.empty();
        handled = Instant.MIN;
        told = 0;
    }

    /** Tells the story anew, without what does not matter any more. */
    private void retell(Instant now) throws IOException {
        var story = new ArrayList<String>();
        story.add(new Words().add("begin").add(origin()).toString());
        faults.write(handled.isAfter(now) ? handled : now).forEach(story::add);
        tombs.forEach((name, tomb) -> story.add(line(name, tomb).toString()));
        clusters.values().stream()
                .map(it -> ClusterLine.write(it, new Words().add("cluster").add(at())).toString())
                .forEach(story::add);
        log.replace(story);
        told = 0;
    }

    private void readWhole(String text) {
        var words = new Words(text);
        try {
            read(words.text(), words.instant(), words);
        } catch (NoSuchElementException | IllegalArgumentException torn) {
            // A process died while it wrote the line, so what it says has not happened.
            return;
        }
    }

    private void read(String kind, Instant at, Words words) {
        switch (kind) {
            case "begin" -> origin = Optional.of(at);
            case "cluster" -> set(ClusterLine.read(words), at);
            case "bury" ->
                    entomb(
                            new ClusterName(words.text()),
                            new Tomb(words.number(), words.text(), words.text(), at));
            default -> faults = faults.read(kind, words);
        }
        if (at.isAfter(handled)) {
            handled = at;
        }
    }

    private Instant at() {
        return handled.equals(Instant.MIN) ? origin() : handled;
    }

    private void tell(Supplier<Words> line) {
        if (log.keeps()) {
            lines.add(line.get().toString());
        }
    }

    Instant origin() {
        return origin.orElseThrow();
    }

    /** Everything that was due before this moment has happened. */
    Instant handled() {
        return handled;
    }

    void handled(Instant upTo) {
        if (upTo.isAfter(handled)) {
            handled = upTo;
        }
    }

    Optional<SimCluster> cluster(ClusterName name) {
        return Optional.ofNullable(clusters.get(name));
    }

    Collection<SimCluster> clusters() {
        return List.copyOf(clusters.values());
    }

    List<SimCluster> owned(String installation) {
        return owned.getOrDefault(installation, Set.of()).stream()
                .flatMap(name -> cluster(name).stream())
                .toList();
    }

    Optional<Tomb> tomb(ClusterName name) {
        return Optional.ofNullable(tombs.get(name));
    }

    Ledger ledger() {
        return ledger;
    }

    Faults faults() {
        return faults;
    }

    void faults(Faults next, Instant now) {
        faults = next;
        if (log.keeps()) {
            lines.addAll(next.write(now));
        }
    }

    /** The cluster as it is from now on. */
    void put(SimCluster cluster, Instant now) {
        tell(() -> ClusterLine.write(cluster, new Words().add("cluster").add(now)));
        set(cluster, now);
    }

    private void set(SimCluster cluster, Instant now) {
        var before = clusters.put(cluster.name(), cluster);
        if (before != null) {
            ledger.remove(before);
        }
        ledger.add(cluster);
        owned.computeIfAbsent(cluster.installation(), it -> new LinkedHashSet<>())
                .add(cluster.name());
        tombs.remove(cluster.name());
        if (cluster.hasRemains()) {
            toClear.add(cluster.name());
        } else {
            toClear.remove(cluster.name());
        }
        // A longer lease is nothing to look at.
        if (before == null || !before.renewed(cluster.lease()).equals(cluster)) {
            hint(cluster.name());
        }
        schedule(cluster, now);
    }

    /** Sees to it that the next change of a cluster after a moment is noticed. */
    void schedule(SimCluster cluster, Instant now) {
        var next = cluster.nextTurn(now);
        if (next.isEmpty()) {
            dueAt.remove(cluster.name());
        } else if (!next.get().equals(dueAt.put(cluster.name(), next.get()))) {
            due.add(new Due(next.get(), cluster.name()));
        }
    }

    /** The cluster is no more. */
    void bury(SimCluster cluster, String evidence, Instant now) {
        var tomb = new Tomb(cluster.epoch(), cluster.installation(), evidence, now);
        tell(() -> line(cluster.name(), tomb));
        entomb(cluster.name(), tomb);
    }

    private static Words line(ClusterName name, Tomb tomb) {
        return new Words()
                .add("bury")
                .add(tomb.at())
                .add(name.value())
                .add(tomb.epoch())
                .add(tomb.installation())
                .add(tomb.evidence());
    }

    private void entomb(ClusterName name, Tomb tomb) {
        var before = clusters.remove(name);
        if (before != null) {
            ledger.remove(before);
            owned.getOrDefault(before.installation(), new LinkedHashSet<>()).remove(name);
        }
        dueAt.remove(name);
        toClear.remove(name);
        tombs.remove(name);
        tombs.put(name, tomb);
        hint(name);
        var oldest = tombs.firstEntry();
        while (oldest != null && oldest.getValue().at().plus(TOMBS_KEPT).isBefore(tomb.at())) {
            tombs.remove(oldest.getKey());
            oldest = tombs.firstEntry();
        }
    }

    /** When a cluster changes next; empty when none ever does. */
    Optional<Instant> nextDue() {
        while (!due.isEmpty() && !due.peek().at().equals(dueAt.get(due.peek().cluster()))) {
            due.remove();
        }
        return Optional.ofNullable(due.peek()).map(Due::at);
    }

    /** The cluster that changes next; only after {@link #nextDue} said that there is one. */
    Due takeDue() {
        var next = due.remove();
        dueAt.remove(next.cluster());
        return next;
    }

    /** Hints that something about a cluster may be different. */
    void hint(ClusterName name) {
        if (changed.size() >= MOST_HINTS) {
            // Nobody watches; hints may be missing.
            changed.clear();
        }
        changed.add(name);
    }

    /** Clusters with dead machines of which something may be left. */
    List<SimCluster> toClear() {
        return toClear.stream().flatMap(name -> cluster(name).stream()).toList();
    }

    /** What changed since this was last asked. */
    List<ClusterName> takeChanged() {
        var names = List.copyOf(changed);
        changed.clear();
        return names;
    }
}
