package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.DirectoryRemoval;
import io.skyjobs.providers.channel.ssh.LocalSshHost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Machines with SSH servers and real processes, each with an address and a home of its own. */
final class SshMachines implements AutoCloseable {
    private final Path root;
    private final List<LocalSshHost> hosts = new ArrayList<>();

    SshMachines(int number) throws IOException {
        root = Files.createTempDirectory("ssh-machines");
        for (var host = 1; host <= number; host++) {
            var address = "127.0.0." + host;
            hosts.add(
                    LocalSshHost.start(
                            root.resolve("host" + host),
                            address,
                            Map.of("SSH_CONNECTION", "127.0.0.1 9 " + address + " 22")));
        }
    }

    List<LocalSshHost> hosts() {
        return List.copyOf(hosts);
    }

    /** The machine with an address. */
    LocalSshHost at(String address) {
        return hosts.stream()
                .filter(host -> host.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    /** A pool file with all of them. */
    String pools() {
        var text = new StringBuilder("lab:\n  hosts:\n");
        for (var host : hosts) {
            text.append("    - ip: ").append(host.address()).append('\n');
            text.append("      port: ").append(host.port()).append('\n');
            text.append("      user: ").append(host.user()).append('\n');
            text.append("      identity_file: ").append(host.identity()).append('\n');
        }
        return text.toString();
    }

    /** What is left in the homes and among the claims; empty when it is nothing. */
    List<String> left() {
        var left = new ArrayList<String>();
        for (var host : hosts) {
            var state = host.home().resolve(".skyjobs");
            if (Files.exists(state)) {
                left.add(state.toString());
            }
            var claims = host.home().resolveSibling("claims");
            if (Files.exists(claims)) {
                try (var files = Files.newDirectoryStream(claims, "*.claim")) {
                    files.forEach(claim -> left.add(claim.toString()));
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            }
        }
        return left;
    }

    /** Lets the hosts forget what was ended on them, so that names can be used again. */
    void forget() throws IOException {
        for (var host : hosts) {
            DirectoryRemoval.remove(host.home().resolveSibling("claims"));
        }
    }

    @Override
    public void close() throws IOException {
        for (var host : hosts) {
            host.close();
        }
        DirectoryRemoval.remove(root);
    }
}
