package io.skyjobs.providers.channel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.MachineRuns;
import io.skyjobs.providers.channel.host.HostSettings.Limits;
import io.skyjobs.providers.channel.host.NodeHost.Made;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView.End;
import io.skyjobs.spi.RunView.Phase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** P-23: streams come and go; what is on the host stays true. */
class HostStreamTest {
    private static final ClusterName CLUSTER = new ClusterName("stream-1-0-1-aaaaaa");
    private static final HostRoom ROOM = new HostRoom(4_000, 8_000, Map.of());
    private static final Claim CLAIM = new Claim(CLUSTER, 0, "aaaaaa", 1, 1_000, 100, Map.of());
    private static final Limits SHORT =
            new Limits(
                    Duration.ofMillis(700),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(90),
                    Duration.ofMillis(20),
                    Duration.ofMillis(100));

    private static RunRequest run(long epoch, String script) {
        return MachineRuns.request(epoch, Optional.empty(), Optional.of(script), false);
    }

    private static Phase phase(HostAgent agent, long epoch) {
        try {
            return agent.channel(CLUSTER, 0).look(epoch).phase();
        } catch (ChannelException trouble) {
            throw new AssertionError(trouble);
        }
    }

    private interface Step<T> {
        T take() throws ChannelException;
    }

    private static <T> T again(Step<T> step) {
        for (var round = 0; round < 1_000; round++) {
            try {
                return step.take();
            } catch (ChannelException cut) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
        }
        throw new AssertionError("it never worked");
    }

