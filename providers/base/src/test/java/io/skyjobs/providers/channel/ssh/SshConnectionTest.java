package io.skyjobs.providers.channel.ssh;

import static io.skyjobs.providers.channel.ssh.SshBench.LONG;
import static io.skyjobs.providers.channel.ssh.SshBench.refused;
import static io.skyjobs.providers.channel.ssh.SshBench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What callers of a connection may rely on, against a host whose network can be cut. */
final class SshConnectionTest {
    private static final long MIB = 1024 * 1024;

    @TempDir private Path folder;
    private SshBench bench;

    @BeforeEach
    void start() throws IOException {
        bench = new SshBench(folder);
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    private static SshSettings settings(int channels, Duration step) {
        var limits = new SshLimits(step, step, step, step, step.multipliedBy(3), step);
        return new SshSettings(limits, SshPatience.usual(), channels, 4);
    }

    @Test
    void runsAProcessWithItsStreamsAndExitCode() throws Exception {
        var connection = bench.connection();
        try (var process = connection.start("cat; echo \"in $HOME\"; echo oops >&2; exit 7")) {
            process.input().write("hello\n".getBytes(StandardCharsets.UTF_8));
            process.input().close();
            assertThat(process.output().readAllBytes())
                    .asString()
                    .isEqualTo("hello\nin " + bench.host().home() + "\n");
            assertThat(process.errors().readAllBytes()).asString().isEqualTo("oops\n");
            assertThat(process.await(LONG)).hasValue(7);
        }
        assertThat(connection.title()).isEqualTo("worker@127.0.0.3:" + bench.host().port());
        assertThat(connection.trouble()).isEmpty();
    }

    @Test
    void flushedInputArrivesWhileTheProcessGoesOn() throws Exception {
        try (var process = bench.connection().start("read line; echo got $line; cat")) {
            process.input().write("a\n".getBytes(StandardCharsets.UTF_8));
            process.input().flush();
            assertThat(process.output().readNBytes(6)).asString().isEqualTo("got a\n");
            assertThat(process.await(Duration.ofMillis(1))).isEmpty();
        }
    }

    @Test
    void connectsOnceForManyWhoAskAtOnce() throws Exception {
        var connection = bench.connection();
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<String>>();
            for (var i = 0; i < 50; i++) {
                var number = i;
                all.add(
                        threads.submit(
                                () -> {
                                    go.await();
                                    return run(connection, "echo " + number);
                                }));
            }
            go.countDown();
            for (var i = 0; i < all.size(); i++) {
                assertThat(all.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + "\n");
            }
        }
        assertThat(bench.host().connections()).isEqualTo(1);
    }

    @Test
    void aReaderThatIsSlowHoldsTheWriterBackInsteadOfFillingMemory() throws Exception {
        try (var process = bench.connection().start("head -c 67108864 /dev/zero")) {
            Soon.holds("the window is full", () -> process.output().available() >= 2 * MIB);
            assertThat(process.await(Duration.ofMillis(1))).isEmpty();
            assertThat((long) process.output().available()).isLessThan(3 * MIB);
            assertThat(process.output().transferTo(java.io.OutputStream.nullOutputStream()))
                    .isEqualTo(64 * MIB);
            assertThat(process.await(LONG)).hasValue(0);
        }
    }

    @Test
    void aClosedProcessLosesItsStreams() throws Exception {
        var process = bench.connection().start("cat; touch ended");
        process.close();
        Soon.holds("cat has ended", () -> bench.host().home().resolve("ended").toFile().exists());
    }

