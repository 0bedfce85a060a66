package io.skyjobs.providers.channel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.host.HostNode.Stage;
import io.skyjobs.providers.channel.host.NodeHost.Leased;
import io.skyjobs.providers.channel.host.NodeHost.Made;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** P-04, P-31: what is claimed of a host never comes to more than there is, whoever claims. */
class HostClaimsTest {
    private static final HostRoom ROOM = new HostRoom(4_000, 8_000, Map.of(0, 1_000, 1, 1_000));

    private static Claim claim(String cluster, String installation, long epoch, long cpus) {
        return new Claim(new ClusterName(cluster), 0, installation, epoch, cpus, 100, Map.of());
    }

    private static Claim gpus(String cluster, Map<Integer, Integer> gpus) {
        return new Claim(new ClusterName(cluster), 0, "aaaaaa", 1, 0, 0, gpus);
    }

    /** A file as somebody else wrote it. */
    private static void put(ShellHost host, String name, String text) throws IOException {
        Files.createDirectories(host.claims());
        Files.writeString(host.claims().resolve(name), text + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/dash", "/usr/bin/bash", "/usr/bin/busybox"})
    void ofThoseWhoClaimAtOnceNoTwoGetTheSame(String shell) throws Exception {
        assumeThat(Path.of(shell)).exists();
        try (var host = new ShellHost(shell);
                var first = host.agent();
                var second = host.agent();
                var threads = Executors.newFixedThreadPool(2)) {
            for (var round = 0; round < 5; round++) {
                var one = claim("race-" + round + "-aaaaaa", "aaaaaa", 1, 3_000);
                var other = claim("race-" + round + "-bbbbbb", "bbbbbb", 1, 3_000);
                List<Callable<Made>> both =
                        List.of(() -> first.make(one, ROOM), () -> second.make(other, ROOM));

                var won = 0;
                for (var made : threads.invokeAll(both)) {
                    assertThat(made.get()).isInstanceOfAny(Made.Done.class, Made.NoRoom.class);
                    won += made.get() instanceof Made.Done ? 1 : 0;
                }

                assertThat(won).isLessThanOrEqualTo(1);
                assertThat(first.facts().claims()).hasSize(won);
                first.end(one.cluster(), 0);
                second.end(other.cluster(), 0);
                assertThat(first.make(claim("alone", "aaaaaa", round + 1, 3_000), ROOM))
                        .isInstanceOf(Made.Done.class);
                first.end(new ClusterName("alone"), 0);
            }
            assertThat(host.home().resolve(".skyjobs")).doesNotExist();
        }
    }

    @Test
    void partsOfGpusAreCounted() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            assertThat(agent.make(gpus("half-1", Map.of(0, 500)), ROOM))
                    .isInstanceOf(Made.Done.class);
            assertThat(agent.make(gpus("half-2", Map.of(0, 500, 1, 1_000)), ROOM))
                    .isInstanceOf(Made.Done.class);
            assertThat(agent.make(gpus("tenth", Map.of(0, 100)), ROOM))
                    .isEqualTo(new Made.NoRoom("On tester@shell GPU 0 is claimed by others."));
            assertThat(agent.make(gpus("absent", Map.of(7, 1)), ROOM))
                    .isInstanceOf(Made.NoRoom.class);
            assertThat(agent.facts().claims())
                    .containsExactlyInAnyOrder(
                            gpus("half-1", Map.of(0, 500)),
                            gpus("half-2", Map.of(0, 500, 1, 1_000)));
            agent.end(new ClusterName("half-1"), 0);
            assertThat(agent.make(gpus("tenth", Map.of(0, 100)), ROOM))
                    .isInstanceOf(Made.Done.class);
            agent.end(new ClusterName("tenth"), 0);
            agent.end(new ClusterName("half-2"), 0);
        }
    }

    /** A server that is gone for ever still has its claims; somebody must end them. */
    @Test
    void claimsOfOthersCountAndWhatIsNoClaimDoesNot() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            put(host, "theirs.0.claim", "1 theirs 0 cccccc 9 some-id 12345 2500 7000 0:1000");
            put(host, "bad.0.claim", "1 bad 0 cccccc 9 some-id 12345 a[$(touch\t/x)] 7000 -");
            put(host, "short.0.claim", "1 short");
            put(host, "old.0.claim", "1 old 0 cccccc 9 some-id 12345 010 0 -");
            Files.createSymbolicLink(host.claims().resolve("link.0.claim"), Path.of("/dev/zero"));

