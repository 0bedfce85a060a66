package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.SkyHome;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

/** Where the scenario of simulated clouds is looked for. */
class ScenarioSettingTest {
    private static final ServerConfig PLAIN = ServerConfig.standard(1);

    private static Map<String, String> settings(ServerConfig config, Map<String, String> env) {
        return new ScenarioSetting(SkyHome.at(Path.of("/home/ada")), env)
                .applied(config)
                .settings("sim");
    }

    private static ServerConfig written(String path) {
        return PLAIN.withSetting("sim", "scenario", path);
    }

    @Test
    void withoutAScenarioThereIsNoSetting() {
        assertThat(settings(PLAIN, Map.of())).isEmpty();
    }

    @Test
    void aPathInTheConfigurationCountsFromItsFolder() {
        assertThat(settings(written("storm.yaml"), Map.of()))
                .containsEntry("scenario", "/home/ada/.sky/storm.yaml");
        assertThat(settings(written("~/game/storm.yaml"), Map.of()))
                .containsEntry("scenario", "/home/ada/game/storm.yaml");
        assertThat(settings(written("/etc/storm.yaml"), Map.of()))
                .containsEntry("scenario", "/etc/storm.yaml");
    }

    @Test
    void theEnvironmentComesFirst() {
        assertThat(settings(written("storm.yaml"), Map.of("SKY_SIM_SCENARIO", "/etc/calm.yaml")))
                .containsEntry("scenario", "/etc/calm.yaml");
    }
}
