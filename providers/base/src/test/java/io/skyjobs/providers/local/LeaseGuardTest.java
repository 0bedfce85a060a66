package io.skyjobs.providers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.channel.LeaseGuard;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunView.Phase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** P-04: a node that nobody renews ends by itself, and never while a run goes on. */
class LeaseGuardTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int ROUNDS = 5_000;

    private static void until(LocalUnderTest under, BooleanSupplier holds) {
        for (var round = 0; round < ROUNDS && !holds.getAsBoolean(); round++) {
            under.pass();
        }
        assertThat(holds.getAsBoolean()).isTrue();
    }

    private static LeaseGuard guard(LocalUnderTest under, ClusterName name) {
        return new LeaseGuard(LocalPlace.of(under.settings()).node(name, 0));
    }

    private static ClusterSpec up(LocalUnderTest under) throws Exception {
        var spec =
                new ClusterSpec(
                        new ClusterName("leased-1-0-1-aaaaaa"),
                        "aaaaaa",
                        1,
                        1,
                        under.provider().offers().getFirst(),
                        Resources.ANY);
        under.provider().ensure(spec);
        return spec;
    }

    @ParameterizedTest
    @EnumSource(
            value = ConfinementChoice.class,
            names = {"CGROUP", "NAMESPACE", "SCAN"})
    void anIdleNodeEndsAndABusyOneFirstFinishes(ConfinementChoice choice) throws Exception {
        assumeThat(Allowed.confinement(choice)).isTrue();
        try (var under = new LocalUnderTest(choice)) {
            var spec = up(under);
            var guard = guard(under, spec.name());
            var channel = under.provider().channel(spec.name(), 0);
            // Three times as long as the lease.
            var script = "sleep 3\n[ ! -e \"$HOME/../lease-expired\" ]\n";
            channel.start(under.request(1, Optional.empty(), Optional.of(script), false));
            guard.start(SHORT);
            var node = under.directories().node(spec.name(), 0);
            var first = Files.readString(node.resolve("guard"));
            guard.start(SHORT);
            assertThat(Files.readString(node.resolve("guard"))).isEqualTo(first);

            until(under, guard::expired);
            assertThat(channel.look(1).phase()).isEqualTo(Phase.ENDED);
            assertThat(channel.look(1).succeeded()).isTrue();
            until(under, () -> gone(first));
            assertThatThrownBy(
                            () ->
                                    channel.start(
                                            under.request(
                                                    2,
                                                    Optional.empty(),
                                                    Optional.of("true"),
                                                    false)))
                    .isInstanceOf(ChannelException.class);
        }
    }

    private static boolean gone(String identity) {
        return !Files.exists(Path.of("/proc", identity.split(" ", 2)[0]));
    }

    @Test
    void aRenewedNodeStaysAndItsGuardEndsWithIt() throws Exception {
        try (var under = new LocalUnderTest(ConfinementChoice.BEST)) {
            var spec = up(under);
            var guard = guard(under, spec.name());
            guard.start(LONG);
            var process =
                    Files.readString(under.directories().node(spec.name(), 0).resolve("guard"));
            guard.renew(LONG);

            assertThat(guard.expired()).isFalse();
            assertThat(gone(process)).isFalse();
            under.provider().terminate(spec.name());

            until(under, () -> gone(process));
            guard.renew(LONG);
            assertThat(guard.expired()).isFalse();
            assertThat(under.directories().exists(spec.name())).isFalse();
        }
    }
}
