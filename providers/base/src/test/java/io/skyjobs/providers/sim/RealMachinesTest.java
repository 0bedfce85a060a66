package io.skyjobs.providers.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What happens to real processes on machines that a simulated cloud takes. */
class RealMachinesTest {
    private static final ClusterName GANG = new ClusterName("gang-1-0-1-aaaaaa");
    private static final int PATIENCE = 6_000;

    private RealUnderTest under;
    private SimProvider cloud;

    @BeforeEach
    void open() throws Exception {
        under = new RealUnderTest();
        cloud = under.provider();
    }

    @AfterEach
    void close() {
        under.close();
    }

    private NodeChannel started(int rank, String script) throws Exception {
        var channel = cloud.channel(GANG, rank);
        channel.start(under.request(1, Optional.empty(), Optional.of(script), false));
        for (var round = 0; round < PATIENCE && !printed(channel).contains("ready"); round++) {
            under.pass();
        }
        assertThat(printed(channel)).contains("ready");
        return channel;
    }

    private static String printed(NodeChannel channel) throws ChannelException {
        return new String(channel.log(1, LogPhase.RUN, 0, 1 << 16), StandardCharsets.UTF_8);
    }

    private void gangOfTwo() throws Exception {
        var spec = new ClusterSpec(GANG, "aaaaaa", 1, 2, cloud.offers().get(1), Resources.ANY);
        var view = cloud.ensure(spec);
        for (var round = 0; round < PATIENCE && view.phase() != ClusterView.Phase.UP; round++) {
            under.pass();
            view = cloud.ensure(spec);
        }
        assertThat(view.phase()).isEqualTo(ClusterView.Phase.UP);
    }

    /** P-42: a machine that is taken loses power, and the others of its cluster do not notice. */
    @Test
    void aTakenMachineLosesEveryProcessAndTheOthersRunOn() throws Exception {
        gangOfTwo();
        var mark = "5" + Long.toString(System.nanoTime()).substring(3);
        started(1, under.scripts().stubbornTree(mark).orElseThrow());
        var survivor = started(0, "echo ready\nexec sleep 1000\n");
        assertThat(under.count(mark)).contains(3);

        cloud.preempt(GANG, OptionalInt.of(1), Duration.ZERO);
        var nodes = cloud.inspect(List.of(GANG)).view(GANG).orElseThrow().nodes();

        assertThat(nodes.get(1).phase()).isEqualTo(ClusterView.Phase.GONE);
        assertThat(under.count(mark)).contains(0);
        assertThat(Files.exists(under.nodes().resolve(GANG.value()).resolve("node1"))).isFalse();
        assertThat(survivor.look(1).phase()).isEqualTo(RunView.Phase.RUNNING);
        assertThatThrownBy(() -> cloud.channel(GANG, 1).look(1))
                .isInstanceOf(ChannelException.class);
    }

    /** P-09, P-10: what cannot be reached runs on. */
    @Test
    void aPartitionLeavesProcessesAlone() throws Exception {
        gangOfTwo();
        var head = started(0, "echo ready\nexec sleep 1000\n");

        cloud.partition(Optional.of("us-east-1"), Optional.empty());
        assertThatThrownBy(() -> head.look(1)).isInstanceOf(ChannelException.class);
        cloud.heal();

        assertThat(head.look(1).phase()).isEqualTo(RunView.Phase.RUNNING);
    }

    /** P-11: a preemption that came due while no server ran has happened. */
    @Test
    void anotherInstanceTakesWhatCameDueMeanwhile() throws Exception {
        gangOfTwo();
        var mark = "6" + Long.toString(System.nanoTime()).substring(3);
        started(0, under.scripts().stubbornTree(mark).orElseThrow());
        cloud.preempt(GANG, OptionalInt.empty(), Duration.ofMillis(20));
        cloud.close();

        try (var restarted = under.restarted().orElseThrow()) {
            var seen = restarted.inspect(List.of(GANG));
            for (var round = 0; round < PATIENCE && !seen.saysGone(GANG); round++) {
                under.pass();
                seen = restarted.inspect(List.of(GANG));
            }
            assertThat(seen.saysGone(GANG)).isTrue();
            assertThat(under.count(mark)).contains(0);
        }
    }
}
