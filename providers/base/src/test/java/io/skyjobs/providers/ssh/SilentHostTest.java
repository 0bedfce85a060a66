package io.skyjobs.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.providers.ssh.PoolWorld.Ask;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.NodeView;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.ProvisionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Stories of hosts that do not answer: a lost connection is not a lost node. */
class SilentHostTest {
    private static final Duration TRY = Duration.ofMinutes(1);

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

    private static Inspection look(SshProvider provider, ClusterName name)
            throws ProvisionException {
        return provider.inspect(Set.of(name));
    }

    /** Asks once a minute, as the controller does and oftener, for so many minutes. */
    private void listen(SshProvider provider, ClusterName name, int minutes)
            throws ProvisionException {
        for (var minute = 0; minute < minutes; minute++) {
            look(provider, name);
            world.pass(TRY);
        }
    }

    private FakeHost hostOf(ClusterView view, int rank) {
        var address = view.nodes().get(rank).address();
        return world.host(address.substring(address.lastIndexOf('.') + 1));
    }

    /** P-07: nothing is said of what cannot be seen, so nothing recovers. */
    @Test
    void aSilentHostIsNeitherThereNorGoneBeforeTheLimit() throws Exception {
        var only = world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "run", 1, Ask.NOTHING);
        server.ensure(spec);
        only.cut();

        listen(server, spec.name(), 29);
        var seen = look(server, spec.name());

        assertThat(seen.view(spec.name())).isEmpty();
        assertThat(seen.complete()).isFalse();
        assertThat(seen.saysGone(spec.name())).isFalse();
        assertThat(seen.evidence())
                .contains("1 has not answered since 2026-11-25T18:00:00Z: No route to 1");
        var listed = server.list(PoolWorld.OURS);
        assertThat(listed.complete()).isFalse();
        assertThat(listed.view(spec.name()).map(ClusterView::phase)).contains(Phase.CREATING);

