package io.skyjobs.testkit;

import io.skyjobs.spi.ClusterSpec;

import java.time.Instant;
import java.util.Map;

/** Is told what really happens in a fake cloud. */
public interface CloudWitness {
    /** A cluster came into being, in full or in part. */
    void created(ClusterSpec cluster, Instant at);

    /** A lost node of a cluster is made again. */
    default void replaced(ClusterSpec cluster, int rank, Instant at) {}

    /** Files were placed on a node. */
    default void filesPlaced(ClusterSpec cluster, int rank, String destination, Instant at) {}

    /** A run was started on a node. */
    void runStarted(ClusterSpec cluster, int rank, Instant at);

    /**
     * The end of a cluster was asked for.
     *
     * @param working whether user code ran on it
     * @param healthy whether no node of it had failed
     */
    void terminated(ClusterSpec cluster, boolean working, boolean healthy, Instant at);

    /** A run was stopped by request. */
    void runStopped(ClusterSpec cluster, int rank, boolean gangFailed, Instant at);

    /** A run was given new credentials. */
    default void renewed(ClusterSpec cluster, int rank, Map<String, String> files, Instant at) {}

    /** A run was told that its machine is about to be taken. */
    default void runWarned(ClusterSpec cluster, int rank, Instant at) {}

    /**
     * A cluster was taken that had been announced to go.
     *
     * @param since when it was announced
     * @param unwarned whether a run went on for long after that and was never told
     */
    default void taken(ClusterSpec cluster, Instant since, boolean unwarned, Instant at) {}
}
