package io.skyjobs.providers.channel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.MachineRuns;
import io.skyjobs.providers.channel.host.HostFacts.Gpu;
import io.skyjobs.providers.channel.host.NodeHost.Made;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.RunView.End;
import io.skyjobs.spi.RunView.Phase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the program on a host does for one node, asked over a shell of this machine. */
class HostAgentTest {
    private static final ClusterName CLUSTER = new ClusterName("job-1-0-1-aaaaaa");
    private static final HostRoom ROOM = new HostRoom(4_000, 8_000, Map.of(0, 1_000));

    static Claim claim(long epoch) {
        return new Claim(CLUSTER, 0, "aaaaaa", epoch, 1_000, 100, Map.of());
    }

    private static HostNode made(HostAgent agent) throws ChannelException {
        var made = agent.make(claim(1), ROOM);
        assertThat(made).isInstanceOf(Made.Done.class);
        return ((Made.Done) made).node();
    }

    private static RunRequest run(String script) {
        return MachineRuns.request(1, Optional.empty(), Optional.of(script), false);
    }

    private static RunView ended(NodeChannel channel) {
        ShellHost.until(
                () -> {
                    try {
                        return channel.look(1).phase() == Phase.ENDED;
                    } catch (ChannelException trouble) {
                        throw new AssertionError(trouble);
                    }
                });
        try {
            return channel.look(1);
        } catch (ChannelException trouble) {
            throw new AssertionError(trouble);
        }
    }

    private static String log(NodeChannel channel) throws ChannelException {
        return new String(channel.log(1, LogPhase.RUN, 0, 100_000), StandardCharsets.UTF_8);
    }

    /** A run from its claim to its end, with each shell that hosts have for {@code sh}. */
    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/dash", "/usr/bin/bash", "/usr/bin/busybox"})
    void aNodeIsMadeRunsAndEnds(String shell) throws Exception {
        assumeThat(Path.of(shell)).exists();
        try (var host = new ShellHost(shell);
                var agent = host.agent()) {
            var node = made(agent);
            assertThat(node.stage()).isEqualTo(HostNode.Stage.UP);
            assertThat(agent.make(claim(1), ROOM)).isEqualTo(new Made.Done(node));
            assertThat(agent.nodes()).containsExactly(node);
            assertThat(agent.node(CLUSTER, 0)).contains(node);

            var channel = agent.channel(CLUSTER, 0);
            assertThat(channel.look(1)).isEqualTo(RunView.NONE);
            assertThat(channel.log(1, LogPhase.RUN, 0, 100)).isEmpty();
            var script = "echo 'über \\n alles'\npwd\necho \"$HOME $SKYJOBS_NODE\"\nexit 3\n";
            channel.start(run(script));
            var view = ended(channel);
            assertThat(view.runExit()).hasValue(3);
            assertThat(view.end()).contains(End.EXITED);
            var home = host.node(CLUSTER.value(), 0).resolve("home");
            assertThat(log(channel))
                    .isEqualTo(
                            "über \\n alles\n"
                                    + home
                                    + "\n"
                                    + home
                                    + " "
                                    + home.getParent()
                                    + "\n");
            var files = home.resolve(".sky/runs/1");
            assertThat(Files.readString(files.resolve("run.sh")))
                    .isEqualTo(run(script).files().get("run.sh"));
            assertThat(Files.getPosixFilePermissions(files.resolve("env.sh"))).hasSize(2);

            assertThat(agent.end(CLUSTER, 0)).isNotEmpty();
            assertThat(agent.nodes()).isEmpty();
            assertThat(host.home().resolve(".skyjobs")).doesNotExist();
            assertThatThrownBy(() -> channel.look(1)).hasMessageContaining("There is no node 0");
            assertThatThrownBy(() -> channel.start(run("true")))
                    .hasMessageContaining("There is no node 0");
            assertThat(agent.make(claim(1), ROOM)).isInstanceOf(Made.Refused.class);
            assertThat(agent.make(claim(2), ROOM)).isInstanceOf(Made.Done.class);
            agent.end(CLUSTER, 0);
        }
    }

    @Test
    void aHostSaysWhatItHas() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            made(agent);

            var facts = agent.facts();

