package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.server.files.FileLimits;
import io.skyjobs.app.server.traces.TraceConfig;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What provider {@code ssh} is told of the configuration. */
class SshSettingTest {
    private static final ServerConfig PLAIN = ServerConfig.standard(1);

    private static Map<String, String> settings(ServerConfig config) {
        return new SshSetting(SkyHome.at(Path.of("/home/ada"))).applied(config).settings("ssh");
    }

    @Test
    void whatIsNotSaidHasItsUsualPlace() {
        assertThat(settings(PLAIN))
                .containsOnly(
                        Map.entry("pool_file", "/home/ada/.sky/ssh_node_pools.yaml"),
                        Map.entry("known_hosts", "/home/ada/.sky/ssh_known_hosts"),
                        Map.entry("unreachable_limit", "1800s"));
    }

    @Test
    void pathsAreMadeAbsolute() {
        assertThat(
                        settings(
                                PLAIN.withSetting("ssh", "pool_file", "~/lab/pools.yaml")
                                        .withSetting("ssh", "known_hosts", "keys")))
                .containsEntry("pool_file", "/home/ada/lab/pools.yaml")
                .containsEntry("known_hosts", "/home/ada/.sky/keys");
    }

    @Test
    void theLimitIsThatOfAllJobsUnlessOneIsGiven() {
        ServerConfig patient =
                new ServerConfig(
                        1,
                        1,
                        Duration.ofHours(2),
                        Optional.empty(),
                        0,
                        ListenConfig.LOOPBACK,
                        false,
                        FileLimits.STANDARD,
                        Optional.empty(),
                        false,
                        WebhookConfig.NONE,
                        TraceConfig.NONE,
                        Map.of(),
                        java.util.List.of());
        assertThat(settings(patient)).containsEntry("unreachable_limit", "7200s");
        assertThat(settings(patient.withSetting("ssh", "unreachable_limit", "90s")))
                .containsEntry("unreachable_limit", "90s");
    }
}
