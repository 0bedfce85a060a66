package io.skyjobs.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.ProviderContext;
import io.skyjobs.spi.ProviderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.ServiceLoader;

/** The settings of the provider. */
class SshProviderFactoryTest {
    @TempDir Path root;

    private SshProvider made(Map<String, String> settings) {
        var context = new ProviderContext(root.resolve("ssh"), settings, InstantSource.system());
        return (SshProvider) new SshProviderFactory().create(context).getFirst();
    }

    @Test
    void itIsFound() {
        assertThat(ServiceLoader.load(ProviderFactory.class))
                .anyMatch(factory -> factory instanceof SshProviderFactory);
    }

    @Test
    void itIsMadeWithoutAnyFileAndTouchesNothing() throws Exception {
        try (var provider = made(Map.of())) {
            assertThat(provider.name()).isEqualTo("ssh");
            assertThat(provider.offers()).isEmpty();
            assertThat(provider.readiness().hint()).startsWith("There is no ");
            assertThat(Files.exists(root.resolve("ssh"))).isFalse();
        }
    }

    @Test
    void thePoolFileIsTheOneThatIsNamed() throws Exception {
        var file = Files.writeString(root.resolve("mine.yaml"), "lab: {hosts: a}");
        try (var provider =
                made(
                        Map.of(
                                "pool_file", file.toString(),
                                "known_hosts", root.resolve("keys").toString(),
                                "unreachable_limit", "1h30m"))) {
            assertThat(provider.readiness().hint())
                    .isEqualTo(file + ":1: 'lab.hosts' must be a list, got 'a'.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    pools             | x      | 'ssh.pools' is not a setting: use known_hosts, pool_file, unreachable_limit.
                    pool_file         | a.yaml | 'ssh.pool_file' must be an absolute path, got 'a.yaml'.
                    unreachable_limit | soon   | 'ssh.unreachable_limit' must be a time such as 30m or 1h30m, got 'soon'.
                    unreachable_limit | 0s     | 'ssh.unreachable_limit' must be a time such as 30m or 1h30m, got '0s'.
                    unreachable_limit | 30     | 'ssh.unreachable_limit' must be a time such as 30m or 1h30m, got '30'.
                    """)
    void aWrongSettingIsOneSentence(String key, String value, String sentence) {
        assertThatThrownBy(() -> made(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }
}
