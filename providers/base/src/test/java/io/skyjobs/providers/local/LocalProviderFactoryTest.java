package io.skyjobs.providers.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProviderContext;
import io.skyjobs.spi.ProviderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.ServiceLoader;

/** How the provider {@code local} is found and configured. */
class LocalProviderFactoryTest {
    @TempDir Path folder;

    private ComputeProvider create(Map<String, String> settings) {
        var factory =
                ServiceLoader.load(ProviderFactory.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(found -> found.name().equals("local"))
                        .findFirst()
                        .orElseThrow();
        return factory.create(
                        new ProviderContext(
                                folder.resolve("clusters"), settings, InstantSource.system()))
                .getFirst();
    }

    @Test
    void itIsFoundAndTakesItsSizeFromTheSettings() throws Exception {
        try (var provider = create(Map.of("cpus", "1.5", "memory", "3"))) {
            assertThat(provider.offers().getFirst().shape().instanceType())
                    .isEqualTo("1.5CPU--3GB");
            assertThat(folder.resolve("clusters")).doesNotExist();
        }
    }

    @Test
    void withoutSettingsItIsAsLargeAsTheMachine() throws Exception {
        try (var provider = create(Map.of())) {
            assertThat(provider.offers().getFirst().shape().vcpus())
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(provider.readiness().account()).contains("@");
        }
    }

    @Test
    void aWrongSettingIsOneSentence() {
        assertThatThrownBy(() -> create(Map.of("cpus", "many")))
                .hasMessage("'local.cpus' must be a positive number, got 'many'.");
        assertThatThrownBy(() -> create(Map.of("memory", "-1")))
                .hasMessage("'local.memory' must be a positive number, got '-1'.");
        assertThatThrownBy(() -> create(Map.of("confinement", "jail")))
                .hasMessage(
                        "'local.confinement' must be best, cgroup, namespace or scan, got 'jail'.");
        assertThatThrownBy(() -> create(Map.of("cpu", "4")))
                .hasMessage("'local.cpu' is not a setting: use confinement, cpus, memory.");
    }
}
