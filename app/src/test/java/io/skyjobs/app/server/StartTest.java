package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.server.files.FileLimits;
import io.skyjobs.app.server.traces.TraceConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server needs before it serves: its home, token, lock and configuration. */
class StartTest {
    @TempDir Path directory;

    @Test
    void theHomeIsWhereHomeSays() {
        assertThat(SkyHome.of(Map.of("HOME", "/home/ann")).root())
                .isEqualTo(Path.of("/home/ann/.sky"));
        assertThat(SkyHome.of(Map.of()).user()).isEqualTo(Path.of(System.getProperty("user.home")));
        assertThat(SkyHome.at(Path.of("/home/ann")).show(Path.of("/home/ann/.sky/sky.db")))
                .isEqualTo("~/.sky/sky.db");
    }

    @Test
    void homeAndTokenAreForTheUserOnly() throws IOException {
        SkyHome home = SkyHome.at(directory);
        home.prepare();
        String token = ServerToken.of(home, new SecureRandom());
        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(ServerToken.of(home, new SecureRandom())).isEqualTo(token);
        assertThat(mode(home.root())).isEqualTo("rwx------");
        assertThat(mode(home.server())).isEqualTo("rwx------");
        assertThat(mode(home.token())).isEqualTo("rw-------");
    }

