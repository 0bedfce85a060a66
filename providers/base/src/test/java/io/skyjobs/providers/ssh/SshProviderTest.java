package io.skyjobs.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.providers.ssh.PoolWorld.Ask;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.HostReport;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Kind;
import io.skyjobs.spi.ProvisionException.Reach;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Pools of machines in memory: places, claims, and what is left when somebody dies in between. */
class SshProviderTest {
    private static final String A100 = "NVIDIA A100-SXM4-80GB";

    @TempDir Path root;
    private PoolWorld world = new PoolWorld(Path.of(""));

    @BeforeEach
    void open() {
        world = new PoolWorld(root);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private ProvisionException refused(SshProvider server, ClusterSpec spec) {
        try {
            throw new AssertionError(server.ensure(spec));
        } catch (ProvisionException refusal) {
            return refusal;
        }
    }

    @Test
    void aPoolIsOfferedAsItsLargestHostOfEachKind() throws Exception {
        world.host("1", 64, 256);
        world.host("2", 16, 64);
        world.host("3", 96, 128, A100, A100);
        var server = world.server("s");

        assertThat(server.offers())
                .extracting(Offer::toString)
                .containsExactly(
                        "ssh/lab 64CPU--256GB",
                        "ssh/lab 96CPU--128GB",
                        "ssh/lab 96CPU--128GB--A100-80GB:2");
        assertThat(server.readiness().account()).isEqualTo("1 pool, 3 hosts");
        assertThat(server.offers().getLast().shape().acceleratorMemoryGib()).contains(80.0);
    }

    @Test
    void eachNodeOfAClusterIsOnAHostOfItsOwn() throws Exception {
        world.host("1", 4, 8);
        world.host("2", 4, 8);
        world.host("3", 4, 8);
        var server = world.server("s");

        var view = server.ensure(PoolWorld.spec(server, "gang", 3, Ask.cpus(1)));

        assertThat(view.phase()).isEqualTo(Phase.UP);
        assertThat(view.nodes())
                .extracting(ClusterView.NodeView::address)
                .containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2", "10.0.0.3");
        var never = refused(server, PoolWorld.spec(server, "four", 4, Ask.NOTHING));
        assertThat(never.kind()).isEqualTo(Kind.CONFIG);
        assertThat(never.sentence())
                .isEqualTo(
                        "Pool lab can never hold 4 nodes with nothing in particular each, each node"
                                + " on a host of its own: of its 3 hosts, 3 could hold such a node.");
    }

    @Test
    void aFullPoolSaysWhatIsFreeWhere() throws Exception {
        world.host("1", 4, 8);
        world.host("2", 2, 8);
        var server = world.server("s");
        server.ensure(PoolWorld.spec(server, "first", 1, Ask.cpus(3)));

        var full = refused(server, PoolWorld.spec(server, "second", 1, Ask.cpus(3)));

        assertThat(full.kind()).isEqualTo(Kind.CAPACITY);
        assertThat(full.reach()).isEqualTo(Reach.REGION);
        assertThat(full.sentence())
                .isEqualTo(
                        "Pool lab has no room now for 1 node with 3 CPUs: 1 has 1 of 4 CPUs free; 2"
                                + " has 2 of 2 CPUs free.");
        assertThat(refused(server, PoolWorld.spec(server, "huge", 1, Ask.cpus(5))).kind())
                .isEqualTo(Kind.CONFIG);
        assertThat(server.ensure(PoolWorld.spec(server, "small", 1, Ask.cpus(1))).phase())
                .isEqualTo(Phase.UP);
    }

    @Test
    void fractionsShareAGpuAndWholeOnesAreTakenWhole() throws Exception {
        var only = world.host("1", 8, 32, A100, A100);
        var server = world.server("s");
        server.ensure(PoolWorld.spec(server, "half", 1, Ask.gpus("A100-80GB", 0.5)));
        server.ensure(PoolWorld.spec(server, "whole", 1, Ask.gpus("A100-80GB", 1)));
        server.ensure(PoolWorld.spec(server, "other", 1, Ask.gpus("A100-80GB", 0.5)));

        assertThat(only.claimed())
                .extracting(claim -> claim.gpus().toString())
                .containsExactlyInAnyOrder("{0=500}", "{1=1000}", "{0=500}");
        assertThat(refused(server, PoolWorld.spec(server, "more", 1, Ask.gpus("A100-80GB", 0.1))))
                .hasMessageContaining("1 has 0 of 2 A100-80GB free");
        assertThat(server.hosts())
                .singleElement()
                .satisfies(
                        host ->
                                assertThat(host.figures().orElseThrow().gpus())
                                        .containsExactly(
                                                new HostReport.Gpus("A100-80GB", 2, 0, 80)));
    }

    /** Two servers that know nothing of each other: the claims on the host decide. */
    @Test
    void ofTwoServersThatWantOneGpuAtOnceOneGetsIt() throws Exception {
        var only = world.host("1", 8, 32, A100);
        var ours = world.server("ours");
        var theirs = world.server("theirs");
        var want = Ask.gpus("A100-80GB", 1);
        var theirSpec = PoolWorld.spec(theirs, "fast", PoolWorld.THEIRS, 1, want);
        only.beforeNextMake(
                () -> {
                    try {
                        theirs.ensure(theirSpec);
                    } catch (ProvisionException bug) {
                        throw new AssertionError(bug);
                    }
                });

        var late = refused(ours, PoolWorld.spec(ours, "slow", 1, want));

        assertThat(late.kind()).isEqualTo(Kind.CAPACITY);
        assertThat(only.claimed()).hasSize(1);
        assertThat(only.claimed().getFirst().installation()).isEqualTo(PoolWorld.THEIRS);
        assertThat(world.book("ours").all()).isEmpty();
        assertThat(ours.list(PoolWorld.OURS).views()).isEmpty();
        assertThat(ours.survey().found())
                .extracting(it -> it.installation())
                .containsExactly(PoolWorld.THEIRS);
    }

    @Test
    void whoIsOvertakenOnOneHostGoesToAnother() throws Exception {
        var first = world.host("1", 4, 8, A100);
        var second = world.host("2", 8, 8, A100);
        var ours = world.server("ours");
        var theirs = world.server("theirs");
        var want = Ask.gpus("A100-80GB", 1);
        var theirSpec = PoolWorld.spec(theirs, "fast", PoolWorld.THEIRS, 1, want);
        first.beforeNextMake(
                () -> {
                    try {
                        theirs.ensure(theirSpec);
                    } catch (ProvisionException bug) {
                        throw new AssertionError(bug);
                    }
                });

        assertThat(ours.ensure(PoolWorld.spec(ours, "slow", 1, want)).phase()).isEqualTo(Phase.UP);
        assertThat(first.claimed()).extracting(it -> it.installation()).containsExactly("bbbbbb");
        assertThat(second.claimed()).extracting(it -> it.installation()).containsExactly("aaaaaa");
    }

    /** What one node got is given back when there is nothing for the other. */
    @Test
    void aClusterThatFindsNoRoomLeavesNothingBehind() throws Exception {
        var first = world.host("1", 4, 8);
        var second = world.host("2", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "gang", 2, Ask.cpus(2));
        second.fillDisk();

        var trouble = refused(server, spec);

        assertThat(trouble.sentence()).contains("2 cannot have nodes: The disk of 2 is full");
        assertThat(first.present()).isEmpty();
        assertThat(first.claimed()).isEmpty();
        assertThat(world.book("s").find(spec.name())).isEmpty();
    }

    /** P-11: the server dies after the intent was written down and before the host was asked. */
    @Test
    void whatWasPlannedByAServerThatDiedIsCompletedOrEnded() throws Exception {
        var only = world.host("1", 4, 8);
        var server = world.server("s");
        for (var afterwards : List.of("complete", "end")) {
            var spec = PoolWorld.spec(server, afterwards, 1, Ask.cpus(2));
            only.beforeNextMake(
                    () -> {
                        throw new Death();
                    });
            assertThatThrownBy(() -> server.ensure(spec)).isInstanceOf(Death.class);
            assertThat(world.book("s").find(spec.name()).orElseThrow().slots())
                    .extracting(Slot::state)
                    .containsExactly(Slot.State.PLANNED);
            var restarted = world.server("s");
            assertThat(restarted.list(PoolWorld.OURS).views()).containsOnlyKeys(spec.name());
            if (afterwards.equals("complete")) {
                assertThat(restarted.ensure(spec).phase()).isEqualTo(Phase.UP);
            }
            restarted.terminate(spec.name());
            assertThat(only.claimed()).isEmpty();
            assertThat(restarted.list(PoolWorld.OURS).views()).isEmpty();
            assertThat(restarted.inspect(Set.of(spec.name())).saysGone(spec.name())).isTrue();
        }
    }

    /** P-11: the server dies after the host made the node and before that was written down. */
    @Test
    void whatWasMadeByAServerThatDiedIsFoundAgain() throws Exception {
        var only = world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "made", 1, Ask.cpus(2));
        only.beforeNextMake(
                () -> {
                    // Another life of the same server makes it, and nothing more is heard of it.
                    var earlier = world.book("s");
                    try {
                        var entry = earlier.find(spec.name()).orElseThrow();
                        only.open()
                                .make(
                                        entry.claim(entry.slots().getFirst()),
                                        new io.skyjobs.providers.channel.host.HostRoom(
                                                4_000, 8_192, java.util.Map.of()));
                    } catch (Exception bug) {
                        throw new AssertionError(bug);
                    }
                    throw new Death();
                });
        assertThatThrownBy(() -> server.ensure(spec)).isInstanceOf(Death.class);
        var id = only.present().getFirst().id();

        var view = world.server("s").ensure(spec);

        assertThat(view.nodes().getFirst().id()).isEqualTo(id);
        assertThat(only.claimed()).hasSize(1);
    }

