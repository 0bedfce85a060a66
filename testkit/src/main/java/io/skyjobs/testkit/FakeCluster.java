package io.skyjobs.testkit;

import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.NodeView;
import io.skyjobs.spi.ClusterView.Phase;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A cluster of a fake cloud. Guarded by the cloud's lock. */
final class FakeCluster {
    final Map<Integer, FakeRun> runs = new HashMap<>();
    private final Map<Integer, Instant> nodeLostAt = new HashMap<>();
    private final Map<Integer, Integer> generations = new HashMap<>();
    ClusterSpec spec;
    Instant upAt;
    int made;
    Instant noticeAt = Instant.MAX;
    Instant lostAt = Instant.MAX;
    Instant goneAt = Instant.MAX;

    FakeCluster(ClusterSpec spec, Instant upAt, int made) {
        this.spec = spec;
        this.upAt = upAt;
        this.made = made;
    }

    void loseNode(int rank, Instant at) {
        nodeLostAt.put(rank, at);
    }

    boolean nodeGone(int rank, Instant now) {
        Instant at = nodeLostAt.get(rank);
        return at != null && !now.isBefore(at);
    }

    /** When it, or the first node of it, is lost. */
    Instant end() {
        return nodeLostAt.values().stream()
                .min(Instant::compareTo)
                .filter(at -> at.isBefore(lostAt))
                .orElse(lostAt);
    }

    /** The nodes that were lost, one by one, and not made again. */
    List<Integer> lostNodes(Instant now) {
        return IntStream.range(0, made).filter(rank -> nodeGone(rank, now)).boxed().toList();
    }

    boolean exists(Instant now) {
        return now.isBefore(lostAt)
                && now.isBefore(goneAt)
                && (made == 0 || lostNodes(now).size() < made);
    }

    boolean isUp(Instant now) {
        return exists(now)
                && made == spec.nodes()
                && lostNodes(now).isEmpty()
                && !now.isBefore(upAt)
                && goneAt.equals(Instant.MAX);
    }

    /** Whether a node can be talked to: it is there, and it was up once. */
    boolean isReachable(int rank, Instant now) {
        boolean wasUp = runs.containsKey(rank) || (made == spec.nodes() && !now.isBefore(upAt));
        return exists(now)
                && !nodeGone(rank, now)
                && wasUp
                && (goneAt.equals(Instant.MAX) || works(now));
    }

    /** Whether user code runs on it. */
    boolean works(Instant now) {
        return exists(now)
                && runs.entrySet().stream()
                        .anyMatch(
                                run -> !nodeGone(run.getKey(), now) && run.getValue().active(now));
    }

    /** Makes lost nodes again for a newer attempt; the others stay as they are. */
    List<Integer> replaceLost(ClusterSpec newer, Instant now, Instant upAgain) {
        List<Integer> lost = lostNodes(now);
        for (int rank : lost) {
            nodeLostAt.remove(rank);
            generations.merge(rank, 1, Integer::sum);
            runs.remove(rank);
        }
        spec = newer;
        if (!lost.isEmpty()) {
            upAt = upAgain;
        }
        return lost;
    }

    ClusterView view(Instant now) {
        Phase phase = exists(now) ? (isUp(now) ? Phase.UP : Phase.CREATING) : Phase.GONE;
        List<NodeView> nodes = new ArrayList<>();
        for (int rank = 0; rank < made; rank++) {
            int generation = generations.getOrDefault(rank, 0);
            nodes.add(
                    new NodeView(
                            rank,
                            "i-" + spec.name() + "-" + rank + "-" + generation,
                            phase(rank, now),
                            "10.0.0." + (rank + 1),
                            "fake"));
        }
        String evidence = goneAt.equals(Instant.MAX) ? "fake:" + phase : "fake:deleting";
        return new ClusterView(spec.name(), phase, nodes, evidence);
    }

    private Phase phase(int rank, Instant now) {
        if (!exists(now) || nodeGone(rank, now)) {
            return Phase.GONE;
        }
        boolean isThere = !now.isBefore(upAt) || runs.containsKey(rank);
        return isThere && goneAt.equals(Instant.MAX) ? Phase.UP : Phase.CREATING;
    }
}
