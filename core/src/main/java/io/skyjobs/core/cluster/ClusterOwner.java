package io.skyjobs.core.cluster;

/** Who a cluster was made for. */
public sealed interface ClusterOwner {
    /** An attempt of a task of a managed job; the cluster goes when the attempt ends. */
    record OfAttempt(long job, int task, int attempt) implements ClusterOwner {}

    /** A person, who says when it goes. */
    record OfPerson(String user) implements ClusterOwner {}

    /** The jobs controller itself. */
    record OfController() implements ClusterOwner {}
}
