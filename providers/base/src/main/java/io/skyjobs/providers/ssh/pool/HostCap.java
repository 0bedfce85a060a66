package io.skyjobs.providers.ssh.pool;

import java.util.Optional;

/**
 * What jobs may claim of a machine; what is empty is not held back.
 *
 * @param cpus processors
 * @param memoryGib memory in GiB
 * @param gpus number of GPUs, of which those with the lowest indexes are given
 */
public record HostCap(Optional<Double> cpus, Optional<Double> memoryGib, Optional<Integer> gpus) {
    /** All of the machine. */
    public static final HostCap NONE =
            new HostCap(Optional.empty(), Optional.empty(), Optional.empty());
}
