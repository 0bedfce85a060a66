package io.skyjobs.providers.channel.host;

import java.util.List;

/**
 * What a host has, by its own word.
 *
 * @param hostname what it calls itself
 * @param bootId changes with every start of the machine
 * @param cpus processors that our user may use
 * @param memoryMib memory in MiB
 * @param diskFreeMib free space where nodes are made, in MiB
 * @param gpus its GPUs, by index
 * @param claims what is claimed of it now, by anybody
 * @param tools names of programs that were looked for and found, such as {@code bash} or {@code
 *     rsync}, {@code view} where scripts can be shown files at absolute paths, and {@code fuse}
 *     where file systems can be mounted
 * @param address by which other hosts reach it, where it knows one itself; else empty
 */
public record HostFacts(
        String hostname,
        String bootId,
        int cpus,
        long memoryMib,
        long diskFreeMib,
        List<Gpu> gpus,
        List<Claim> claims,
        List<String> tools,
        String address) {
    /**
     * One GPU.
     *
     * @param index by which {@code CUDA_VISIBLE_DEVICES} names it
     * @param name as the driver says, such as {@code NVIDIA A100-SXM4-80GB}
     * @param memoryMib its memory in MiB
     */
    public record Gpu(int index, String name, long memoryMib) {}

    /** Whether scripts can be shown files at absolute paths that nobody else there sees. */
    public boolean privateFiles() {
        return tools.contains("view");
    }

    /** Whether file systems can be mounted there, by loading the module for it if need be. */
    public boolean fuse() {
        return tools.contains("fuse");
    }

    public HostFacts {
        gpus = List.copyOf(gpus);
        claims = List.copyOf(claims);
        tools = List.copyOf(tools);
    }
}
