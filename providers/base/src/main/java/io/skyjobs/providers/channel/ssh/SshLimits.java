package io.skyjobs.providers.channel.ssh;

import java.time.Duration;

/**
 * How long each step towards a host may take at most; all are positive. Nobody who asks a
 * connection for something waits longer than {@link #whole}.
 *
 * @param connect from the look-up of the name to the open TCP connection, for all addresses of the
 *     host together; for a proxy command or a jump until they carry bytes
 * @param keyExchange from there until the host has proved its key
 * @param authentication from there until the host has let us in, with the time that an SSH agent
 *     takes to sign
 * @param channel until a process is started, also while it waits for a free place among the
 *     channels
 * @param whole all of this together, with the wait until other connections have been made
 * @param write until the host takes more of what a process is to read
 */
public record SshLimits(
        Duration connect,
        Duration keyExchange,
        Duration authentication,
        Duration channel,
        Duration whole,
        Duration write) {
    public SshLimits {
        for (var limit :
                new Duration[] {connect, keyExchange, authentication, channel, whole, write}) {
            if (!limit.isPositive()) {
                throw new IllegalArgumentException("a time limit must be positive: " + limit);
            }
        }
    }

    /**
     * Ten seconds for a step, thirty in all: a handshake over a link of 200 ms takes about 2 s, and
     * sshd itself lets a client wait up to 10 s where its name service does not answer.
     */
    public static SshLimits usual() {
        var step = Duration.ofSeconds(10);
        return new SshLimits(step, step, step, step, Duration.ofSeconds(30), Duration.ofMinutes(2));
    }
}
