package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.providers.channel.host.RemoteProcess;
import io.skyjobs.spi.ChannelException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What callers of a connection may rely on, against a host whose relay can be cut. */
final class SshConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private LocalSshHost host;
    private SshConnections connections;

    @BeforeEach
    void start() throws Exception {
        host = LocalSshHost.start(folder, "127.0.0.3", java.util.Map.of());
        connections =
                new SshConnections(
                        host.files(),
                        SshSettings.usual(),
                        System::nanoTime,
                        new SplittableRandom(1));
    }

    @AfterEach
    void stop() throws Exception {
        connections.close();
        host.close();
    }

    private static String text(RemoteProcess process) throws Exception {
        return new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void runsAProcessWithItsStreamsAndExitCode() throws Exception {
        var connection = connections.connection(host.target());
        try (var process = connection.start("cat; echo \"in $HOME\"; echo oops >&2; exit 7")) {
            process.input().write("hello\n".getBytes(StandardCharsets.UTF_8));
            process.input().close();
            assertThat(text(process)).isEqualTo("hello\nin " + host.home() + "\n");
            assertThat(new String(process.errors().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("oops\n");
            assertThat(process.await(LONG)).hasValue(7);
        }
        assertThat(connection.title())
                .isEqualTo("worker@127.0.0.3:" + host.port());
    }

    @Test
    void connectsOnceForManyWhoAskAtOnce() throws Exception {
        var connection = connections.connection(host.target());
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<String>>();
            for (var i = 0; i < 50; i++) {
                var number = i;
                all.add(
                        threads.submit(
                                () -> {
                                    go.await();
                                    try (var process = connection.start("echo " + number)) {
                                        return text(process);
                                    }
                                }));
            }
            go.countDown();
            for (var i = 0; i < all.size(); i++) {
                assertThat(all.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + "\n");
            }
        }
        assertThat(host.connections()).isEqualTo(1);
    }

    @Test
    void saysWhyItCannotBeReached() {
        host.refuse();
        var connection = connections.connection(host.target());
        assertThatThrownBy(() -> connection.start("true"))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("nobody listens on port " + host.port());
    }
}
