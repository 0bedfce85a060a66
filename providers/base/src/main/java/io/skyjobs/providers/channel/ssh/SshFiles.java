package io.skyjobs.providers.channel.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the user's SSH files are.
 *
 * @param home the user's home, in which {@code .ssh} is looked for
 * @param user the user's name on this machine, which is the login name where nothing else is said
 * @param pinned our own file of host keys, as {@code known_hosts}; made on first need, mode 600
 * @param systemKnownHosts files of host keys for all users of this machine
 * @param agent the socket of the SSH agent
 */
public record SshFiles(
        Path home, String user, Path pinned, List<Path> systemKnownHosts, Optional<Path> agent) {
    public SshFiles {
        systemKnownHosts = List.copyOf(systemKnownHosts);
    }

    /**
     * The files of an environment.
     *
     * @param environment of which {@code USER}, {@code LOGNAME} and {@code SSH_AUTH_SOCK} are used;
     *     without a name there, the user is whom this process runs as
     */
    public static SshFiles of(Path home, Path pinned, Map<String, String> environment) {
        var user = environment.getOrDefault("USER", environment.getOrDefault("LOGNAME", ""));
        var socket = environment.getOrDefault("SSH_AUTH_SOCK", "");
        return new SshFiles(
                home,
                user.isBlank() ? System.getProperty("user.name") : user,
                pinned,
                List.of(Path.of("/etc/ssh/ssh_known_hosts")),
                socket.isBlank() ? Optional.empty() : Optional.of(Path.of(socket)));
    }

    /** The directory of OpenSSH's own files. */
    Path directory() {
        return home.resolve(".ssh");
    }
}
