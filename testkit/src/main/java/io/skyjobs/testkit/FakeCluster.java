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

/** A cluster of a fake cloud. Guarded by the cloud's lock. */
final class FakeCluster {
    final ClusterSpec spec;
    final Instant upAt;
    final Map<Integer, FakeRun> runs = new HashMap<>();
    int made;
    Instant lostAt = Instant.MAX;
    Instant goneAt = Instant.MAX;

    FakeCluster(ClusterSpec spec, Instant upAt, int made) {
        this.spec = spec;
        this.upAt = upAt;
        this.made = made;
    }

    boolean exists(Instant now) {
        return now.isBefore(lostAt) && now.isBefore(goneAt);
    }

    boolean isUp(Instant now) {
        return exists(now)
                && made == spec.nodes()
                && !now.isBefore(upAt)
                && goneAt.equals(Instant.MAX);
    }

    /** Whether user code runs on it. */
    boolean works(Instant now) {
        return exists(now) && runs.values().stream().anyMatch(run -> run.active(now));
    }

    ClusterView view(Instant now) {
        Phase phase = exists(now) ? (isUp(now) ? Phase.UP : Phase.CREATING) : Phase.GONE;
        List<NodeView> nodes = new ArrayList<>();
        for (int rank = 0; rank < made; rank++) {
            nodes.add(
                    new NodeView(
                            rank,
                            "i-" + spec.name() + "-" + rank,
                            phase,
                            "10.0.0." + (rank + 1),
                            "fake"));
        }
        String evidence = goneAt.equals(Instant.MAX) ? "fake:" + phase : "fake:deleting";
        return new ClusterView(spec.name(), phase, nodes, evidence);
    }
}
