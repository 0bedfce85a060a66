package io.skyjobs.providers.channel.host;

import io.skyjobs.spi.ClusterName;

import java.util.Map;

/**
 * What a node takes of its host, as it is written in the owner file on the host itself, where every
 * installation and every user sees it.
 *
 * @param cluster the node's cluster
 * @param rank the node
 * @param installation who owns it
 * @param epoch number of the attempt that it was made for
 * @param milliCpus thousandths of processors; 0 reserves none
 * @param memoryMib memory in MiB; 0 reserves none
 * @param gpus index of a GPU to thousandths of it, 1000 for all of it
 */
public record Claim(
        ClusterName cluster,
        int rank,
        String installation,
        long epoch,
        long milliCpus,
        long memoryMib,
        Map<Integer, Integer> gpus) {
    public Claim {
        gpus = Map.copyOf(gpus);
    }
}
