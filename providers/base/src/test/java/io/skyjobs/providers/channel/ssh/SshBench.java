package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.ChannelException;

import org.assertj.core.api.AbstractThrowableAssert;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** One host, a client, and a clock that stands still until it is moved. */
final class SshBench implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(30);

    private final LocalSshHost host;
    private final AtomicLong nanos = new AtomicLong();
    private SshConnections connections;

    SshBench(Path folder) throws IOException {
        this.host = LocalSshHost.start(folder, "127.0.0.3", Map.of());
        this.connections = connections(SshSettings.usual(), host.files());
    }

    /** A client with settings and files. */
    SshConnections connections(SshSettings settings, SshFiles files) {
        return new SshConnections(files, settings, nanos::get, new SplittableRandom(1));
    }

    /** Goes on with a client that has other settings. */
    SshBench with(SshSettings settings) {
        return with(settings, host.files());
    }

    /** Goes on with a client that has other files. */
    SshBench with(SshFiles files) {
        return with(SshSettings.usual(), files);
    }

    private SshBench with(SshSettings settings, SshFiles files) {
        connections.close();
        connections = connections(settings, files);
        return this;
    }

    LocalSshHost host() {
        return host;
    }

    SshConnections connections() {
        return connections;
    }

    SshConnection connection() {
        return connections.connection(host.target());
    }

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /** The user's files with an agent. */
    SshFiles withAgent(Path socket) {
        var files = host.files();
        return new SshFiles(
                files.home(), files.user(), files.pinned(), List.of(), Optional.of(socket));
    }

    /** The host by its name in the user's configuration, with nothing else said. */
    static SshTarget named(String name) {
        return SshTarget.of(name);
    }

    /** Writes the user's SSH configuration. */
    void configure(String text) throws IOException {
        Files.writeString(host.userHome().resolve(".ssh/config"), text);
    }

    /** What a command prints. */
    static String run(SshConnection connection, String command) throws Exception {
        try (var process = connection.start(command)) {
            return new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Why a command cannot be started. */
    static AbstractThrowableAssert<?, ? extends Throwable> refused(SshConnection connection) {
        return assertThatThrownBy(() -> connection.start("true"))
                .isInstanceOf(ChannelException.class);
    }

    @Override
    public void close() throws IOException {
        connections.close();
        host.close();
    }
}
