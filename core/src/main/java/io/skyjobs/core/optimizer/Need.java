package io.skyjobs.core.optimizer;

/** Something that a task needs of a place beyond what its {@code resources} say. */
public enum Need {
    /** Buckets are mounted. */
    FUSE,
    /** Files are placed outside of the home of a node, where nobody else is to see them. */
    PRIVATE_FILES,
    /** Nodes see the disk of the server's machine. */
    SERVER_DISK,
    /** The cluster is to be kept without running. */
    STOP
}
