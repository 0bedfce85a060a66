package io.skyjobs.providers.sim;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.NodeView;
import io.skyjobs.spi.ClusterView.Phase;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A cluster of a simulated cloud; immutable.
 *
 * @param epoch number of the attempt that asked for it last
 * @param wanted how many machines it is to have
 * @param lot where its machines are and what they are
 * @param nodes its machines by rank, of each rank the last; some may be missing
 * @param lease when it ends by itself unless it is renewed or busy
 * @param ending whether its end was asked for
 */
record SimCluster(
        ClusterName name,
        String installation,
        long epoch,
        int wanted,
        Lot lot,
        List<SimNode> nodes,
        Instant lease,
        boolean ending) {
    /** How long the cloud speaks of a cluster that is gone without having been ended by us. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    /** Where machines are and what they are. */
    record Lot(String region, String zone, String type, boolean spot) {}

    SimCluster {
        nodes = nodes.stream().sorted(Comparator.comparingInt(SimNode::rank)).toList();
    }

    /** For an attempt, with these machines in place of those of the same ranks. */
    SimCluster with(long newer, List<SimNode> fresh) {
        var next = new ArrayList<>(fresh);
        nodes.stream()
                .filter(node -> fresh.stream().noneMatch(it -> it.rank() == node.rank()))
                .forEach(next::add);
        return new SimCluster(name, installation, newer, wanted, lot, next, lease, ending);
    }

    SimCluster changing(UnaryOperator<SimNode> change) {
        return new SimCluster(
                name,
                installation,
                epoch,
                wanted,
                lot,
                nodes.stream().map(change).toList(),
                lease,
                ending);
    }

    SimCluster renewed(Instant until) {
        return new SimCluster(name, installation, epoch, wanted, lot, nodes, until, ending);
    }

    SimCluster atItsEnd() {
        return new SimCluster(name, installation, epoch, wanted, lot, nodes, lease, true);
    }

    /** Notes that nothing is left of a machine. */
    SimCluster cleared(String id) {
        return new SimCluster(
                name,
                installation,
                epoch,
                wanted,
                lot,
                nodes.stream().map(node -> node.id().equals(id) ? node.cleared() : node).toList(),
                lease,
                ending);
    }

    /** Whether something may be left of machines that ended. */
    boolean hasRemains() {
        return nodes.stream().anyMatch(node -> !node.isLive() && !node.isCleared());
    }

    /** Whether this machine is the last of its rank, ended, and nothing is left of it. */
    boolean hasCleared(SimNode machine) {
        return node(machine.rank())
                .filter(node -> node.id().equals(machine.id()) && node.isCleared())
                .isPresent();
    }

    /** Machines that are dead and of which something may be left. */
    List<SimNode> toClear(Instant now) {
        return nodes.stream()
                .filter(node -> !node.isCleared() && !node.isLive() && !node.isPowered(now))
                .toList();
    }

    Optional<SimNode> node(int rank) {
        return nodes.stream().filter(node -> node.rank() == rank).findFirst();
    }

    /** Ranks without a machine. */
    List<Integer> missing() {
        return ranksWhere(Optional::isEmpty);
    }

    /** Ranks whose machine ended. */
    List<Integer> lost() {
        return ranksWhere(node -> node.filter(it -> !it.isLive()).isPresent());
    }

    private List<Integer> ranksWhere(Predicate<Optional<SimNode>> test) {
        var ranks = new ArrayList<Integer>();
        for (var rank = 0; rank < wanted; rank++) {
            if (test.test(node(rank))) {
                ranks.add(rank);
            }
        }
        return ranks;
    }

    boolean isBusy(Instant now) {
        return nodes.stream().anyMatch(node -> node.isBusy(now));
    }

    /** Whether the cloud says that nothing of it is left. */
    boolean isGone(Instant now) {
        return nodes.stream().allMatch(node -> node.isGone(now));
    }

    /** When it may be forgotten; empty while it is there. */
    Optional<Instant> forgottenAt(Instant now) {
        if (!isGone(now) || hasRemains()) {
            return Optional.empty();
        }
        var last =
                nodes.stream()
                        .flatMap(node -> node.end().stream())
                        .map(SimNode.End::gone)
                        .max(Comparator.naturalOrder())
                        .orElse(now);
        return Optional.of(ending ? last : last.plus(REMEMBERED));
    }

    /** The next moment at which something about it changes by itself. */
    Optional<Instant> nextTurn(Instant now) {
        var live = nodes.stream().anyMatch(SimNode::isLive);
        return Stream.of(
                        nodes.stream().flatMap(node -> node.turns(now)),
                        live ? Stream.of(lease) : Stream.<Instant>empty(),
                        forgottenAt(now).stream())
                .flatMap(turns -> turns)
                .min(Comparator.naturalOrder());
    }

    /** What the cloud says of it. */
    ClusterView view(Instant now) {
        var views = nodes.stream().map(node -> view(node, now)).toList();
        var up = views.stream().filter(view -> view.phase() == Phase.UP).count();
        var phase = isGone(now) ? Phase.GONE : up == wanted ? Phase.UP : Phase.CREATING;
        return new ClusterView(name, phase, views, evidence(phase));
    }

    private String evidence(Phase phase) {
        var ends = nodes.stream().filter(node -> !node.isLive()).map(SimNode::epitaph).toList();
        if (!ends.isEmpty()) {
            return (ending && phase != Phase.GONE ? "shutting down: " : "")
                    + String.join("; ", ends);
        }
        return switch (phase) {
            case UP -> "running (simulated)";
            default -> "pending (simulated)";
        };
    }

    private static NodeView view(SimNode node, Instant now) {
        var phase =
                node.end().isPresent()
                        ? Phase.GONE
                        : now.isBefore(node.up()) ? Phase.CREATING : Phase.UP;
        var evidence =
                switch (phase) {
                    case GONE -> node.epitaph();
                    case UP ->
                            node.notice(now)
                                    .map(doom -> "running, will be " + doom.why())
                                    .orElse("running");
                    default -> "pending";
                };
        return new NodeView(
                node.rank(), node.id(), phase, "127.0.0." + (node.rank() + 1), evidence);
    }
}
