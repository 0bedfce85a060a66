package io.skyjobs.providers.channel.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How to reach one host. What is left open here is looked up in the user's own SSH configuration
 * under {@link #host}, and then has OpenSSH's usual value.
 *
 * @param host name, address or an alias of the SSH configuration
 * @param user login name
 * @param port between 1 and 65535
 * @param identities private key files, tried before the SSH agent's keys
 * @param proxyJump {@code [user@]host[:port]}, several separated by commas
 * @param proxyCommand a command of this machine that carries the connection; {@code %h}, {@code %p}
 *     and {@code %r} are replaced
 * @param hostKeys the host keys that are known of it beforehand, as in {@code known_hosts} (type
 *     and base 64); where there are any, no other is ever accepted
 */
public record SshTarget(
        String host,
        Optional<String> user,
        Optional<Integer> port,
        List<Path> identities,
        Optional<String> proxyJump,
        Optional<String> proxyCommand,
        List<String> hostKeys) {
    public SshTarget {
        identities = List.copyOf(identities);
        hostKeys = List.copyOf(hostKeys);
    }

    /** A host with everything as the SSH configuration says. */
    public static SshTarget of(String host) {
        return new SshTarget(
                host,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
