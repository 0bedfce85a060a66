package io.skyjobs.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunView;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A lost connection is not a lost node: over a real connection to real processes. */
class SshOutageTest {
    private static final int PATIENCE = 10_000;

    /** P-07, P-27: the attempt goes on, and its log continues at the right byte. */
    @Test
    void aRunOutlivesTheConnectionAndIsNeverCalledGone() throws Exception {
        try (var machines = new SshMachines(1);
                var under = new SshUnderTest(machines)) {
            var provider = under.provider();
            var spec =
                    new ClusterSpec(
                            new ClusterName("outage-1-0-1-aaaaaa"),
                            "aaaaaa",
                            1,
                            1,
                            provider.offers().getFirst(),
                            Resources.ANY);
            provider.ensure(spec);
            var head = provider.channel(spec.name(), 0);
            var script = "echo before\n" + under.scripts().staysUntilLet(3).orElseThrow();
            head.start(under.request(1, Optional.empty(), Optional.of(script), false));
            until(under, () -> log(under, spec, 0).equals("before\nready\n"));
            var host = machines.hosts().getFirst();

            host.refuse();
            until(under, () -> look(provider, spec).view(spec.name()).isEmpty());
            var cut = look(provider, spec);
            assertThat(cut.complete()).isFalse();
            assertThat(cut.saysGone(spec.name())).isFalse();
            assertThat(cut.evidence()).contains("has not answered since");
            assertThat(provider.hosts())
                    .singleElement()
                    .satisfies(
                            it -> {
                                assertThat(it.answers()).isFalse();
                                assertThat(it.figures()).isPresent();
                            });

            host.listen();
            until(under, () -> phase(look(provider, spec), spec).equals(Optional.of(Phase.UP)));
            assertThat(provider.channel(spec.name(), 0).look(1).phase())
                    .isEqualTo(RunView.Phase.RUNNING);
            assertThat(log(under, spec, "before\n".length())).isEqualTo("ready\n");
            head.start(
                    under.request(2, Optional.empty(), Optional.of(under.scripts().lets()), false));
            until(under, () -> ended(under, spec));
            assertThat(provider.channel(spec.name(), 0).look(1).runExit()).hasValue(3);
        }
    }

    private static Optional<Phase> phase(Inspection seen, ClusterSpec spec) {
        return seen.view(spec.name()).map(ClusterView::phase);
    }

    private static Inspection look(SshProvider provider, ClusterSpec spec) {
        try {
            return provider.inspect(Set.of(spec.name()));
        } catch (ProvisionException bug) {
            throw new AssertionError(bug);
        }
    }

    private static boolean ended(SshUnderTest under, ClusterSpec spec) {
        try {
            var view = under.provider().channel(spec.name(), 0).look(1);
            return List.of(RunView.Phase.ENDED).contains(view.phase());
        } catch (ChannelException again) {
            return false;
        }
    }

    private static String log(SshUnderTest under, ClusterSpec spec, long from) {
        try {
            var bytes =
                    under.provider().channel(spec.name(), 0).log(1, LogPhase.RUN, from, 1 << 16);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (ChannelException again) {
            return "";
        }
    }

    private static void until(SshUnderTest under, BooleanSupplier reached) {
        for (var round = 0; round < PATIENCE && !reached.getAsBoolean(); round++) {
            under.pass();
        }
        assertThat(reached.getAsBoolean()).isTrue();
    }
}
