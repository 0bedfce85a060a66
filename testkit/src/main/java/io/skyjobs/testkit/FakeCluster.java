package io.skyjobs.testkit;

import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.NodeView;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.RunView;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A cluster of a fake cloud. Guarded by the cloud's lock. */
final class FakeCluster {
    final Instant upAt;
    final Map<Integer, FakeRun> runs = new HashMap<>();

    /** As it was last asked for: a newer attempt may have taken it over. */
    ClusterSpec spec;

    int made;
    Instant lostAt = Instant.MAX;
    Instant goneAt = Instant.MAX;

    /** The one node that is lost at a time, and the one that was made again last. */
    int lostNode = -1;

    Instant nodeLostAt = Instant.MAX;
    boolean peersCrash;
    int newNode = -1;
    Instant newNodeUpAt = Instant.MIN;

    /** When it is announced that its machines go, and when they are said to go. */
    Instant noticedAt = Instant.MAX;

    Instant noticedFor = Instant.MAX;

    /** When its nodes were last looked at with success, and the cloud last said that all is up. */
    Map<Integer, Instant> heardAt = Map.of();

    Instant confirmedAt = Instant.MIN;
    private Map<Integer, Integer> machines = Map.of();
    private Map<Integer, Set<String>> files = Map.of();
    private List<FakeRun> earlier = List.of();

    FakeCluster(ClusterSpec spec, Instant upAt, int made) {
        this.spec = spec;
        this.upAt = upAt;
        this.made = made;
    }

    /** Notes that a node was given files. */
    void placed(int rank, String destination) {
        if (files.isEmpty()) {
            files = new HashMap<>();
        }
        files.computeIfAbsent(rank, key -> new TreeSet<>()).add(destination);
    }

    /** Where a node has files that it was given. */
    Set<String> placed(int rank) {
        return files.getOrDefault(rank, Set.of());
    }

    /** The run of an attempt on a node, if there is one. */
    Optional<FakeRun> run(int rank, long epoch) {
        return Optional.ofNullable(runs.get(rank))
                .filter(run -> run.epoch() == epoch)
                .or(() -> earlier.stream().filter(run -> run.epoch() == epoch).findFirst());
    }

    /** A run on a node; the one of the attempt before stays as it is. */
    void add(int rank, FakeRun run) {
        FakeRun before = runs.put(rank, run);
        if (before != null) {
            earlier = new ArrayList<>(earlier);
            earlier.add(before);
        }
    }

    /** Whether a run of an attempt before this one is still active on it. */
    boolean worksFor(long olderThan, Instant now) {
        return Stream.concat(earlier.stream(), runs.values().stream())
                .anyMatch(run -> run.epoch() < olderThan && run.active(now));
    }

    /** Notes that the cloud showed it, and whether to somebody who asked for this one. */
    void confirmed(Instant now, boolean wasAsked) {
        if (wasAsked && isUp(now)) {
            confirmedAt = now;
        }
    }

    /** The latest runs by node, as they really are. */
    Map<Integer, RunView> runViews(Instant now) {
        Map<Integer, RunView> views = new HashMap<>();
        runs.forEach((rank, run) -> views.put(rank, run.view(now)));
        return views;
    }

    boolean hasLostNode(Instant now) {
        return lostNode >= 0 && !now.isBefore(nodeLostAt);
    }

    /** Makes the lost node again, empty, for a newer attempt. */
    void replace(ClusterSpec next, Instant nodeUpAt) {
        spec = next;
        newNode = lostNode;
        newNodeUpAt = nodeUpAt;
        runs.remove(lostNode);
        if (!files.isEmpty()) {
            files.remove(lostNode);
        }
        machines = new HashMap<>(machines);
        machines.merge(lostNode, 1, Integer::sum);
        lostNode = -1;
        nodeLostAt = Instant.MAX;
    }

    /** Whether a node is there and can be talked to. */
    boolean isUp(int rank, Instant now) {
        return exists(now)
                && made == spec.nodes()
                && !now.isBefore(upAt)
                && !(rank == lostNode && hasLostNode(now))
                && !(rank == newNode && now.isBefore(newNodeUpAt))
                && (goneAt.equals(Instant.MAX) || works(now));
    }

    boolean exists(Instant now) {
        return now.isBefore(lostAt) && now.isBefore(goneAt);
    }

    boolean isUp(Instant now) {
        return exists(now)
                && made == spec.nodes()
                && !now.isBefore(upAt)
                && !now.isBefore(newNodeUpAt)
                && !hasLostNode(now)
                && goneAt.equals(Instant.MAX);
    }

    /** Whether user code runs on it. */
    boolean works(Instant now) {
        return exists(now)
                && (runs.values().stream().anyMatch(run -> run.active(now))
                        || earlier.stream().anyMatch(run -> run.active(now)));
    }

    ClusterView view(Instant now) {
        Phase phase = exists(now) ? (isUp(now) ? Phase.UP : Phase.CREATING) : Phase.GONE;
        List<NodeView> nodes = new ArrayList<>();
        for (int rank = 0; rank < made; rank++) {
            nodes.add(
                    new NodeView(
                            rank,
                            "i-" + spec.name() + "-" + rank + machine(rank),
                            phase(rank, phase, now),
                            "10.0.0." + (rank + 1),
                            "fake"));
        }
        String evidence = goneAt.equals(Instant.MAX) ? "fake:" + phase : "fake:deleting";
        return new ClusterView(spec.name(), phase, nodes, evidence);
    }

    private String machine(int rank) {
        Integer times = machines.get(rank);
        return times == null ? "" : "-again" + times;
    }

    private Phase phase(int rank, Phase ofAll, Instant now) {
        if (ofAll != Phase.CREATING || !goneAt.equals(Instant.MAX)) {
            return ofAll;
        }
        if (rank == lostNode && hasLostNode(now)) {
            return Phase.GONE;
        }
        return isUp(rank, now) ? Phase.UP : Phase.CREATING;
    }
}
