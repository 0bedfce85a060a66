package io.skyjobs.providers.ssh.pool;

import io.skyjobs.providers.channel.ssh.SshTarget;

/**
 * One login on one machine, as the user wrote it: {@code user@host:port} with what is left out left
 * out. Nodes belong to a login, so another user of the same machine is another host.
 *
 * @param value without blanks and bars, so that it fits in a line of a note
 */
public record HostId(String value) implements Comparable<HostId> {
    public HostId {
        if (value.isEmpty() || value.chars().anyMatch(it -> it <= ' ' || it == '|')) {
            throw new IllegalArgumentException("not a host: '" + value + "'");
        }
    }

    /** The host of a target. */
    public static HostId of(SshTarget target) {
        return new HostId(
                target.user().map(user -> user + "@").orElse("")
                        + target.host()
                        + target.port().map(port -> ":" + port).orElse(""));
    }

    @Override
    public int compareTo(HostId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
