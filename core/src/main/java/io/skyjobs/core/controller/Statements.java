package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Input.Statement;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.NodeView;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.PreemptionNotices;
import io.skyjobs.spi.ProvisionException;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a provider says of the cluster of an attempt, in the words that decisions are made of. */
final class Statements {
    private Statements() {}

    /** What a look at many clusters says of one; empty when it says nothing. */
    static Optional<Statement> of(Inspection inspection, ClusterName name) {
        Optional<ClusterView> view = inspection.view(name);
        if (view.isEmpty()) {
            return inspection.saysGone(name)
                    ? Optional.of(
                            new Statement(
                                    true,
                                    false,
                                    false,
                                    "not in the list: " + inspection.evidence()))
                    : Optional.empty();
        }
        List<NodeView> nodes = view.get().nodes();
        boolean all = isOver(view.get().phase());
        boolean some = nodes.stream().anyMatch(node -> isOver(node.phase()));
        boolean survivors = !all && nodes.stream().anyMatch(node -> node.phase() == Phase.UP);
        boolean confirms = !all && !some && view.get().phase() == Phase.UP;
        return Optional.of(new Statement(all || some, survivors, confirms, words(view.get())));
    }

    /** The most pressing notice for machines of a cluster, where its provider gives any. */
    static Optional<PreemptionNotices.Notice> notice(ComputeProvider provider, ClusterName name) {
        if (!(provider instanceof PreemptionNotices notices)) {
            return Optional.empty();
        }
        try {
            return notices.notices(name).stream()
                    .min(Comparator.comparing(PreemptionNotices.Notice::left));
        } catch (ProvisionException trouble) {
            // A notice that cannot be read now is read at the next look, or never was.
            return Optional.empty();
        }
    }

    /** A view in words, as evidence. */
    static String words(ClusterView view) {
        StringBuilder words = new StringBuilder(view.phase().toString());
        if (!view.evidence().isEmpty()) {
            words.append(' ').append(view.evidence());
        }
        for (NodeView node : view.nodes()) {
            words.append("; node ").append(node.rank()).append(' ').append(node.id());
            words.append(' ').append(node.phase());
            if (!node.evidence().isEmpty() && !node.evidence().equals(view.evidence())) {
                words.append(' ').append(node.evidence());
            }
        }
        return words.toString();
    }

    private static boolean isOver(Phase phase) {
        return phase == Phase.GONE || phase == Phase.STOPPED;
    }
}