    @Test
    void aTokenThatOthersCouldReadIsClosedAgain() throws IOException {
        SkyHome home = SkyHome.at(directory);
        home.prepare();
        String token = ServerToken.of(home, new SecureRandom());
        Files.setPosixFilePermissions(home.token(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(ServerToken.of(home, new SecureRandom())).isEqualTo(token);
        assertThat(mode(home.token())).isEqualTo("rw-------");
        Files.writeString(home.token(), "");
        assertThat(ServerToken.of(home, new SecureRandom())).matches("[0-9a-f]{64}");
    }

    @Test
    void theServersAddressIsKnownWhileItRuns() throws IOException {
        SkyHome home = SkyHome.at(directory);
        home.prepare();
        try (ServerLock lock = ServerLock.take(home).orElseThrow()) {
            lock.announce(4711);
            assertThat(home.lastServer())
                    .hasValueSatisfying(
                            server -> {
                                assertThat(server.pid()).isEqualTo(ProcessHandle.current().pid());
                                assertThat(server.port()).isEqualTo(4711);
                                assertThat(server.alive()).isTrue();
                            });
            long started = home.lastServer().orElseThrow().started();
            assertThat(
                            new SkyHome.Address(ProcessHandle.current().pid(), 4711, started + 1)
                                    .alive())
                    .as("another process got the id")
                    .isFalse();
            assertThat(home.lastServer().orElseThrow().alive()).isTrue();
        }
        assertThat(home.lastServer()).isEmpty();
        Files.writeString(home.pid(), "nonsense");
        assertThat(home.lastServer()).isEmpty();
    }

    @Test
    void aMissingConfigurationChangesNothing() throws StartProblem {
        ServerConfig standard = ServerConfig.standard(8);
        assertThat(standard.maxLaunching()).isEqualTo(32);
        assertThat(standard.maxRunning()).isEqualTo(100_000);
        assertThat(read(Optional.empty()))
                .isEqualTo(new ConfigFile.Loaded(standard, java.util.List.of()));
        assertThat(read(Optional.of("# nothing\n")).config()).isEqualTo(standard);
    }

    @Test
    void theLogIsForPeopleUnlessSaid() throws StartProblem {
        assertThat(LogForm.of(read(Optional.empty()).config())).isEqualTo(LogForm.TEXT);
        ConfigFile.Loaded json = read(Optional.of("api_server: {log_format: json}\n"));
        assertThat(json.warnings()).isEmpty();
        assertThat(LogForm.of(json.config())).isEqualTo(LogForm.JSON);
        ServerConfig wrong = json.config().withSetting("api_server", "log_format", "xml");
        assertThatThrownBy(() -> LogForm.of(wrong))
                .isInstanceOfSatisfying(
                        StartProblem.class,
                        problem -> {
                            assertThat(problem.sentence()).contains("text or json, not 'xml'");
                            assertThat(problem.exitCode()).isEqualTo(StartProblem.MISTAKE);
                        });
    }

    @Test
    void settingsAreRead() throws StartProblem {
        ServerConfig config =
                read(Optional.of(
                                """
                                        jobs:
                                          max_launching: 7
                                          max_running: 70
                                          unreachable_limit: 1h30m
                                          store_url: postgresql://db/sky
                                        api: {port: 0}
                                        local: {cpus: 4, memory: 8, open_to_users: yes}
                                        """))
                        .config();
        assertThat(config)
                .isEqualTo(
                        new ServerConfig(
                                7,
                                70,
                                Duration.ofMinutes(90),
                                Optional.of("postgresql://db/sky"),
                                0,
                                ListenConfig.LOOPBACK,
                                true,
                                FileLimits.STANDARD,
                                Optional.empty(),
                                false,
                                WebhookConfig.NONE,
                                TraceConfig.NONE,
                                Map.of("local", Map.of("cpus", "4", "memory", "8")),
                                List.of()));
        assertThat(config.settings("local")).containsEntry("cpus", "4");
        assertThat(config.settings("aws")).isEmpty();
    }

    @Test
    void unknownKeysAreWarnedAboutWithTheirLine() throws StartProblem {
        ConfigFile.Loaded loaded = read(Optional.of("jobs:\n  max_lanching: 3\nsurprise: 1\n"));
        assertThat(loaded.config()).isEqualTo(ServerConfig.standard(8));
        assertThat(loaded.warnings())
                .containsExactlyInAnyOrder(
                        "config.yaml:2: the key 'jobs.max_lanching' is not known and is ignored. Did you"
                                + " mean 'jobs.max_launching'?",
                        "config.yaml:3: the key 'surprise' is not known and is ignored.");
    }

    @Test
    void keysOfSshPoolsThatAreKubernetesAreIgnoredWithAWarning() throws StartProblem {
        ConfigFile.Loaded loaded = read(Optional.of("ssh:\n  pod_config: {spec: {}}\n"));
        assertThat(loaded.config().settings("ssh")).isEmpty();
        assertThat(loaded.warnings())
                .singleElement()
                .asString()
                .startsWith("config.yaml:2: the key 'ssh.pod_config' has no meaning here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "jobs: {unreachable_limit: soon}|config.yaml:1: jobs.unreachable_limit must be a time such as",
                "jobs: {unreachable_limit: 0s}|config.yaml:1: jobs.unreachable_limit must be a time such as",
                "jobs: [1|config.yaml:2: this is not YAML",
                "a: 1;b: 'x|config.yaml:3: this is not YAML",
                "jobs: 5|config.yaml:1: jobs must be a mapping of keys to values.",
                "- a|config.yaml:1: the file must be a mapping of keys to values.",
                "jobs: {max_launching: 0}|jobs.max_launching must be a whole number from 1 to",
                "jobs: {max_running: many}|jobs.max_running must be a whole number",
                "api: {port: 70000}|api.port must be a whole number from 0 to 65535.",
                "jobs: {store_url: {}}|jobs.store_url must be a single value.",
                "ssh:;  pools: a.yaml|config.yaml:2: 'ssh.pools' is not a setting: use known_hosts,",
                "ssh:;  known_host: k|Did you mean 'known_hosts'?",
                "ssh: {unreachable_limit: soon}|ssh.unreachable_limit must be a time such as",
                "ssh: {pool_file: [a]}|config.yaml:1: ssh.pool_file must be a single value.",
                "local: {open_to_users: perhaps}|config.yaml:1: local.open_to_users must be true or false.",
                "ssh: 5|config.yaml:1: ssh must be a mapping of keys to values."
            })
    void whatCannotBeReadIsOneSentenceWithItsLine(String text, String sentence) {
        assertThatThrownBy(() -> read(Optional.of(text.replace(';', '\n') + "\n")))
                .isInstanceOfSatisfying(
                        StartProblem.class,
                        problem -> {
                            assertThat(problem.sentence()).contains(sentence).doesNotContain("\n");
                            assertThat(problem.exitCode()).isEqualTo(2);
                        });
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = directory.resolve("config.yaml");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});
        assertThatThrownBy(() -> new ConfigFile("config.yaml").read(file, ServerConfig.standard(1)))
                .hasMessage("config.yaml is not UTF-8 text.");
    }

    private ConfigFile.Loaded read(Optional<String> text) throws StartProblem {
        Path file = directory.resolve("config.yaml");
        try {
            Files.deleteIfExists(file);
            if (text.isPresent()) {
                Files.writeString(file, text.get(), StandardCharsets.UTF_8);
            }
        } catch (IOException trouble) {
            throw new java.io.UncheckedIOException(trouble);
        }
        return new ConfigFile("config.yaml").read(file, ServerConfig.standard(8));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
