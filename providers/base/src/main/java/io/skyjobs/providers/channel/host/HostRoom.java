package io.skyjobs.providers.channel.host;

import java.util.Map;

/**
 * How much of a host may be claimed in all.
 *
 * @param milliCpus thousandths of processors
 * @param memoryMib memory in MiB
 * @param gpus index of a GPU to thousandths of it that may be claimed
 */
public record HostRoom(long milliCpus, long memoryMib, Map<Integer, Integer> gpus) {
    public HostRoom {
        gpus = Map.copyOf(gpus);
    }
}
