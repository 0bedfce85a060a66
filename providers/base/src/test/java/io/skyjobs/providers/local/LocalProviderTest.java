package io.skyjobs.providers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.Confinement;
import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.channel.DirectoryRemoval;
import io.skyjobs.providers.channel.ProcessTable;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Kind;
import io.skyjobs.spi.ProvisionException.Reach;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the provider {@code local} promises beyond the contract. */
class LocalProviderTest {
    private static final int ROUNDS = 3_000;
    private static final long MEBIBYTE = 1 << 20;

    private LocalUnderTest under;

    @BeforeEach
    void open() throws Exception {
        under = new LocalUnderTest(ConfinementChoice.BEST);
    }

    @AfterEach
    void close() {
        under.close();
    }

    private ClusterSpec spec(String name, long epoch, int nodes, double cpus, double memoryGib) {
        return new ClusterSpec(
                new ClusterName(name + "-aaaaaa"),
                "aaaaaa",
                epoch,
                nodes,
                under.provider().offers().getFirst(),
                asking(cpus, memoryGib));
    }

    private static Resources asking(double cpus, double memoryGib) {
        var any = Resources.ANY;
        return new Resources(
                Infra.ANY,
                any.instanceType(),
                Optional.of(cpus).filter(value -> value > 0).map(value -> new Amount(value, true)),
                Optional.of(memoryGib)
                        .filter(value -> value > 0)
                        .map(value -> new Amount(value, true)),
                any.accelerator(),
                any.spot(),
                any.diskGib(),
                any.diskTier(),
                any.networkTier(),
                any.localDisk(),
                any.maxHourlyCost(),
                any.ports(),
                any.imageId(),
                any.labels());
    }

    private NodeChannel started(ClusterSpec spec, String script) throws Exception {
        under.provider().ensure(spec);
        var head = under.provider().channel(spec.name(), 0);
        head.start(under.request(spec.epoch(), Optional.empty(), Optional.of(script), false));
        return head;
    }

    private RunView until(NodeChannel channel, Predicate<RunView> good) throws Exception {
        var view = channel.look(1);
        for (var round = 0; round < ROUNDS && !good.test(view); round++) {
            under.pass();
            view = channel.look(1);
        }
        assertThat(view).matches(good);
        return view;
    }

    private static String log(NodeChannel channel) throws Exception {
        return new String(channel.log(1, LogPhase.RUN, 0, (int) MEBIBYTE), StandardCharsets.UTF_8);
    }

    @Test
    void theMachineIsOneFreeDivisibleOffer() {
        assertThat(under.provider().offers())
                .singleElement()
                .satisfies(
                        offer -> {
                            assertThat(offer.shape().instanceType()).isEqualTo("4CPU--8GB");
                            assertThat(offer.shape().divisible()).isTrue();
                            assertThat(offer.price().micros()).isZero();
                            assertThat(offer.region()).isEmpty();
                        });
    }

    @Test
    void whatIsAskedForIsReservedOverAllNodesUntilTheEnd() throws Exception {
        under.provider().ensure(spec("big", 1, 3, 1, 2));
        under.provider().ensure(spec("asks-nothing", 1, 50, 0, 0));

        var full =
                catchThrowableOfType(
                        ProvisionException.class,
                        () -> under.provider().ensure(spec("second", 1, 2, 1, 1)));

        assertThat(full.kind()).isEqualTo(Kind.CAPACITY);
        assertThat(full.reach()).isEqualTo(Reach.PROVIDER);
        assertThat(full.sentence())
                .isEqualTo(
                        "Of this machine's 4 CPUs and 8 GiB of memory, 1 CPUs and 2 GiB of memory"
                                + " are free, and the task asks for 2 CPUs and 2 GiB of memory on"
                                + " 2 nodes together.");
        assertThat(under.provider().list("aaaaaa").views()).hasSize(2);
        under.provider().terminate(new ClusterName("big-aaaaaa"));
        assertThat(under.provider().ensure(spec("second", 1, 2, 1, 1)).phase()).isEqualTo(Phase.UP);
    }

