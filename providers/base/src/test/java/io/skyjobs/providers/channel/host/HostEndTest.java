package io.skyjobs.providers.channel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.BashScripts;
import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.channel.MachineRuns;
import io.skyjobs.providers.channel.host.NodeHost.Leased;
import io.skyjobs.providers.channel.host.NodeHost.Made;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.RunRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** P-04: the end of a node leaves nothing of it, and takes nothing else. */
class HostEndTest {
    private static final ClusterName CLUSTER = new ClusterName("end-1-0-1-aaaaaa");
    private static final HostRoom ROOM = new HostRoom(4_000, 8_000, Map.of());
    private static final Claim CLAIM = new Claim(CLUSTER, 0, "aaaaaa", 1, 1_000, 100, Map.of());

    private static RunRequest run(String script) {
        return MachineRuns.request(1, Optional.empty(), Optional.of(script), false);
    }

    private static Path made(ShellHost host, HostAgent agent) throws ChannelException {
        assertThat(agent.make(CLAIM, ROOM)).isInstanceOf(Made.Done.class);
        return host.node(CLUSTER.value(), 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConfinementChoice.class,
            names = {"CGROUP", "NAMESPACE", "SCAN"})
    void noProcessOutlivesItsNode(ConfinementChoice choice) throws Exception {
        try (var host = ShellHost.usual()) {
            host.login.put("SKYJOBS_CONFINEMENT", choice.name());
            try (var agent = host.agent()) {
                var node = made(host, agent);
                assumeThat(Files.readString(node.resolve("confinement"))).startsWith(choice.name());
                agent.renew(List.of(new Leased(CLUSTER, 0)), Duration.ofMinutes(10));
                var mark = "4" + ProcessHandle.current().pid() + choice.name().length();
                var channel = agent.channel(CLUSTER, 0);
                var scripts = new BashScripts(choice != ConfinementChoice.SCAN);
                channel.start(run(scripts.stubbornTree(mark).orElseThrow()));
                ShellHost.until(() -> log(agent).contains("ready"));
                ShellHost.until(() -> MachineRuns.count(mark).orElseThrow() == 3);
                var guard =
                        Long.parseLong(Files.readString(node.resolve("guard")).split(" ", 2)[0]);
                assertThat(ProcessHandle.of(guard)).isPresent();

                var proof = agent.end(CLUSTER, 0);

                assertThat(proof)
                        .contains(
                                switch (choice) {
                                    case CGROUP -> "cgroup is empty";
                                    case NAMESPACE -> "PID namespaces ended";
                                    default -> "not proved";
                                });
                ShellHost.until(() -> MachineRuns.count(mark).orElseThrow() == 0);
                ShellHost.until(
                        () -> !ProcessHandle.of(guard).map(ProcessHandle::isAlive).orElse(false));
                assertThat(host.home().resolve(".skyjobs")).doesNotExist();
                assertThat(agent.facts().claims()).isEmpty();
                assertThat(agent.end(CLUSTER, 0)).isNotEmpty();
            }
        }
    }

    private static String log(HostAgent agent) {
        try {
            return new String(
                    agent.channel(CLUSTER, 0).log(1, LogPhase.RUN, 0, 1_000),
                    StandardCharsets.UTF_8);
        } catch (ChannelException trouble) {
            throw new AssertionError(trouble);
        }
    }

    @Test
    void directoriesThatCannotBeWrittenGoAndWhatLinksPointToStays() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var home = made(host, agent).resolve("home");
            var outside = Files.createDirectories(host.root.resolve("outside"));
            Files.writeString(outside.resolve("precious"), "stays");
            Files.createSymbolicLink(home.resolve("link"), outside);
            var deep = Files.createDirectories(home.resolve("closed/deeper"));
            Files.createSymbolicLink(deep.resolve("link"), outside);
            Files.writeString(deep.resolve("-rf *"), "odd name");
            Files.setPosixFilePermissions(deep, PosixFilePermissions.fromString("---------"));
            Files.setPosixFilePermissions(
                    deep.getParent(), PosixFilePermissions.fromString("r-x------"));

            agent.end(CLUSTER, 0);

            assertThat(home.getParent()).doesNotExist();
            assertThat(outside.resolve("precious")).hasContent("stays");
            assertThat((int) Files.getAttribute(outside, "unix:mode") & 0700).isEqualTo(0700);
        }
    }

    /** A job of the same user may do that; what it points to must not pay for it. */
    @Test
    void aLinkInPlaceOfANodeOrItsClusterIsNotFollowed() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var node = made(host, agent);
            var cluster = host.root.resolve("outside");
            var outside = Files.createDirectories(cluster.resolve("node0/home"));
            Files.writeString(outside.resolve("precious"), "stays");
            Files.move(node, host.root.resolve("moved"));
            Files.createSymbolicLink(node, cluster.resolve("node0"));

            agent.end(CLUSTER, 0);

            assertThat(node).doesNotExist();
            assertThat(outside.resolve("precious")).hasContent("stays");

            var second = new Claim(CLUSTER, 0, "aaaaaa", 2, 1_000, 100, Map.of());
            assertThat(agent.make(second, ROOM)).isInstanceOf(Made.Done.class);
            var place = host.home().resolve(".skyjobs/nodes").resolve(CLUSTER.value());
            Files.move(place, host.root.resolve("moved-2"));
            Files.createSymbolicLink(place, cluster);

            agent.end(CLUSTER, 0);

            assertThat(outside.resolve("precious")).hasContent("stays");
            assertThat(agent.nodes()).isEmpty();
            assertThat(host.home().resolve(".skyjobs")).doesNotExist();
        }
    }

    @Test
    void aNodeWhoseEndBeganStartsNothing() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var node = made(host, agent);
            Files.createFile(node.resolve("ending"));

            assertThat(agent.node(CLUSTER, 0))
                    .get()
                    .extracting("stage")
                    .isEqualTo(HostNode.Stage.ENDING);
            assertThatThrownBy(() -> agent.channel(CLUSTER, 0).start(run("true")))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("There is no node 0");
            assertThat(agent.make(CLAIM, ROOM)).isInstanceOf(Made.Refused.class);
            agent.end(CLUSTER, 0);
            assertThat(host.home().resolve(".skyjobs")).doesNotExist();
        }
    }

    @Test
    void aNodeThatNobodyRenewsEndsByItselfAndStartsNothing() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var node = made(host, agent);
            agent.renew(
                    List.of(new Leased(CLUSTER, 0), new Leased(new ClusterName("unknown"), 3)),
                    Duration.ofSeconds(1));
            var guard = Long.parseLong(Files.readString(node.resolve("guard")).split(" ", 2)[0]);

            ShellHost.until(
                    () -> !ProcessHandle.of(guard).map(ProcessHandle::isAlive).orElse(false));

            assertThat(node.resolve("lease-expired")).exists();
            assertThatThrownBy(() -> agent.channel(CLUSTER, 0).start(run("true")))
                    .hasMessageContaining("There is no node 0");
            assertThat(agent.nodes()).hasSize(1);
            agent.end(CLUSTER, 0);
            assertThat(agent.nodes()).isEmpty();
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }

    /** Needs the right to mount. */
    @Test
    void whatIsMountedInANodeIsUnmountedAndStays(@TempDir Path bucket) throws Exception {
        Files.writeString(bucket.resolve("precious"), "stays");
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var home = made(host, agent).resolve("home");
            var outer = Files.createDirectories(home.resolve("a bucket\twith \\"));
            var inner = outer.resolve("inner").toString();
            Files.createDirectories(bucket.resolve("inner"));
            var from = bucket.toString();
            assumeThat(succeeds("mount", "--bind", from, outer.toString())).isTrue();
            assertThat(succeeds("mount", "-t", "tmpfs", "none", inner)).isTrue();

            agent.end(CLUSTER, 0);

            assertThat(agent.nodes()).isEmpty();
            assertThat(home).doesNotExist();
            assertThat(bucket.resolve("precious")).hasContent("stays");
            assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                    .doesNotContain(home.toString());
        }
    }

    /** Needs the right to mount. */
    @Test
    void aFullDiskIsSaidAndDoesNotPreventTheEnd() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var disk = host.home().toString();
            assumeThat(succeeds("mount", "-t", "tmpfs", "-o", "size=512k", "none", disk)).isTrue();
            try {
                made(host, agent);
                var fill = "head -c 600000 /dev/zero >" + disk + "/fill";
                assertThat(succeeds("sh", "-c", fill)).isFalse();

                assertThatThrownBy(() -> agent.channel(CLUSTER, 0).start(run("true")))
                        .isInstanceOf(ChannelException.class)
                        .hasMessageContaining("is the disk full?");
                var other =
                        new Claim(new ClusterName("other"), 0, "aaaaaa", 1, 1_000, 100, Map.of());
                assertThat(agent.make(other, ROOM)).isInstanceOf(Made.Unfit.class);
                assertThat(agent.nodes()).hasSize(1);
                agent.end(CLUSTER, 0);
                assertThat(agent.nodes()).isEmpty();
                assertThat(host.home().resolve(".skyjobs")).doesNotExist();
            } finally {
                host.cut();
                ShellHost.until(() -> unmounted(disk));
            }
        }
    }

    private static boolean unmounted(String disk) {
        try {
            return succeeds("umount", disk);
        } catch (Exception trouble) {
            throw new AssertionError(trouble);
        }
    }
}
