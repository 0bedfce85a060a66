package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is asked of all nodes of an attempt together. May block; every step is idempotent. */
final class GangSteps {
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private static final Set<RunView.Phase> BEFORE_BARRIER =
            EnumSet.of(RunView.Phase.MOUNTING, RunView.Phase.SETUP);

    private GangSteps() {}

    /** Opens the barrier when all nodes stand at it; stops the rest when one node failed. */
    static void keepInStep(Part part, ComputeProvider provider, List<Optional<RunView>> views) {
        if (views.size() < 2) {
            return;
        }
        // Nodes that were warned end in their own time: they may be saving what they have.
        boolean failed =
                views.stream()
                        .anyMatch(
                                view ->
                                        SightingVerdict.failed(view)
                                                && !SightingVerdict.wasWarned(view));
        boolean allReady =
                views.stream()
                        .allMatch(
                                view ->
                                        view.map(RunView::phase)
                                                .filter(phase -> !BEFORE_BARRIER.contains(phase))
                                                .isPresent());
        for (int rank = 0; rank < views.size(); rank++) {
            boolean waits =
                    views.get(rank)
                            .filter(view -> view.phase() == RunView.Phase.WAITING)
                            .isPresent();
            try {
                NodeChannel channel = provider.channel(part.attempt().cluster(), rank);
                if (failed && SightingVerdict.mayRun(views.get(rank))) {
                    channel.stop(part.attempt().number(), STOP_GRACE);
                } else if (!failed && allReady && waits) {
                    channel.proceed(part.attempt().number());
                }
            } catch (ChannelException unreachable) {
                // The next look does it again: both are idempotent, and nothing was decided here.
            }
        }
    }

    /** Tells all nodes that a machine is about to be taken; answers what stood in the way. */
    static Optional<String> warn(Part part, ComputeProvider provider, Duration left) {
        Optional<String> trouble = Optional.empty();
        for (int rank = 0; rank < part.attempt().nodes(); rank++) {
            try {
                provider.channel(part.attempt().cluster(), rank)
                        .warn(part.attempt().number(), left);
            } catch (ChannelException unreachable) {
                trouble = Optional.of("node " + rank + ": " + unreachable.sentence());
            }
        }
        return trouble;
    }

    /**
     * Ends the attempt on every node that is left; answers the first node of which it is not known
     * that nothing of the attempt runs there.
     */
    static Optional<String> fence(Part part, ComputeProvider provider) {
        long epoch = part.attempt().number();
        Optional<String> open = Optional.empty();
        for (int rank = 0; rank < part.attempt().nodes(); rank++) {
            String node = "node " + rank;
            try {
                NodeChannel channel = provider.channel(part.attempt().cluster(), rank);
                RunView view = channel.look(epoch);
                if (SightingVerdict.mayRun(Optional.of(view))) {
                    channel.stop(epoch, STOP_GRACE);
                    open = Optional.of(node + " still runs it");
                }
            } catch (ChannelException unreachable) {
                if (!saysGone(part, provider, rank)) {
                    open = Optional.of(node + ": " + unreachable.sentence());
                }
            }
        }
        return open;
    }

    private static boolean saysGone(Part part, ComputeProvider provider, int rank) {
        try {
            return provider
                    .inspect(Set.of(part.attempt().cluster()))
                    .view(part.attempt().cluster())
                    .map(ClusterView::nodes)
                    .orElse(List.of())
                    .stream()
                    .anyMatch(
                            node -> node.rank() == rank && node.phase() == ClusterView.Phase.GONE);
        } catch (ProvisionException trouble) {
            return false;
        }
    }
}
