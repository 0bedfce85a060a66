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
import java.util.Map;

/** The way to the machine that has a rank now: it can be cut, and what runs there runs on. */
final class SimChannel implements NodeChannel {
    private final SimWorld world;
    private final SimMachines machines;
    private final ClusterName cluster;
    private final int rank;
    private final Runnable touched;

    /**
     * @param touched is run when something was done to a run
     */
    SimChannel(SimWorld world, SimMachines machines, Place place, Runnable touched) {
        this.world = world;
        this.machines = machines;
        this.cluster = place.cluster();
        this.rank = place.rank();
        this.touched = touched;
    }

    /** A rank of a cluster. */
    record Place(ClusterName cluster, int rank) {}

    /** The channel of the machine, when it can be reached now. */
    private NodeChannel reach() throws ChannelException {
        SimNode node;
        try {
            node =
                    world.visit(
                            (state, now) -> {
                                var found = state.cluster(cluster);
                                var powered =
                                        found.flatMap(it -> it.node(rank))
                                                .filter(it -> it.isPowered(now));
                                if (powered.isEmpty()) {
                                    throw unreachable("is not up");
                                }
                                if (world.isCut(found.orElseThrow().lot().zone(), now)) {
                                    throw unreachable("is cut off from us (simulated)");
                                }
                                return powered.get();
                            });
        } catch (IOException trouble) {
            throw new ChannelException("the simulated world cannot be read", trouble);
        }
        return machines.channel(cluster, node);
    }

    private ChannelException unreachable(String why) {
        return new ChannelException("node " + rank + " of " + cluster + " " + why);
    }

    @Override
    public void place(FileTree tree) throws ChannelException {
        reach().place(tree);
    }

    @Override
    public RunView start(RunRequest request) throws ChannelException {
        var view = reach().start(request);
        touched.run();
        return view;
    }

    @Override
    public RunView look(long epoch) throws ChannelException {
        return reach().look(epoch);
    }

    @Override
    public void proceed(long epoch) throws ChannelException {
        reach().proceed(epoch);
        touched.run();
    }

    @Override
    public void stop(long epoch, Duration grace) throws ChannelException {
        reach().stop(epoch, grace);
        touched.run();
    }

    @Override
    public void warn(long epoch, Duration left) throws ChannelException {
        reach().warn(epoch, left);
        touched.run();
    }

    @Override
    public void renew(long epoch, Map<String, String> files) throws ChannelException {
        reach().renew(epoch, files);
    }

    @Override
    public byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException {
        return reach().log(epoch, phase, from, limit);
    }
}