    @Test
    void whatSomebodyElsePutBesideTheClustersIsLeftAlone() throws Exception {
        under.provider().ensure(spec("mine", 1, 1, 0, 0));
        Files.writeString(under.root().resolve("notes_of_mine.txt"), "");
        Files.writeString(under.root().resolve(".clusters/a_file"), "");

        assertThat(under.provider().list("abc123").complete()).isTrue();
        under.provider().watch(name -> {}).close();
        assertThat(under.root().resolve("notes_of_mine.txt")).exists();
    }

    @Test
    void nothingRunsOnWhereOurNotesWereDeleted() throws Exception {
        var spec = spec("forgotten", 1, 1, 0, 0);
        until(started(spec, "exec sleep 98765431"), view -> view.runPid().isPresent());
        for (var round = 0; round < ROUNDS && under.count("98765431").orElse(0) == 0; round++) {
            under.pass();
        }
        Files.delete(under.root().resolve(".clusters").resolve(spec.name().value()));

        under.provider().terminate(spec.name());

        assertThat(under.count("98765431")).contains(0);
        assertThat(under.provider().inspect(List.of(spec.name())).saysGone(spec.name())).isTrue();
    }

    @Test
    void moreThanTheMachineHasCanNeverBe() {
        var never =
                catchThrowableOfType(
                        ProvisionException.class,
                        () -> under.provider().ensure(spec("huge", 1, 1, 64, 0)));

        assertThat(never.kind()).isEqualTo(Kind.CONFIG);
        assertThat(never.sentence())
                .isEqualTo(
                        "This machine has 4 CPUs and 8 GiB of memory, and the task asks for 64 CPUs.");
    }

    @Test
    void theNewestAttemptHasTheClusterAndOlderOnesAreRefused() throws Exception {
        under.provider().ensure(spec("shared", 2, 1, 0, 0));
        under.provider().ensure(spec("shared", 3, 1, 0, 0));

        var late =
                catchThrowableOfType(
                        ProvisionException.class,
                        () -> under.provider().ensure(spec("shared", 2, 1, 0, 0)));

        assertThat(late.sentence()).contains("not made for attempt 2").contains("attempt 3 has it");
    }

    /** P-42: a node that is lost is another node afterwards, and its neighbour stays. */
    @Test
    void aNodeWhoseDirectoryIsTakenAwayIsGoneAndIsReplacedAlone() throws Exception {
        var spec = spec("lossy", 1, 2, 0, 0);
        var before = under.provider().ensure(spec);
        DirectoryRemoval.remove(under.directories().node(spec.name(), 1));

        var seen = under.provider().inspect(List.of(spec.name())).view(spec.name()).orElseThrow();
        assertThat(seen.nodes().get(0).phase()).isEqualTo(Phase.UP);
        assertThat(seen.nodes().get(1).phase()).isEqualTo(Phase.GONE);
        var after = under.provider().ensure(spec);

        assertThat(after.phase()).isEqualTo(Phase.UP);
        assertThat(after.nodes().get(0)).isEqualTo(before.nodes().get(0));
        assertThat(after.nodes().get(1).id()).isNotEqualTo(before.nodes().get(1).id());
    }

    @Test
    void aClusterWithWriteProtectedAndLinkedFilesIsRemovedAndNothingElse() throws Exception {
        var spec = spec("locked", 1, 1, 0, 0);
        under.provider().ensure(spec);
        var home = under.directories().home(spec.name(), 0);
        var outside = Files.createTempDirectory("outside");
        Files.createFile(outside.resolve("kept"));
        Files.createSymbolicLink(home.resolve("link"), outside);
        var inner = Files.createDirectories(home.resolve("locked/inner"));
        Files.createFile(inner.resolve("file"));
        Files.setPosixFilePermissions(
                inner.getParent(), PosixFilePermissions.fromString("---------"));

        under.provider().terminate(spec.name());

        assertThat(under.directories().cluster(spec.name())).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
        DirectoryRemoval.remove(outside);
    }

