package io.skyjobs.providers.sim;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.NodeChannel;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;

/** What the machines of a simulated cloud are made of. Safe for use from many threads. */
interface SimMachines extends AutoCloseable {
    /** Makes a machine, unless it is there. */
    void make(ClusterName cluster, SimNode node) throws IOException;

    /**
     * Ends a machine as if it lost power: all of its processes at once, and what it stored.
     * Idempotent; when it returns, nothing is left.
     */
    void destroy(ClusterName cluster, SimNode node) throws IOException;

    /** The way to a machine that is there, whatever the world says of it. */
    NodeChannel channel(ClusterName cluster, SimNode node) throws ChannelException;

    /** Whether a node can be given files at any path. */
    boolean privateFiles();

    /** Whether buckets can be mounted on them. */
    boolean fuse();

    /** Whether they see the disk of this machine. */
    boolean serverDisk();

    /** Whether runs are active on a cluster. */
    boolean isBusy(SimCluster cluster, Instant now);

    /** Tells from now on of runs that may have changed; until {@link #close}. */
    void watch(Consumer<ClusterName> changed);

    /** Lets go of threads; machines are left alone. */
    @Override
    void close();
}
