package io.skyjobs.spi;

import java.util.Collection;
import java.util.List;

/**
 * A kind of place where clusters can be: this machine, a cloud, machines over SSH.
 *
 * <p>Every operation is idempotent and addresses clusters by {@link ClusterName} alone, so that a
 * caller that died in the middle of one may simply ask again. Operations may block for as long as
 * the provider needs and may be called from many threads at once.
 */
public interface ComputeProvider extends AutoCloseable {
    /** Lower-case name, such as {@code local}; the first part of an infra. */
    String name();

    /** Name for people, such as {@code Local} or {@code AWS}. */
    String title();

    /** Whether the provider can be used now, and if not what the user must do. Does not throw. */
    Readiness readiness();

    /** What a place of this provider can do. */
    Capabilities capabilities();

    /**
     * All places, with today's prices. Empty when the provider cannot be used; throws when what it
     * has cannot be told now, which jobs wait for.
     */
    List<Offer> offers() throws ProvisionException;

    /**
     * Makes the cluster, or what is missing of it, and answers what is there now.
     *
     * <p>Asking again with the same spec never makes a second cluster. Asking with a newer epoch
     * for a cluster of which nodes were lost makes only those again, where {@link
     * Capabilities#replacesNodes} holds. A cluster that was terminated is not made again by a late
     * request with an older epoch where the provider can tell. When it throws, a part of the
     * cluster may exist.
     */
    ClusterView ensure(ClusterSpec spec) throws ProvisionException;

    /** What is there of these clusters now; see {@link Inspection#complete}. */
    Inspection inspect(Collection<ClusterName> names) throws ProvisionException;

    /**
     * Asks for the end of a cluster and of every process on it. Success means that the request was
     * taken, not that the cluster is gone: that is for {@link #inspect} to say. A cluster that does
     * not exist is not an error.
     */
    void terminate(ClusterName name) throws ProvisionException;

    /** All clusters, also in part or going away, whose owner tag is this installation. */
    Inspection list(String installation) throws ProvisionException;

    /**
     * The way to run things on one node of a cluster that is up. Held open by the provider and
     * shared: closing it is the provider's business.
     */
    NodeChannel channel(ClusterName name, int rank) throws ChannelException;

    /** Lets go of connections and threads; clusters are left alone. */
    @Override
    void close();
}
