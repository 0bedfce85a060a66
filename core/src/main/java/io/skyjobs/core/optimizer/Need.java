package io.skyjobs.core.optimizer;

/** Something that a task needs of a place beyond what its {@code resources} say. */
public enum Need {
    /** Buckets are mounted. */
    FUSE,
    /** The cluster is to be kept without running. */
    STOP
}