    /** P-56: nothing of the server's own environment reaches a run. */
    @Test
    void aRunSeesItsOwnHomeAndNothingOfTheServersEnvironment() throws Exception {
        var spec = spec("clean", 1, 1, 0, 0);
        var head = started(spec, "env");
        until(head, view -> view.phase() == RunView.Phase.ENDED);

        var names = log(head).lines().map(line -> line.substring(0, line.indexOf('='))).toList();

        assertThat(log(head)).contains("HOME=" + under.directories().home(spec.name(), 0) + "\n");
        assertThat(names)
                .contains("PATH", "USER", "LANG", "SKYPILOT_TASK_ID", "SKYJOBS_CLUSTER")
                .doesNotContain("SKYJOBS_CGROUP", "SKYJOBS_UMASK", "MAVEN_PROJECTBASEDIR", "OLDPWD")
                .filteredOn(name -> name.startsWith("MAVEN") || name.startsWith("SUREFIRE"))
                .isEmpty();
    }

    /** P-23: out of memory is what the kernel counted, and only that. */
    @Test
    void aRunThatTheKernelKilledForWantOfMemorySaysSo() throws Exception {
        var spec = spec("greedy", 1, 1, 0, 0);
        under.provider().ensure(spec);
        var limit = memoryLimit(spec.name());
        assumeThat(limit).isPresent();
        Files.writeString(limit.get(), Long.toString(32 * MEBIBYTE));

        var head = started(spec, "x=$(head -c 100000000 /dev/zero | tr '\\0' x); echo ${#x}");
        var view = until(head, seen -> seen.phase() == RunView.Phase.ENDED);

        assertThat(view.end()).contains(RunView.End.OUT_OF_MEMORY);
        assertThat(view.succeeded()).isFalse();
    }

    private Optional<Path> memoryLimit(ClusterName name) throws Exception {
        return under.book().find(name).orElseThrow().confinement()
                                instanceof Confinement.Cgroup cgroup
                        && cgroup.memory().isPresent()
                ? Optional.of(
                        Confinement.Cgroup.node(cgroup.memory().get(), name, 0)
                                .resolve("memory.limit_in_bytes"))
                : Optional.empty();
    }

    /** P-11: the server that started a run may die at once; the run does not notice. */
    @Test
    void aRunDoesNotHangOnTheProcessThatStartedIt() throws Exception {
        var spec = spec("free", 1, 1, 0, 0);
        started(spec, "sleep 1000");
        var runner = under.runner(spec.name(), 0, 1);

        var parents =
                ProcessHandle.current()
                        .descendants()
                        .map(ProcessHandle::pid)
                        .filter(pid -> pid == runner.pid());

        assertThat(parents).isEmpty();
        try (ComputeProvider second = under.restarted().orElseThrow()) {
            second.terminate(spec.name());
            assertThat(second.inspect(List.of(spec.name())).saysGone(spec.name())).isTrue();
        }
        assertThat(new ProcessTable().alive(runner)).isFalse();
    }

    @Test
    void anEndThatOnlyAScanSawIsCalledNotProved() throws Exception {
        try (var scanned = new LocalUnderTest(ConfinementChoice.SCAN)) {
            var spec = spec("scanned", 1, 1, 0, 0);
            scanned.provider().ensure(spec);
            scanned.provider().terminate(spec.name());

            var view = scanned.provider().inspect(List.of(spec.name())).view(spec.name());

            assertThat(view)
                    .hasValueSatisfying(
                            seen -> {
                                assertThat(seen.phase()).isEqualTo(Phase.GONE);
                                assertThat(seen.evidence()).startsWith("not proved");
                            });
        }
    }
}
