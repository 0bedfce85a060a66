package io.skyjobs.providers.sim;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Machines that are a part of the model: a run is what {@link Program} makes of its script, and is
 * written into the story of the world.
 */
final class VirtualMachines implements SimMachines {
    private static final byte[] NO_BYTES = new byte[0];

    private final SimWorld world;

    VirtualMachines(SimWorld world) {
        this.world = world;
    }

    @Override
    public void make(ClusterName cluster, SimNode node) {
        // It is there when the world says so.
    }

    @Override
    public void destroy(ClusterName cluster, SimNode node) {
        // Nothing is left of it.
    }

    @Override
    public boolean privateFiles() {
        return true;
    }

    @Override
    public boolean fuse() {
        return true;
    }

    @Override
    public boolean serverDisk() {
        return true;
    }

    @Override
    public boolean isBusy(SimCluster cluster, Instant now) {
        return cluster.isBusy(now);
    }

    @Override
    public void watch(Consumer<ClusterName> changed) {
        // The world knows of its runs.
    }

    @Override
    public void close() {
        // There is nothing to let go of.
    }

    @Override
    public NodeChannel channel(ClusterName cluster, SimNode node) {
        return new Channel(cluster, node.rank(), node.id());
    }

    private final class Channel implements NodeChannel {
        private final ClusterName cluster;
        private final int rank;
        private final String id;

        Channel(ClusterName cluster, int rank, String id) {
            this.cluster = cluster;
            this.rank = rank;
            this.id = id;
        }

        /** Changes the machine, and answers how it is then. */
        private <T> T change(
                BiFunction<SimNode, Instant, SimNode> change, BiFunction<SimNode, Instant, T> look)
                throws ChannelException {
            try {
                return world.visit(
                        (state, now) -> {
                            var found = state.cluster(cluster);
                            var node = node(found, now);
                            var next = change.apply(node, now);
                            if (!next.equals(node)) {
                                state.put(
                                        found.orElseThrow()
                                                .changing(it -> it.rank() == rank ? next : it),
                                        now);
                            }
                            return look.apply(next, now);
                        });
            } catch (IOException trouble) {
                throw new ChannelException("the simulated world cannot be read", trouble);
            }
        }

        private SimNode node(Optional<SimCluster> found, Instant now) throws ChannelException {
            return found.flatMap(it -> it.node(rank))
                    .filter(it -> it.id().equals(id) && it.isPowered(now))
                    .orElseThrow(
                            () -> new ChannelException("instance " + id + " cannot be reached"));
        }

        private static RunView view(SimNode node, long epoch, Instant now) {
            return node.run(epoch).map(run -> run.view(now)).orElse(RunView.NONE);
        }

        private void changeRun(long epoch, BiFunction<SimRun, Instant, SimRun> change)
                throws ChannelException {
            change(
                    (node, now) -> node.changing(epoch, run -> change.apply(run, now)),
                    (node, now) -> true);
        }

        private void mustBeThere() throws ChannelException {
            change((node, now) -> node, (node, now) -> true);
        }

        @Override
        public void place(FileTree tree) throws ChannelException {
            // Nothing is executed here, so nothing could read a file.
            mustBeThere();
        }

        @Override
        public void renew(long epoch, Map<String, String> files) throws ChannelException {
            // Nothing is executed here that could need them.
            mustBeThere();
        }

        @Override
        public RunView start(RunRequest request) throws ChannelException {
            return change(
                    (node, now) ->
                            node.run(request.epoch()).isPresent()
                                    ? node
                                    : node.withRun(SimRun.of(request, now)),
                    (node, now) -> view(node, request.epoch(), now));
        }

        @Override
        public RunView look(long epoch) throws ChannelException {
            return change((node, now) -> node, (node, now) -> view(node, epoch, now));
        }

        @Override
        public void proceed(long epoch) throws ChannelException {
            changeRun(epoch, SimRun::proceed);
        }

        @Override
        public void stop(long epoch, Duration grace) throws ChannelException {
            changeRun(epoch, SimRun::stop);
        }

        @Override
        public void warn(long epoch, Duration left) throws ChannelException {
            changeRun(epoch, SimRun::warn);
        }

        @Override
        public byte[] log(long epoch, LogPhase phase, long from, int limit)
                throws ChannelException {
            return change(
                    (node, now) -> node,
                    (node, now) -> {
                        var all = node.run(epoch).map(run -> run.log(phase, now)).orElse(NO_BYTES);
                        return from >= all.length
                                ? NO_BYTES
                                : Arrays.copyOfRange(
                                        all, (int) from, (int) Math.min(all.length, from + limit));
                    });
        }
    }
}