            assertThat(agent.make(claim("big", "aaaaaa", 1, 2_000), ROOM))
                    .isEqualTo(
                            new Made.NoRoom(
                                    "On tester@shell 2500 of 4000 thousandths of processors are"
                                            + " claimed by others, and 2000 are wanted."));
            assertThat(agent.make(claim("small", "aaaaaa", 1, 1_500), ROOM))
                    .isInstanceOf(Made.Done.class);
            assertThat(agent.facts().claims()).hasSize(2);
            assertThat(agent.nodes()).hasSize(2);
            agent.end(new ClusterName("small"), 0);
        }
    }

    @Test
    void aNodeBelongsToOneInstallationAndItsNewestAttempt() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var first = (Made.Done) agent.make(claim("mine", "aaaaaa", 2, 1_000), ROOM);

            assertThat(agent.make(claim("mine", "bbbbbb", 3, 1_000), ROOM))
                    .isInstanceOf(Made.Refused.class);
            assertThat(agent.make(claim("mine", "aaaaaa", 1, 1_000), ROOM))
                    .isInstanceOf(Made.Refused.class);
            var taken = (Made.Done) agent.make(claim("mine", "aaaaaa", 3, 1_000), ROOM);

            assertThat(taken.node().id()).isEqualTo(first.node().id());
            assertThat(agent.nodes()).containsExactly(taken.node());
            assertThat(taken.node().epoch()).isEqualTo(3);
            agent.end(new ClusterName("mine"), 0);
            assertThat(host.home().resolve(".skyjobs")).doesNotExist();
            assertThat(agent.make(claim("mine", "aaaaaa", 3, 1_000), ROOM))
                    .isEqualTo(new Made.Refused("On tester@shell it was ended for attempt 3."));
            assertThat(agent.nodes()).isEmpty();
            assertThat(host.home().resolve(".skyjobs")).doesNotExist();
        }
    }

    /** Systems clean their directories of temporary files, some after days. */
    @Test
    void aClaimThatWasCleanedAwayComesBack() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var node = ((Made.Done) agent.make(claim("kept", "aaaaaa", 1, 1_000), ROOM)).node();
            Files.delete(host.claims().resolve("kept.0.claim"));
            assertThat(agent.nodes()).containsExactly(node);

            agent.renew(List.of(new Leased(node.cluster(), 0)), Duration.ofMinutes(10));

            assertThat(agent.facts().claims()).containsExactly(claim("kept", "aaaaaa", 1, 1_000));
            agent.end(node.cluster(), 0);
        }
    }

    @Test
    void aNodeThatWasMadeInPartIsSeenMadeOrEnded() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            put(host, "part.0.claim", "1 part 0 aaaaaa 1 some-id 0 1000 100 -");
            assumeThat(Files.getAttribute(host.claims(), "unix:uid")).isEqualTo(0);
            assertThat(agent.nodes())
                    .hasSize(1)
                    .first()
                    .extracting("stage")
                    .isEqualTo(Stage.MADE_IN_PART);

            var made = (Made.Done) agent.make(claim("part", "aaaaaa", 1, 1_000), ROOM);

            assertThat(made.node().id()).isEqualTo("some-id");
            assertThat(agent.nodes()).containsExactly(made.node());
            Files.delete(host.node("part", 0).resolve("id"));
            assertThat(agent.node(made.node().cluster(), 0))
                    .get()
                    .extracting("stage")
                    .isEqualTo(Stage.MADE_IN_PART);
            agent.end(made.node().cluster(), 0);
            assertThat(agent.nodes()).isEmpty();
            assertThat(host.claims()).isDirectoryNotContaining("glob:**.claim");
        }
    }

    @Test
    void aPlaceForClaimsThatCannotBeUsedIsSaid() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            Files.writeString(host.claims(), "a file");

            var made = agent.make(claim("none", "aaaaaa", 1, 1_000), ROOM);

            assertThat(made)
                    .isEqualTo(
                            new Made.Unfit(
                                    "On tester@shell the directory for claims "
                                            + host.claims()
                                            + " cannot be written: its mode must be 1777."));
        }
    }

    @Test
    void everybodyMayClaimAndNobodyElseMayLookIntoANode() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            agent.make(claim("seen", "aaaaaa", 1, 1_000), ROOM);

            assertThat((int) Files.getAttribute(host.claims(), "unix:mode") & 07777)
                    .isEqualTo(01777);
            assertThat(Files.getPosixFilePermissions(host.claims().resolve("seen.0.claim")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(Files.getPosixFilePermissions(host.home().resolve(".skyjobs")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            agent.end(new ClusterName("seen"), 0);
        }
    }

    @Test
    void usersOfAHostSeeEachOthersClaimsAndTakeNone() throws Exception {
        try (var host = ShellHost.usual()) {
            assumeThat(Files.getAttribute(host.home(), "unix:uid")).isEqualTo(0);
            assumeThat(Path.of("/usr/bin/setpriv")).exists();
            try (var theirs = host.other(65_534);
                    var first = host.agent();
                    var second = theirs.agent()) {
                first.make(claim("first", "aaaaaa", 1, 3_000), ROOM);

                assertThat(second.make(claim("second", "bbbbbb", 1, 1_500), ROOM))
                        .isInstanceOf(Made.NoRoom.class);
                assertThat(second.make(claim("first", "aaaaaa", 1, 3_000), ROOM))
                        .isEqualTo(
                                new Made.Refused(
                                        "On tester@shell it belongs to installation aaaaaa of user"
                                                + " 0."));
                assertThatThrownBy(() -> second.end(new ClusterName("first"), 0))
                        .isInstanceOf(ChannelException.class)
                        .hasMessageContaining("claimed by another user");
                assertThat(theirs.home().resolve(".skyjobs")).doesNotExist();
                assertThat(second.make(claim("second", "bbbbbb", 1, 1_000), ROOM))
                        .isInstanceOf(Made.Done.class);
                assertThat(first.nodes()).hasSize(2);
                assertThat(first.facts().claims()).isEqualTo(second.facts().claims());
                assertThat(second.end(new ClusterName("second"), 0)).isNotEmpty();
                first.end(new ClusterName("first"), 0);
                assertThat(theirs.home().resolve(".skyjobs")).doesNotExist();
            }
        }
    }

    @Test
    void nobodyClaimsInTheNameOfAnother() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            put(host, "forged.0.claim", "1 forged 0 aaaaaa 1 some-id 0 4000 100 -");
            assumeThat(Files.getAttribute(host.claims(), "unix:uid")).isEqualTo(0);
            Files.setAttribute(host.claims().resolve("forged.0.claim"), "unix:uid", 65_534);

            assertThat(agent.nodes()).isEmpty();
            assertThat(agent.make(claim("real", "aaaaaa", 1, 4_000), ROOM))
                    .isInstanceOf(Made.Done.class);
            agent.end(new ClusterName("real"), 0);
        }
    }

    @Test
    void anEndlessClaimHoldsNobodyUp() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            put(host, "endless.0.claim", "1 endless 0 aaaaaa 1 some-id 1 4000 100 -");
            try (var file =
                    new RandomAccessFile(host.claims().resolve("endless.0.claim").toFile(), "rw")) {
                file.setLength(0);
                file.setLength(1L << 40);
            }

            assertThat(agent.nodes()).isEmpty();
            assertThat(agent.facts().claims()).isEmpty();
        }
    }

    @Test
    void aLinkInPlaceOfTheClaimsOpensNothingToAll() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            Files.setPosixFilePermissions(
                    host.home(), PosixFilePermissions.fromString("rwx------"));
            Files.createSymbolicLink(host.claims(), host.home());

            assertThat(agent.make(claim("none", "aaaaaa", 1, 1_000), ROOM))
                    .isInstanceOf(Made.Unfit.class);

            assertThat(Files.getPosixFilePermissions(host.home()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** P-04: hosts may share a home, and then find there what runs on another. */
    @Test
    void aNodeOfAnotherHostWithTheSameHomeIsLeftAlone() throws Exception {
        try (var host = ShellHost.usual();
                var agent = host.agent()) {
            var node = ((Made.Done) agent.make(claim("far", "aaaaaa", 1, 1_000), ROOM)).node();
            var claim = host.claims().resolve("far.0.claim");
            var kept = Files.readString(claim);
            // As another host sees it, whose claims are its own.
            Files.delete(claim);
            Files.writeString(host.node("far", 0).resolve("host"), "another\n");

            assertThat(agent.make(claim("far", "aaaaaa", 1, 1_000), ROOM))
                    .isEqualTo(
                            new Made.Refused(
                                    "On tester@shell its directory is in use by host another,"
                                            + " which has the same home directory."));
            assertThat(agent.end(node.cluster(), 0)).contains("in use by host another and stays");

            assertThat(host.node("far", 0).resolve("home")).isDirectory();
            assertThat(host.node("far", 0).resolve("ending")).doesNotExist();
            assertThat(claim).doesNotExist();
            put(host, "far.0.claim", kept.strip());
            agent.end(node.cluster(), 0);
            assertThat(host.home().resolve(".skyjobs")).doesNotExist();
        }
    }
}