        only.mend();
        assertThat(look(server, spec.name()).view(spec.name()).map(ClusterView::phase))
                .contains(Phase.UP);
        assertThat(world.book("s").condemned()).isEmpty();
    }

    @Test
    void afterTheLimitItsNodesAreGivenUpForGoodAndEndedFirstThing() throws Exception {
        var only = world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "run", 1, Ask.NOTHING);
        server.ensure(spec);
        only.cut();
        listen(server, spec.name(), 31);

        var seen = look(server, spec.name()).view(spec.name()).orElseThrow();
        assertThat(seen.nodes()).extracting(NodeView::phase).containsExactly(Phase.GONE);
        assertThat(seen.nodes().getFirst().evidence())
                .contains("1 has not answered for 30m")
                .contains("is ended first thing when it answers again");
        assertThatThrownBy(() -> server.channel(spec.name(), 0))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("is over");
        server.terminate(spec.name());
        assertThat(look(server, spec.name()).saysGone(spec.name())).isTrue();
        server.close();

        only.mend();
        var restarted = world.server("s");
        var next = PoolWorld.spec(restarted, "next", 1, Ask.NOTHING);
        restarted.ensure(next);

        assertThat(only.events.indexOf("end " + spec.name() + ".0"))
                .isNotNegative()
                .isLessThan(only.events.indexOf("make " + next.name() + ".0"));
        assertThat(only.present()).extracting(it -> it.cluster()).containsExactly(next.name());
        assertThat(world.book("s").condemned()).isEmpty();
    }

    /** What was given up does not come back to life with its host. */
    @Test
    void aNodeThatWasGivenUpStaysGone() throws Exception {
        var only = world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "run", 1, Ask.NOTHING);
        server.ensure(spec);
        only.cut();
        listen(server, spec.name(), 32);
        only.mend();

        assertThat(look(server, spec.name()).view(spec.name()).orElseThrow().nodes())
                .extracting(NodeView::phase)
                .containsExactly(Phase.GONE);
    }

    /** A laptop that slept, or a controller that did not ask, proves nothing. */
    @Test
    void silenceCountsOnlyWhileSomebodyListens() throws Exception {
        var only = world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "run", 1, Ask.NOTHING);
        server.ensure(spec);
        only.cut();
        look(server, spec.name());
        world.pass(Duration.ofHours(10));

        assertThat(look(server, spec.name()).view(spec.name())).isEmpty();
        assertThat(world.book("s").condemned()).isEmpty();
    }

    /** A restart of the server begins to count anew. */
    @Test
    void aRestartGivesAHostItsTimeAgain() throws Exception {
        var only = world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "run", 1, Ask.NOTHING);
        server.ensure(spec);
        only.cut();
        listen(server, spec.name(), 29);

        var restarted = world.server("s");
        listen(restarted, spec.name(), 5);

        assertThat(look(restarted, spec.name()).saysGone(spec.name())).isFalse();
        assertThat(restarted.offers()).as("what is known of it is kept").isNotEmpty();
        assertThat(restarted.readiness().account()).contains("1 not reachable");
    }

    @Test
    void aNewerAttemptReplacesOnlyTheNodeThatWasLost() throws Exception {
        world.host("1", 4, 8);
        world.host("2", 4, 8);
        world.host("3", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "gang", 2, Ask.NOTHING);
        var first = server.ensure(spec);
        var lost = hostOf(first, 1);
        lost.cut();
        listen(server, spec.name(), 32);
        var seen = look(server, spec.name()).view(spec.name()).orElseThrow();
        assertThat(seen.nodes()).extracting(NodeView::phase).containsExactly(Phase.UP, Phase.GONE);
        assertThat(server.ensure(spec).nodes().get(1).phase())
                .as("the same attempt gets nothing new")
                .isEqualTo(Phase.GONE);

        var second = server.ensure(PoolWorld.at(spec, 2));

        assertThat(second.phase()).isEqualTo(Phase.UP);
        assertThat(second.nodes().get(0)).isEqualTo(withWords(first, second));
        assertThat(second.nodes().get(1).id()).isNotEqualTo(first.nodes().get(1).id());
        assertThat(hostOf(second, 1)).isNotSameAs(lost).isNotSameAs(hostOf(first, 0));
        assertThat(hostOf(second, 0).present().getFirst().epoch()).isEqualTo(2);
        assertThatThrownBy(() -> server.ensure(spec))
                .isInstanceOfSatisfying(
                        ProvisionException.class,
                        late -> assertThat(late.code()).isEqualTo("LATE_REQUEST"));
    }

    private static NodeView withWords(ClusterView first, ClusterView second) {
        var node = first.nodes().getFirst();
        return new NodeView(
                node.rank(),
                node.id(),
                node.phase(),
                node.address(),
                second.nodes().getFirst().evidence());
    }

    /** P-03: gone is what the hosts proved, all of them. */
    @Test
    void aClusterIsNotGoneWhileAHostOfItIsSilent() throws Exception {
        world.host("1", 4, 8);
        world.host("2", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "gang", 2, Ask.NOTHING);
        var silent = hostOf(server.ensure(spec), 1);
        silent.cut();

        server.terminate(spec.name());
        var seen = look(server, spec.name());
        assertThat(seen.saysGone(spec.name())).isFalse();
        assertThat(seen.view(spec.name()).orElseThrow().evidence())
                .contains("being removed")
                .contains("has not answered since");
        assertThatThrownBy(() -> server.ensure(PoolWorld.at(spec, 2)))
                .hasMessageContaining("it is being removed");

        silent.mend();
        server.terminate(spec.name());
        assertThat(look(server, spec.name()).saysGone(spec.name())).isTrue();
        assertThat(silent.present()).isEmpty();
        assertThat(server.list(PoolWorld.OURS).views()).isEmpty();
    }

    /** The claim may have been made: it is ended first thing, and never used. */
    @Test
    void aHostThatGoesSilentWhileItMakesANodeIsReplaced() throws Exception {
        var first = world.host("1", 4, 8);
        var second = world.host("2", 8, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "run", 1, Ask.cpus(2));
        first.loseNextAnswer();

        var view = server.ensure(spec);
        assertThat(hostOf(view, 0)).isSameAs(second);
        assertThat(first.present()).hasSize(1);

        first.mend();
        assertThat(server.hosts()).allMatch(host -> host.answers());
        var end = System.nanoTime() + TRY.toNanos();
        while (!first.present().isEmpty() && System.nanoTime() < end) {
            // It is ended on another thread, as soon as the host answered.
            Thread.onSpinWait();
        }
        world.pass(Duration.ofSeconds(2));
        server.ensure(PoolWorld.spec(server, "next", 1, Ask.cpus(4)));
        assertThat(first.events).contains("end " + spec.name() + ".0");
        assertThat(first.claimed()).extracting(it -> it.milliCpus()).containsExactly(4_000L);
    }

    @Test
    void aHostThatWasTakenOutOfTheFileIsStillCleared() throws Exception {
        var old = world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "run", 1, Ask.NOTHING);
        server.ensure(spec);
        server.close();
        world.host("2", 4, 8);
        world.file("lab: {hosts: [\"2\"]}");

        var restarted = world.server("s");
        assertThat(look(restarted, spec.name()).view(spec.name()).map(ClusterView::phase))
                .contains(Phase.UP);
        restarted.terminate(spec.name());

        assertThat(old.present()).isEmpty();
        assertThat(look(restarted, spec.name()).saysGone(spec.name())).isTrue();
    }

    @Test
    void aBrokenPoolFileBreaksNothingThatRuns() throws Exception {
        world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "run", 1, Ask.NOTHING);
        server.ensure(spec);
        world.file("lab: {hots: [a]}");

        assertThatThrownBy(server::offers)
                .as("whoever waits for a pool goes on waiting")
                .isInstanceOfSatisfying(
                        ProvisionException.class,
                        trouble ->
                                assertThat(trouble.kind())
                                        .isEqualTo(ProvisionException.Kind.INFRASTRUCTURE));
        assertThat(server.readiness().enabled()).isFalse();
        assertThat(server.readiness().hint())
                .isEqualTo("~/pools.yaml:1: 'lab.hots' is not a field: did you mean 'hosts'?");
        assertThat(look(server, spec.name()).view(spec.name()).map(ClusterView::phase))
                .contains(Phase.UP);
        assertThatThrownBy(() -> server.ensure(newSpec(spec.name(), "late")))
                .hasMessageContaining("is not a field");

        server.terminate(spec.name());
        assertThat(look(server, spec.name()).saysGone(spec.name())).isTrue();
    }

    private io.skyjobs.spi.ClusterSpec newSpec(ClusterName like, String prefix) throws Exception {
        assertThat(like.value()).endsWith(PoolWorld.OURS);
        world.file("lab: {hosts: [\"1\"]}");
        var made = PoolWorld.spec(world.server("other"), prefix, 1, Ask.NOTHING);
        world.file("lab: {hots: [a]}");
        return made;
    }

    /** A name that was never used is gone, though a host that cannot be asked is not asked. */
    @Test
    void whatIsNotWrittenDownWasNotMade() throws Exception {
        world.host("1", 4, 8);
        world.host("2", 4, 8).cut();
        var server = world.server("s");
        var name = PoolWorld.name("never");

        var seen = look(server, name);

        assertThat(seen.saysGone(name)).isTrue();
        assertThat(seen.complete()).isFalse();
        assertThat(seen.view(name).orElseThrow().evidence())
                .contains("nothing is written down of it")
                .contains("2 has not answered since");
        assertThat(server.hosts()).extracting(it -> it.answers()).isEqualTo(List.of(true, false));
    }

    /** P-07: who looks at others never waits behind it; a call to it is not even tried. */
    @Test
    void aHostThatIsKnownToBeSilentHoldsUpNoChannel() throws Exception {
        var only = world.host("1", 4, 8);
        var server = world.server("s");
        var spec = PoolWorld.spec(server, "run", 1, Ask.NOTHING);
        server.ensure(spec);
        var channel = server.channel(spec.name(), 0);
        var looked = "look " + spec.name() + ".0";
        only.cut();
        assertThatThrownBy(() -> channel.look(1)).hasMessageContaining("No route to 1");
        assertThat(only.events).containsOnlyOnce(looked);
        look(server, spec.name());

        assertThatThrownBy(() -> channel.look(1)).hasMessageContaining("No route to 1");

        assertThat(only.events).containsOnlyOnce(looked);
        only.mend();
        look(server, spec.name());
        assertThatThrownBy(() -> channel.look(1)).hasMessageContaining("No runs here");
    }
}
