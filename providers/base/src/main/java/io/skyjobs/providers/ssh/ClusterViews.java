package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.HostNode;
import io.skyjobs.providers.ssh.ClusterEntry.Stage;
import io.skyjobs.providers.ssh.Slot.State;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.NodeView;
import io.skyjobs.spi.ClusterView.Phase;

import java.util.ArrayList;
import java.util.List;

/**
 * What can be said of a cluster from what is written down of it and what its hosts said. Pure.
 *
 * <p>A node is gone only by the word of its host, or once its host was silent for so long that the
 * node was given up; of a node whose host is silent for less, nothing is said.
 */
final class ClusterViews {
    private ClusterViews() {}

    /**
     * A view, and whether all of it was seen.
     *
     * @param unseen hosts that did not answer, for people
     */
    record Sight(ClusterView view, List<String> unseen) {
        Sight {
            unseen = List.copyOf(unseen);
        }

        /** Whether it says that something is gone for good. */
        boolean hasLoss() {
            return view.nodes().stream().anyMatch(node -> node.phase() == Phase.GONE);
        }
    }

    /** A cluster that is written down, right after all of its nodes were made. */
    static ClusterView made(ClusterEntry entry) {
        var nodes =
                entry.slots().stream()
                        .map(slot -> node(slot, Phase.UP, "made on " + slot.host()))
                        .toList();
        return new ClusterView(entry.name(), Phase.UP, nodes, "all nodes were made");
    }

    /** A cluster that is written down. */
    static Sight of(ClusterEntry entry, Listing listing) {
        var nodes = new ArrayList<NodeView>();
        var unseen = new ArrayList<String>();
        for (var slot : entry.slots()) {
            var told = listing.of(slot.host());
            if (slot.isThere() && told.isEmpty()) {
                unseen.add(listing.silence(slot.host()));
                nodes.add(node(slot, Phase.CREATING, listing.silence(slot.host())));
            } else {
                nodes.add(node(entry, slot, told.orElse(List.of())));
            }
        }
        return new Sight(view(entry, nodes, unseen), unseen);
    }

    private static ClusterView view(ClusterEntry entry, List<NodeView> nodes, List<String> unseen) {
        if (entry.stage() == Stage.REMOVING) {
            return new ClusterView(
                    entry.name(),
                    Phase.CREATING,
                    nodes,
                    "being removed" + (unseen.isEmpty() ? "" : "; " + SshWords.some(unseen)));
        }
        if (!unseen.isEmpty()) {
            return new ClusterView(entry.name(), Phase.CREATING, nodes, SshWords.some(unseen));
        }
        var up = nodes.stream().filter(node -> node.phase() == Phase.UP).count();
        return up == nodes.size() && entry.stage() == Stage.UP
                ? new ClusterView(entry.name(), Phase.UP, nodes, "its hosts have all of its nodes")
                : new ClusterView(
                        entry.name(),
                        Phase.CREATING,
                        nodes,
                        up + " of " + nodes.size() + " nodes are there");
    }

    private static NodeView node(ClusterEntry entry, Slot slot, List<HostNode> told) {
        var removing = entry.stage() == Stage.REMOVING;
        if (!slot.isThere()) {
            // While it is made again, nothing is lost.
            var phase = entry.stage() == Stage.MAKING ? Phase.CREATING : Phase.GONE;
            return node(slot, phase, slot.evidence());
        }
        var found =
                told.stream()
                        .filter(
                                node ->
                                        node.cluster().equals(entry.name())
                                                && node.rank() == slot.rank())
                        .findFirst();
        if (found.isEmpty()) {
            var phase = slot.state() == State.MADE ? Phase.GONE : Phase.CREATING;
            return node(
                    slot,
                    phase,
                    slot.state() == State.MADE
                            ? slot.host() + " says that it has no such node"
                            : "not made on " + slot.host() + " yet");
        }
        var node = found.get();
        if (slot.state() == State.MADE && !node.id().equals(slot.id())) {
            return node(
                    slot,
                    Phase.GONE,
                    slot.host() + " has another node " + node.id() + " in its place");
        }
        return node(
                slot,
                switch (node.stage()) {
                    case MADE_IN_PART -> Phase.CREATING;
                    case UP -> slot.state() == State.MADE ? Phase.UP : Phase.CREATING;
                    // Its lease ran out, or somebody ends it on the host.
                    case ENDING -> removing ? Phase.CREATING : Phase.GONE;
                },
                on(slot, node));
    }

    private static String on(Slot slot, HostNode node) {
        return "on " + slot.host() + (node.evidence().isBlank() ? "" : ": " + node.evidence());
    }

    private static NodeView node(Slot slot, Phase phase, String evidence) {
        return new NodeView(slot.rank(), slot.id(), phase, slot.address(), evidence);
    }

    /** Nodes of which nothing is written down here: of others, or left when notes were deleted. */
    static ClusterView unwritten(ClusterName name, List<Listing.Found> found, String evidence) {
        var nodes = new ArrayList<NodeView>();
        for (var it : found) {
            nodes.add(
                    new NodeView(
                            it.node().rank(),
                            it.node().id(),
                            it.node().stage() == HostNode.Stage.UP ? Phase.UP : Phase.CREATING,
                            it.host().target().host(),
                            "on " + it.host().id() + ": " + it.node().evidence()));
        }
        return new ClusterView(name, Phase.CREATING, nodes, evidence);
    }
}
