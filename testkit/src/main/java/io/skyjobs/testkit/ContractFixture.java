package io.skyjobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunView;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the tests of a provider do again and again. */
final class ContractFixture {
    static final String OURS = "aaaaaa";
    static final String THEIRS = "bbbbbb";

    private static final int PATIENCE = 6_000;
    private static final int LOG_LIMIT = 1 << 20;

    final ProviderUnderTest under;

    ContractFixture(ProviderUnderTest under) {
        this.under = under;
    }

    /** A question that may fail as a provider or a channel does. */
    interface Question<T> {
        T ask() throws ProvisionException, ChannelException;
    }

    ComputeProvider provider() {
        return under.provider();
    }

    ClusterSpec spec(String name, long epoch, int nodes) throws ProvisionException {
        return spec(name, OURS, epoch, nodes);
    }

    ClusterSpec spec(String name, String installation, long epoch, int nodes)
            throws ProvisionException {
        var offer = provider().offers().getFirst();
        return new ClusterSpec(
                new ClusterName(name + "-" + installation),
                installation,
                epoch,
                nodes,
                offer,
                Resources.ANY);
    }

    /** Makes a cluster and waits until it is up. */
    ClusterView up(ClusterSpec spec) throws ProvisionException, ChannelException {
        return until(() -> provider().ensure(spec), view -> view.phase() == ClusterView.Phase.UP);
    }

    NodeChannel head(ClusterSpec spec) throws ChannelException {
        return provider().channel(spec.name(), 0);
    }

    /** Makes a cluster of one node and starts a script on it. */
    NodeChannel started(ClusterSpec spec, String run) throws ProvisionException, ChannelException {
        up(spec);
        var head = head(spec);
        head.start(under.request(spec.epoch(), Optional.empty(), Optional.of(run), false));
        return head;
    }

    RunView untilPhase(NodeChannel channel, long epoch, RunView.Phase phase)
            throws ProvisionException, ChannelException {
        return until(() -> channel.look(epoch), view -> view.phase() == phase);
    }

    void untilPrinted(NodeChannel channel, long epoch, String text)
            throws ProvisionException, ChannelException {
        until(() -> log(channel, epoch, LogPhase.RUN), log -> log.contains(text));
    }

    /** Waits until nothing is left of a cluster, asking for its end again as a caller would. */
    void untilGone(ClusterName name) throws ProvisionException, ChannelException {
        until(
                () -> {
                    provider().terminate(name);
                    return provider().inspect(List.of(name));
                },
                seen -> seen.saysGone(name));
    }

    String log(NodeChannel channel, long epoch, LogPhase phase) throws ChannelException {
        return new String(channel.log(epoch, phase, 0, LOG_LIMIT), StandardCharsets.UTF_8);
    }

    /** Asks until the answer is as it should be; fails with the last answer. */
    <T> T until(Question<T> question, Predicate<T> good)
            throws ProvisionException, ChannelException {
        var answer = question.ask();
        for (var round = 0; round < PATIENCE && !good.test(answer); round++) {
            under.pass();
            answer = question.ask();
        }
        assertThat(answer).as("the answer after %d rounds", PATIENCE).matches(good);
        return answer;
    }
}
