package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.HostConnection;
import io.skyjobs.providers.lab.LabHosts;
import io.skyjobs.spi.ChannelException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Connections to hosts of the lab, by a user of its own who has nothing in {@code ~/.ssh}. */
final class LabLink implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    final LabHosts hosts = LabHosts.get();
    final Path home;
    final SshConnections connections;

    /** What a process said, and how it ended. */
    record Said(String output, int code) {}

    /**
     * @param agent the socket of an SSH agent
     */
    LabLink(Path home, SshSettings settings, Optional<Path> agent) {
        this.home = home;
        this.connections =
                new SshConnections(
                        new SshFiles(home, "nobody", pinned(home), List.of(), agent),
                        settings,
                        System::nanoTime,
                        new SplittableRandom(1));
    }

    static Path pinned(Path home) {
        return home.resolve("pinned");
    }

    /** A host by its address, user root and the key that is let in. */
    SshTarget target(int host) {
        return target(hosts.address(host), List.of(hosts.files().resolve("key")));
    }

    static SshTarget target(String address, List<Path> keys) {
        return new SshTarget(
                address,
                Optional.of("root"),
                Optional.empty(),
                keys,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    SshConnection to(int host) {
        return connections.connection(target(host));
    }

    /** Runs a command to its end. */
    static Said say(HostConnection connection, String command) throws ChannelException {
        try (var process = connection.start(command)) {
            process.input().close();
            var output = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
            return new Said(output, process.await(LIMIT).orElseThrow());
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Makes a key without a passphrase in the home. */
    Path newKey(String name) {
        var file = home.resolve(name);
        hosts.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
        return file;
    }

    String pinned() {
        try {
            return Files.readString(pinned(home));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
