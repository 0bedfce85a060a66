package io.skyjobs.providers.ssh.pool;

import io.skyjobs.providers.channel.ssh.SshTarget;

/**
 * One machine of a pool.
 *
 * @param name as the user wrote it; no other host of the pool has the same
 * @param target how to reach it
 * @param cap what jobs may claim of it
 */
public record PoolHost(String name, SshTarget target, HostCap cap) {
    /** The login that it is. */
    public HostId id() {
        return HostId.of(target);
    }
}
