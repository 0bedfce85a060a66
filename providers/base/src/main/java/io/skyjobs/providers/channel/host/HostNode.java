package io.skyjobs.providers.channel.host;

import io.skyjobs.spi.ClusterName;

/**
 * A node as its host sees it.
 *
 * @param cluster its cluster
 * @param rank the node
 * @param installation who owns it
 * @param epoch number of the attempt that it was made for
 * @param id given when it was made; no other node ever has the same
 * @param stage where it stands
 * @param evidence for people, such as the path of its directory; may be empty
 */
public record HostNode(
        ClusterName cluster,
        int rank,
        String installation,
        long epoch,
        String id,
        Stage stage,
        String evidence) {
    /** Where a node stands. */
    public enum Stage {
        /** Its claim is written, its directory is not there in full. */
        MADE_IN_PART,
        /** Runs can be started on it. */
        UP,
        /** Its end was asked for and is not proved yet. */
        ENDING
    }
}
