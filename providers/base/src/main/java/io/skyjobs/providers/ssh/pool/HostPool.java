package io.skyjobs.providers.ssh.pool;

import java.util.List;

/**
 * Machines that jobs may use as one place.
 *
 * @param name what an infra {@code ssh/NAME} names
 * @param hosts at least one, in the user's order
 */
public record HostPool(String name, List<PoolHost> hosts) {
    public HostPool {
        hosts = List.copyOf(hosts);
    }
}
