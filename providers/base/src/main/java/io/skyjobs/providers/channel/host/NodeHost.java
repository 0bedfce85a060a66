package io.skyjobs.providers.channel.host;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.NodeChannel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A host on which nodes are directories: asked over a connection that is held, answered from files
 * on the host. Every operation is idempotent, has a time limit, and may be called from many threads
 * at once. A {@link ChannelException} says that the host could not be asked, never that something
 * is gone.
 */
public interface NodeHost extends AutoCloseable {
    /** The host for people. */
    String title();

    /** What it has now. */
    HostFacts facts() throws ChannelException;

    /**
     * Claims a part of the host for a node and makes its directory. Asking again for a node that
     * exists with the same epoch answers it as it is; a newer epoch takes it over as it is.
     *
     * @param room what all claims on the host may come to; it is checked on the host, after the
     *     claim is written, so that of two servers that claim at once at most one succeeds
     */
    Made make(Claim claim, HostRoom room) throws ChannelException;

    /** How {@link #make} ended. */
    sealed interface Made {
        /** The node is there. */
        record Done(HostNode node) implements Made {}

        /** What is left of the host is less; nothing was claimed. */
        record NoRoom(String sentence) implements Made {}

        /** It must not be made: ended for a newer or the same epoch, or owned by another. */
        record Refused(String sentence) implements Made {}

        /** The host cannot have nodes until somebody acts on it, such as a full disk. */
        record Unfit(String sentence) implements Made {}
    }

    /** All nodes on the host, of every installation, also in part. */
    List<HostNode> nodes() throws ChannelException;

    /** One node; empty when the host says that there is no such node. */
    Optional<HostNode> node(ClusterName cluster, int rank) throws ChannelException;

    /**
     * Ends a node: kills every process of it, proves it as well as the host can, removes its
     * directory, frees its claim, and remembers its epoch so that a late {@link #make} is refused.
     *
     * @return how it is known that nothing is left, for people; also when there was no such node
     * @throws ChannelException when it could not be asked or not be finished; ask again
     */
    String end(ClusterName cluster, int rank) throws ChannelException;

    /**
     * Renews the leases of nodes: one that is not renewed in time ends by itself once no run is
     * active on it. Unknown nodes are left out.
     */
    void renew(List<Leased> nodes, Duration lease) throws ChannelException;

    /** A node whose lease is to be renewed. */
    record Leased(ClusterName cluster, int rank) {}

    /** The way to a node, which need not exist: its calls say so. Does not call out. */
    NodeChannel channel(ClusterName cluster, int rank);

    /**
     * Calls {@code changed} soon after something about a run on the host may have changed, and
     * after a connection was made again. Calls may be repeated, late or missing, and come on
     * threads that must not be blocked.
     */
    void watch(Consumer<ClusterName> changed);

    /** Lets go of connections and threads; nodes are left alone. */
    @Override
    void close();
}
