package io.skyjobs.core.cluster;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;

import java.time.Instant;

/**
 * A cluster as we know it: who it is for, where it is, and where it stands.
 *
 * @param name its one name
 * @param owner who it was made for
 * @param offer place, shape and price per node
 * @param nodes how many nodes
 * @param requested when the intent to make it was committed
 * @param state where it stands
 */
public record ClusterRecord(
        ClusterName name,
        ClusterOwner owner,
        Offer offer,
        int nodes,
        Instant requested,
        ClusterState state) {
    /** The record with another state. */
    public ClusterRecord with(ClusterState next) {
        return new ClusterRecord(name, owner, offer, nodes, requested, next);
    }
}