    @Test
    void aCutConnectionIsToldAndMadeAgain() throws Exception {
        var connection = bench.connection();
        var told = new AtomicInteger();
        connection.onLost(told::incrementAndGet);
        var process = connection.start("cat");
        bench.host().drop();
        Soon.holds("the loss is told", () -> told.get() == 1);
        assertThat(process.output().readAllBytes()).isEmpty();
        assertThat(process.await(LONG)).isEmpty();
        assertThat(connection.trouble())
                .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo(SshTrouble.Kind.LOST));
        bench.advance(Duration.ofSeconds(15));
        assertThat(run(connection, "echo back")).isEqualTo("back\n");
        assertThat(bench.host().connections()).isEqualTo(2);
    }

    @Test
    void aHostThatFallsSilentIsNoticedAfterThreeHeartbeats() throws Exception {
        var connection = bench.connection();
        var told = new AtomicInteger();
        connection.onLost(told::incrementAndGet);
        var process = connection.start("cat");
        bench.host().hang();
        for (var i = 0; i < 4; i++) {
            assertThat(told).hasValue(0);
            bench.advance(Duration.ofSeconds(15));
            bench.connections().tick();
        }
        Soon.holds("the loss is told", () -> told.get() == 1);
        assertThat(process.output().readAllBytes()).isEmpty();
        assertThat(connection.trouble().orElseThrow().sentence())
                .contains("nothing was heard for 60 s");
    }

    @Test
    void aHostThatAnswersHeartbeatsIsKept() throws Exception {
        var connection = bench.connection();
        run(connection, "true");
        var session = connection.session();
        for (var i = 0; i < 8; i++) {
            var before = SshWires.heard(session);
            bench.advance(Duration.ofSeconds(15));
            bench.connections().tick();
            Soon.holds("it answered", () -> SshWires.heard(session) > before);
        }
        assertThat(session.isOpen()).isTrue();
        assertThat(bench.host().connections()).isEqualTo(1);
    }

    @Test
    void whoAsksDuringThePauseIsToldAtOnceAndThePausesGrow() throws Exception {
        bench.host().refuse();
        var connection = bench.connection();
        refused(connection).hasMessageContaining("nobody listens on port");
        refused(connection)
                .hasMessageContaining("nobody listens on port")
                .hasMessageMatching(".*The next try is in 0\\.[12] s\\.");
        bench.advance(Duration.ofMillis(250));
        refused(connection).hasMessageNotContaining("next try");
        refused(connection).hasMessageMatching(".*The next try is in 0\\.[2-5] s\\.");
        bench.host().listen();
        refused(connection).hasMessageContaining("The next try is in");
        bench.advance(Duration.ofMillis(500));
        assertThat(run(connection, "echo up")).isEqualTo("up\n");
    }

    @Test
    void pausesDoubleUpToTheLongestAndAreNeverLessThanHalf() {
        var pauses = new SshPauses(SshPatience.usual(), new java.util.SplittableRandom(7));
        for (var failures = 1; failures < 100; failures++) {
            var full = Math.min(15_000, 250L << Math.min(failures - 1, 20));
            assertThat(pauses.after(failures, SshTrouble.Kind.REFUSED).toMillis())
                    .isBetween(full / 2 - 1, full);
        }
        assertThat(pauses.after(1, SshTrouble.Kind.AUTHENTICATION).toMillis())
                .isBetween(7_499L, 15_000L);
    }

    @Test
    void noStepTakesLongerThanItsLimit() {
        bench.with(settings(10, Duration.ofMillis(300)));
        bench.host().hang();
        refused(bench.connection())
                .hasMessageContaining("the exchange of keys took longer than 0.3 s");
    }

    @Test
    void nobodyWaitsLongerThanTheWholeLimit() {
        var step = Duration.ofSeconds(20);
        var whole = Duration.ofMillis(200);
        var limits = new SshLimits(step, step, step, step, whole, step);
        bench.with(new SshSettings(limits, SshPatience.usual(), 10, 4));
        bench.host().hang();
        refused(bench.connection()).hasMessageContaining("still connecting after 0.2 s");
        refused(bench.connection()).hasMessageContaining("still connecting after 0.2 s");
        assertThat(bench.host().connections()).isEqualTo(1);
    }

    @Test
    void tooManyProcessesAtOnceAreRefusedAfterTheLimit() throws Exception {
        bench.with(settings(2, Duration.ofSeconds(2)));
        var connection = bench.connection();
        try (var first = connection.start("cat");
                var second = connection.start("cat")) {
            assertThat(first.await(Duration.ofMillis(1))).isEmpty();
            assertThat(second.await(Duration.ofMillis(1))).isEmpty();
            refused(connection).hasMessageContaining("all 2 channels of the connection");
        }
        assertThat(run(connection, "echo free")).isEqualTo("free\n");
    }

    @Test
    void aHostThatTakesNoMoreProcessesIsNamed() throws Exception {
        bench.host().maxSessions(1);
        var connection = bench.connection();
        try (var first = connection.start("cat")) {
            assertThat(first.await(Duration.ofMillis(1))).isEmpty();
            refused(connection)
                    .hasMessageContaining("refused one more process")
                    .hasMessageContaining("MaxSessions");
        }
    }

    @Test
    void aBannerIsNoPartOfAnyOutput() throws Exception {
        bench.host().banner("Authorized use only!\r\n");
        assertThat(run(bench.connection(), "echo clean")).isEqualTo("clean\n");
    }

    @Test
    void aClosedConnectionSaysSoAndIsMadeAnewWhenAskedFor() throws Exception {
        var connection = bench.connection();
        run(connection, "true");
        connection.close();
        refused(connection).hasMessageContaining("closed on our side");
        Soon.holds("the host sees the end", () -> bench.host().open() == 0);
        assertThat(run(bench.connection(), "echo anew")).isEqualTo("anew\n");
    }

    @Test
    void anUnknownNameIsNamed() {
        var target = SshTarget.of("no-such-host.invalid");
        refused(bench.connections().connection(target))
                .hasMessageContaining("the name no-such-host.invalid has no address");
    }

    @Test
    void whatSpeaksNoSshIsNamed() throws Exception {
        try (var web = new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try (var caller = web.accept()) {
                                    caller.getOutputStream()
                                            .write(
                                                    "HTTP/1.1 400 Bad Request\r\n\r\n"
                                                            .getBytes(StandardCharsets.UTF_8));
                                    caller.shutdownOutput();
                                    caller.getInputStream().readAllBytes();
                                } catch (IOException closed) {
                                    // The test has ended.
                                }
                            });
            var target =
                    new SshTarget(
                            "127.0.0.1",
                            java.util.Optional.of("worker"),
                            java.util.Optional.of(web.getLocalPort()),
                            java.util.List.of(bench.host().identity()),
                            java.util.Optional.empty(),
                            java.util.Optional.empty(),
                            java.util.List.of());
            refused(bench.connections().connection(target))
                    .hasMessageContaining(
                            "does not speak SSH, it says \"HTTP/1.1 400 Bad Request\"");
        }
    }
}
