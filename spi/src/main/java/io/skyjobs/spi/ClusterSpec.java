package io.skyjobs.spi;

/**
 * A cluster that should exist.
 *
 * @param name its one name
 * @param installation id of the installation that owns it; set as a tag on everything that is made
 *     for it
 * @param epoch number of the attempt it is made for; a provider that can check it refuses an older
 *     one
 * @param nodes how many machines, at least one
 * @param offer where and what each of them is
 * @param resources what was asked for: the part of a divisible shape, disk, image, labels, ports
 */
public record ClusterSpec(
        ClusterName name,
        String installation,
        long epoch,
        int nodes,
        Offer offer,
        Resources resources) {
    public ClusterSpec {
        if (nodes < 1) {
            throw new IllegalArgumentException("a cluster has at least one node, got " + nodes);
        }
    }
}