            assertThat(facts.cpus()).isPositive();
            assertThat(facts.memoryMib()).isGreaterThan(100);
            assertThat(facts.diskFreeMib()).isPositive();
            assertThat(facts.bootId())
                    .isEqualTo(
                            Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
            assertThat(facts.tools()).contains("bash", "setsid");
            assertThat(facts.claims()).containsExactly(claim(1));
            agent.end(CLUSTER, 0);
        }
    }

    /** P-27: what is read from any offset is what was written there. */
    @Test
    void bigLogsAreReadByOffset() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            made(agent);
            var channel = agent.channel(CLUSTER, 0);
            channel.start(run("head -c 5000000 /dev/urandom"));
            ended(channel);
            var file = host.node(CLUSTER.value(), 0).resolve("home/.sky/runs/1/run.log");

            var read = new ByteArrayOutputStream();
            byte[] part;
            do {
                part = channel.log(1, LogPhase.RUN, read.size(), 700_001);
                read.writeBytes(part);
            } while (part.length > 0);

            assertThat(read.toByteArray()).isEqualTo(Files.readAllBytes(file));
            agent.end(CLUSTER, 0);
        }
    }

    @Test
    void theEndOfARunIsToldAtOnce() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var hints = new LinkedBlockingQueue<ClusterName>();
            made(agent);
            agent.watch(hints::add);
            var channel = agent.channel(CLUSTER, 0);
            channel.start(run("until [ -e let ]; do sleep 0.01; done"));
            ShellHost.until(() -> hints.size() >= 2);
            ShellHost.until(() -> phase(channel) == Phase.RUNNING);
            var quiet = 0;
            while (hints.poll(50, TimeUnit.MILLISECONDS) != null) {
                quiet++;
            }
            assertThat(quiet).isPositive();

            Files.createFile(host.node(CLUSTER.value(), 0).resolve("home/let"));

            assertThat(hints.poll(10, TimeUnit.SECONDS)).isEqualTo(CLUSTER);
            ended(channel);
            agent.end(CLUSTER, 0);
        }
    }

    private static Phase phase(NodeChannel channel) {
        try {
            return channel.look(1).phase();
        } catch (ChannelException trouble) {
            throw new AssertionError(trouble);
        }
    }

    /** A process that is killed tells nobody; it is noticed all the same. */
    @Test
    void aRunnerThatVanishedIsTold() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var hints = new LinkedBlockingQueue<ClusterName>();
            made(agent);
            agent.watch(hints::add);
            var channel = agent.channel(CLUSTER, 0);
            channel.start(run("sleep 1000"));
            ShellHost.until(() -> phase(channel) == Phase.RUNNING);
            var pid = host.node(CLUSTER.value(), 0).resolve("home/.sky/runs/1/pid");
            var runner = Long.parseLong(Files.readString(pid).split(" ", -1)[0]);
            // Once the server has seen it alive.
            while (hints.poll(1_500, TimeUnit.MILLISECONDS) != null) {
                // until it is quiet
            }

            ProcessHandle.of(runner).orElseThrow().destroyForcibly();

            assertThat(hints.poll(10, TimeUnit.SECONDS)).isEqualTo(CLUSTER);
            assertThat(phase(channel)).isEqualTo(Phase.LOST);
            agent.end(CLUSTER, 0);
        }
    }

    /** P-31: who was given parts of GPUs sees those, and who was given none sees none. */
    @Test
    void aRunSeesTheGpusOfItsClaim() throws Exception {
        try (var host = ShellHost.usual()) {
            host.program(
                    "nvidia-smi",
                    "echo '0, NVIDIA A100-SXM4-80GB, 81920'; echo '1, NVIDIA A100-SXM4-80GB, [N/A]'");
            try (var agent = host.agent()) {
                assertThat(agent.facts().gpus())
                        .containsExactly(
                                new Gpu(0, "NVIDIA A100-SXM4-80GB", 81_920),
                                new Gpu(1, "NVIDIA A100-SXM4-80GB", 0));
                var room = new HostRoom(4_000, 8_000, Map.of(0, 1_000, 1, 1_000));
                var script = "echo \"[${CUDA_VISIBLE_DEVICES-unset}]\"";
                var some = new Claim(CLUSTER, 0, "aaaaaa", 1, 0, 0, Map.of(1, 500, 0, 1_000));
                agent.make(some, room);
                var channel = agent.channel(CLUSTER, 0);
                channel.start(run(script));
                ended(channel);
                assertThat(log(channel)).isEqualTo("[0,1]\n");
                agent.end(CLUSTER, 0);

                agent.make(new Claim(CLUSTER, 0, "aaaaaa", 2, 0, 0, Map.of()), room);
                channel.start(run(script));
                ended(channel);
                assertThat(log(channel)).isEqualTo("[]\n");
                agent.end(CLUSTER, 0);
            }
        }
    }
}