    /** Whatever is under way when a stream dies: asking again ends well, and nothing runs twice. */
    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/dash", "/usr/bin/bash"})
    void everythingMayBeCutAndAskedAgain(String shell) throws Exception {
        assumeThat(Path.of(shell)).exists();
        try (var host = new ShellHost(shell);
                var agent = host.agent()) {
            var cutting = new AtomicBoolean(true);
            var random = new Random(7);
            var cutter =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (var cut = 0; cut < 30 && cutting.get(); cut++) {
                                            LockSupport.parkNanos(
                                                    random.nextLong(30_000_000L, 200_000_000L));
                                            host.cut();
                                        }
                                    });
            var text = new StringBuilder();
            for (var epoch = 1L; epoch <= 6; epoch++) {
                var now = epoch;
                var claim = new Claim(CLUSTER, 0, "aaaaaa", now, 1_000, 100, Map.of());
                assertThat(again(() -> agent.make(claim, ROOM))).isInstanceOf(Made.Done.class);
                var request = run(now, "echo x >>count\necho " + now + "\n");
                var channel = agent.channel(CLUSTER, 0);
                again(() -> channel.start(request));
                ShellHost.until(() -> again(() -> channel.look(now)).phase() == Phase.ENDED);
                var log = again(() -> channel.log(now, LogPhase.RUN, 0, 100));
                text.append(new String(log, StandardCharsets.UTF_8));
            }
            assertThat(text).hasToString("1\n2\n3\n4\n5\n6\n");
            assertThat(host.node(CLUSTER.value(), 0).resolve("home/count"))
                    .content()
                    .isEqualTo("x\n".repeat(6));
            again(() -> agent.end(CLUSTER, 0));
            cutting.set(false);
            cutter.join();
            assertThat(again(agent::nodes)).isEmpty();
        }
    }

    @Test
    void whatTheLoginPrintsIsSkipped() throws Exception {
        try (var host = ShellHost.usual()) {
            host.noise = "echo 'R 1 ok'; echo 'H no way'; echo oops >&2; printf 'no end of line';";
            try (var agent = host.agent()) {
                assertThat(agent.nodes()).isEmpty();
            }
        }
    }

    @Test
    void aLoginThatWaitsIsGivenUp() throws Exception {
        try (var host = ShellHost.usual()) {
            host.noise = "read never; exit;";
            try (var agent = host.agent(SHORT)) {
                assertThatThrownBy(agent::nodes)
                        .isInstanceOf(ChannelException.class)
                        .hasMessageContaining("tester@shell did not begin to serve within");
            }
        }
    }

    @Test
    void aHostThatIsNotReachedSaysWhy() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            host.reachable = false;
            assertThatThrownBy(agent::facts)
                    .isInstanceOf(ChannelException.class)
                    .hasMessage("tester@shell cannot be reached: no route.");
        }
    }

    @Test
    void aHostWithoutAShellSaysSo() throws Exception {
        try (var host = new ShellHost("/nonexistent")) {
            host.login.put("PATH", host.root.resolve("bin").toString());
            try (var agent = host.agent()) {
                assertThatThrownBy(agent::nodes)
                        .isInstanceOf(ChannelException.class)
                        .hasMessageStartingWith("tester@shell did not run our program with sh: ")
                        .hasMessageContaining("not found");
            }
        }
    }

    @Test
    void aHostThatLacksAProgramNamesIt() throws Exception {
        try (var host = ShellHost.usual()) {
            host.without("setsid");
            try (var agent = host.agent()) {
                assertThatThrownBy(agent::nodes)
                        .isInstanceOf(ChannelException.class)
                        .hasMessageStartingWith(
                                "tester@shell cannot have nodes: it lacks these programs: setsid");
            }
        }
    }

    @Test
    void withoutBashARunSaysSo() throws Exception {
        try (var host = ShellHost.usual()) {
            host.without("bash");
            try (var agent = host.agent()) {
                assertThat(agent.facts().tools()).doesNotContain("bash");
                agent.make(CLAIM, ROOM);
                var channel = agent.channel(CLUSTER, 0);
                channel.start(run(1, "true"));
                ShellHost.until(() -> phase(agent, 1) == Phase.ENDED);
                assertThat(channel.look(1).end()).contains(End.NO_BASH);
                agent.end(CLUSTER, 0);
            }
        }
    }

    @Test
    void whatIsNoAnswerEndsTheStream() throws Exception {
        try (var host = ShellHost.usual()) {
            Files.delete(host.root.resolve("bin/sh"));
            host.program("sh", "set -- $2\necho \"${2%%;*}\"\necho whatever\ncat");
            try (var agent = host.agent()) {
                assertThatThrownBy(agent::nodes)
                        .isInstanceOf(ChannelException.class)
                        .hasMessageContaining("it says what is no answer");
            }
        }
    }

    /** A pid alone says nothing: another process may have it by now. */
    @Test
    void anotherProcessOfTheSameNumberIsNotTheRunner() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            agent.make(CLAIM, ROOM);
            agent.channel(CLUSTER, 0).start(run(1, "sleep 1000"));
            ShellHost.until(() -> phase(agent, 1) == Phase.RUNNING);
            var file = host.node(CLUSTER.value(), 0).resolve("home/.sky/runs/1/pid");
            var words = Files.readString(file).strip().split(" ", -1);
            var other = words[0] + " " + (Long.parseLong(words[1]) - 1) + " " + words[2];

            Files.writeString(file, other + "\n");
            assertThat(phase(agent, 1)).isEqualTo(Phase.LOST);
            Files.writeString(file, words[0] + " " + words[1] + " another-life\n");
            assertThat(phase(agent, 1)).isEqualTo(Phase.LOST);
            Files.writeString(file, String.join(" ", words) + "\n");
            assertThat(phase(agent, 1)).isEqualTo(Phase.RUNNING);
            agent.end(CLUSTER, 0);
        }
    }

    /** The newer of two servers takes nothing from the older, nor the other way. */
    @Test
    void allServersHearOfAllRuns() throws Exception {
        try (var host = ShellHost.usual();
                var first = host.agent(SHORT_PAUSE);
                var second = host.agent(SHORT_PAUSE)) {
            var heard = new LinkedBlockingQueue<ClusterName>();
            var also = new LinkedBlockingQueue<ClusterName>();
            first.make(CLAIM, ROOM);
            first.watch(heard::add);
            second.watch(also::add);
            for (var epoch = 1L; epoch <= 3; epoch++) {
                var now = epoch;
                var let = host.node(CLUSTER.value(), 0).resolve("home/let" + epoch);
                var script = "until [ -e let" + epoch + " ]; do sleep 0.01; done";
                first.channel(CLUSTER, 0).start(run(epoch, script));
                ShellHost.until(() -> phase(second, now) == Phase.RUNNING);
                while (heard.poll(100, TimeUnit.MILLISECONDS) != null) {
                    // until it is quiet
                }
                also.clear();

                Files.createFile(let);

                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(CLUSTER);
                assertThat(also.poll(10, TimeUnit.SECONDS)).isEqualTo(CLUSTER);
                ShellHost.until(() -> phase(first, now) == Phase.ENDED);
                // A connection that was lost is made again, and says that it was.
                heard.clear();
                host.cut();
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(CLUSTER);
            }
            first.end(CLUSTER, 0);
            ShellHost.until(() -> !Files.exists(host.home().resolve(".skyjobs")));
        }
    }

    private static final Limits SHORT_PAUSE =
            new Limits(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(90),
                    Duration.ofMillis(20),
                    Duration.ofMillis(100));
}
