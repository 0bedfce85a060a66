package io.skyjobs.spi;

import java.util.List;

/**
 * What a provider says of a cluster at one moment.
 *
 * @param name the cluster
 * @param phase the phase of the whole
 * @param nodes its nodes by rank, as far as they are known
 * @param evidence the provider's own words or state name behind the phase, for people; may be empty
 */
public record ClusterView(ClusterName name, Phase phase, List<NodeView> nodes, String evidence) {
    /** Where a cluster or a node stands. */
    public enum Phase {
        /** Accepted, but waiting in the provider's own queue. */
        QUEUED,
        /** Being made; not yet usable. */
        CREATING,
        /** All of it can be reached and runs. */
        UP,
        /** Kept without running. */
        STOPPED,
        /** The provider positively says that it no longer exists, or that it is going for good. */
        GONE
    }

    /**
     * One machine of a cluster.
     *
     * @param rank 0 for the head
     * @param id the provider's id of the machine; another machine never has the same
     * @param phase where it stands
     * @param address address by which the other nodes reach it; empty while unknown
     * @param evidence the provider's own words; may be empty
     */
    public record NodeView(int rank, String id, Phase phase, String address, String evidence) {}

    public ClusterView {
        nodes = List.copyOf(nodes);
    }
}
