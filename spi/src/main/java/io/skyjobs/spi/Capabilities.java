package io.skyjobs.spi;

import java.time.Duration;

/**
 * What a place can do; an offer that cannot do what a task needs is dropped with that as its
 * reason.
 *
 * @param spot whether it has machines that may be taken back
 * @param multiNode whether a cluster may have more than one node
 * @param stop whether a cluster can be kept without running
 * @param ports whether ports can be opened to the outside
 * @param images whether a machine or container image can be chosen
 * @param fuse whether buckets can be mounted
 * @param privateFiles whether files can be placed at absolute paths of a node: its machine is its
 *     own, or its scripts are shown them there while nobody else on the machine sees any of it
 * @param serverDisk whether nodes see the disk of the server's machine, where store {@code file} is
 * @param replacesNodes whether {@link ComputeProvider#ensure} makes lost nodes of a cluster again
 *     and leaves the others as they are
 * @param preemptionNotice how long before it takes a spot machine the provider says so; zero for
 *     never
 */
public record Capabilities(
        boolean spot,
        boolean multiNode,
        boolean stop,
        boolean ports,
        boolean images,
        boolean fuse,
        boolean privateFiles,
        boolean serverDisk,
        boolean replacesNodes,
        Duration preemptionNotice) {
    /** Of a place whose nodes share a file system with others and have no view of their own. */
    public Capabilities(
            boolean spot,
            boolean multiNode,
            boolean stop,
            boolean ports,
            boolean images,
            boolean fuse,
            boolean replacesNodes,
            Duration preemptionNotice) {
        this(
                spot,
                multiNode,
                stop,
                ports,
                images,
                fuse,
                false,
                false,
                replacesNodes,
                preemptionNotice);
    }
}