    /** The end of a process, which nothing in it can catch. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** P-02: nodes of ours of which nothing is written down are listed, and can be ended. */
    @Test
    void whatIsLeftWhenTheNotesAreDeletedIsListedAndEnded() throws Exception {
        var only = world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "left", 1, Ask.cpus(2));
        server.ensure(spec);

        var amnesiac = world.server("elsewhere");
        assertThat(amnesiac.list(PoolWorld.OURS).views()).containsOnlyKeys(spec.name());
        assertThat(amnesiac.inspect(Set.of(spec.name())).saysGone(spec.name())).isFalse();
        amnesiac.terminate(spec.name());

        assertThat(only.present()).isEmpty();
        assertThat(amnesiac.list(PoolWorld.OURS).saysGone(spec.name())).isTrue();
        assertThat(server.inspect(Set.of(spec.name())).view(spec.name()).orElseThrow().nodes())
                .extracting(ClusterView.NodeView::phase)
                .as("the host says that it has no such node")
                .containsExactly(Phase.GONE);
    }

    @Test
    void leasesAreRenewedOnEveryHostThatAnswers() throws Exception {
        var first = world.host("1", 4, 8);
        var second = world.host("2", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "gang", 2, Ask.NOTHING);
        server.ensure(spec);
        first.events.clear();
        second.events.clear();
        second.cut();
        var unknown = new ClusterName("unknown-1-0-1-aaaaaa");

        assertThatThrownBy(() -> server.renew(List.of(spec.name(), unknown), Duration.ofMinutes(5)))
                .isInstanceOf(ProvisionException.class)
                .hasMessageContaining("2: No route to 2");
        assertThat(first.events).hasSize(1).allMatch(event -> event.startsWith("renew"));
    }
}
