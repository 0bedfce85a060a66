package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.providers.channel.ssh.LocalSshHost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A user's pool {@code lab} of hosts over SSH, each at an address of its own of this machine, with
 * a home and claims of its own; it is written into the pool file of the user's home.
 */
final class Lab implements AutoCloseable {
    /** Hosts are at 127.0.0.21 and the addresses after it. */
    private static final int FIRST = 21;

    private final List<LocalSshHost> hosts = new ArrayList<>();

    /** So many hosts for the user whose home this is. */
    Lab(Path user, int count) {
        try {
            StringBuilder pools = new StringBuilder("lab:\n  hosts:\n");
            for (int i = 0; i < count; i++) {
                String address = "127.0.0." + (FIRST + i);
                LocalSshHost host =
                        LocalSshHost.start(
                                user.resolve("host-" + i),
                                address,
                                // As sshd tells a login where it was reached.
                                Map.of("SSH_CONNECTION", "127.0.0.1 1 " + address + " 22"));
                hosts.add(host);
                pools.append(
                        """
                            - ip: %s
                              port: %d
                              user: %s
                              identity_file: %s
                              cpus: 2
                        """
                                .formatted(
                                        host.address(), host.port(), host.user(), host.identity()));
            }
            Path home = Files.createDirectories(user.resolve(".sky"));
            Files.writeString(home.resolve("ssh_node_pools.yaml"), pools);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** One of its hosts, from 0. */
    LocalSshHost host(int index) {
        return hosts.get(index);
    }

    /** A host that has something of ours. */
    LocalSshHost hostInUse() {
        return hosts.stream().filter(Lab::isInUse).findFirst().orElseThrow();
    }

    /** How many hosts have something of ours. */
    int inUse() {
        return (int) hosts.stream().filter(Lab::isInUse).count();
    }

    private static boolean isInUse(LocalSshHost host) {
        return Files.exists(host.home().resolve(".skyjobs"));
    }

    /** Waits until no host has anything of ours, and finds no claim there. */
    void thenNothingIsLeft() {
        Patience.await(
                () -> "no host with nodes, but there are " + inUse(),
                () -> Optional.of(inUse()).filter(count -> count == 0));
        for (LocalSshHost host : hosts) {
            Path claims = host.home().resolveSibling("claims");
            if (Files.isDirectory(claims)) {
                try (var files = Files.list(claims)) {
                    assertThat(files)
                            .allMatch(file -> file.getFileName().toString().endsWith(".ended"));
                } catch (IOException trouble) {
                    throw new UncheckedIOException(trouble);
                }
            }
        }
    }

    @Override
    public void close() {
        for (LocalSshHost host : hosts) {
            try {
                host.close();
            } catch (IOException trouble) {
                throw new UncheckedIOException(trouble);
            }
        }
    }
}
