package io.skyjobs.providers.local;

import io.skyjobs.providers.local.ClusterEntry.Stage;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.NodeView;
import io.skyjobs.spi.ClusterView.Phase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be said of clusters from what is written down of them and what is there. */
final class ClusterViews {
    private static final int PER_NET = 254;

    private final LocalPlace place;

    ClusterViews(LocalPlace place) {
        this.place = place;
    }

    /** Empty when nothing was ever heard of it, or so long ago that it is forgotten. */
    Optional<ClusterView> of(ClusterName name) throws IOException {
        var entry = place.book().find(name);
        if (entry.isPresent()) {
            return Optional.of(of(entry.get()));
        }
        if (place.directories().exists(name)) {
            return Optional.of(leftover(name));
        }
        return place.book()
                .tombstone(name)
                .map(stone -> new ClusterView(name, Phase.GONE, List.of(), stone.evidence()));
    }

    ClusterView of(ClusterEntry entry) throws IOException {
        var nodes = new ArrayList<NodeView>();
        var missing = 0;
        for (var rank = 0; rank < entry.nodes(); rank++) {
            var id = place.directories().id(entry.name(), rank);
            missing += id.isPresent() ? 0 : 1;
            nodes.add(node(entry, rank, id));
        }
        if (entry.stage() == Stage.REMOVING) {
            return new ClusterView(entry.name(), Phase.CREATING, nodes, "being removed");
        }
        return missing == 0
                ? new ClusterView(entry.name(), Phase.UP, nodes, "all node directories are there")
                : new ClusterView(
                        entry.name(),
                        Phase.CREATING,
                        nodes,
                        missing + " of " + entry.nodes() + " node directories are missing");
    }

    private NodeView node(ClusterEntry entry, int rank, Optional<String> id) {
        var directory = place.directories().node(entry.name(), rank);
        if (id.isPresent()) {
            return new NodeView(rank, id.get(), Phase.UP, address(rank), directory.toString());
        }
        var lost = entry.stage() == Stage.UP;
        return new NodeView(
                rank,
                "",
                lost ? Phase.GONE : Phase.CREATING,
                address(rank),
                "the directory " + directory + (lost ? " is gone" : " is not made yet"));
    }

    /** Every node of a cluster has an address of its own, all of them on the loopback interface. */
    static String address(int rank) {
        return "127.0." + rank / PER_NET + "." + (rank % PER_NET + 1);
    }

    /**
     * A directory of which nothing is written down: what is left when somebody deletes our notes.
     */
    private static ClusterView leftover(ClusterName name) {
        return new ClusterView(
                name, Phase.CREATING, List.of(), "a directory of which nothing is written down");
    }

    /** All clusters of an installation, also half-made and half-removed ones. */
    Map<ClusterName, ClusterView> all(String installation) throws IOException {
        var seen = new HashMap<ClusterName, ClusterView>();
        for (var entry : place.book().all()) {
            if (entry.installation().equals(installation)) {
                seen.put(entry.name(), of(entry));
            }
        }
        for (var name : place.directories().clusters()) {
            if (name.value().endsWith("-" + installation) && place.book().find(name).isEmpty()) {
                seen.put(name, leftover(name));
            }
        }
        return seen;
    }
}
