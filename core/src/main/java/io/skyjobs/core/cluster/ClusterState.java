package io.skyjobs.core.cluster;

import java.time.Instant;

/** Where a cluster stands; it only moves forward. */
public sealed interface ClusterState {
    /** The intent to make it is committed; it may exist in part. */
    record Requested() implements ClusterState {}

    /** All nodes are up. */
    record Up(Instant since) implements ClusterState {}

    /** It is to go, and may still exist. */
    record Terminating(Instant since) implements ClusterState {}

    /** The provider said that nothing is left of it. */
    record Gone(Instant at, String evidence) implements ClusterState {}

    /** Whether it may still exist, and so may cost money. */
    default boolean mayExist() {
        return !(this instanceof Gone);
    }
}
