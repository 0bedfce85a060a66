package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.providers.channel.ssh.SshRoute.Carrier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The user's SSH configuration means here what it means to OpenSSH. */
final class SshConfigTest {
    @TempDir private Path home;
    private SshRoutes routes;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(home.resolve(".ssh/config.d"));
        var files =
                new SshFiles(
                        home,
                        "ada",
                        home.resolve(".sky/pins"),
                        List.of(),
                        Optional.of(Path.of("/run/agent")));
        routes =
                new SshRoutes(
                        files,
                        new SshKeys(
                                () -> {
                                    throw new AssertionError("no key is read here");
                                },
                                Duration.ofSeconds(1)));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve(".ssh").resolve(name), text);
    }

    private SshRoute route(String host) throws Exception {
        return routes.of(SshTarget.of(host));
    }

    @Test
    void withoutAFileEverythingIsAsUsual() throws Exception {
        var route = route("Host1.example.com");
        assertThat(route.title()).isEqualTo("ada@Host1.example.com");
        assertThat(route.address()).isEqualTo("host1.example.com");
        assertThat(route.port()).isEqualTo(22);
        assertThat(route.carrier()).isEqualTo(new Carrier.Direct());
        assertThat(route.keys().named()).isFalse();
        assertThat(route.keys().agent()).hasValue(Path.of("/run/agent"));
        assertThat(route.keys().files()).contains(home.resolve(".ssh/id_ed25519"));
        assertThat(route.trust().name()).isEqualTo("host1.example.com");
        assertThat(route.trust().pinsFirst()).isTrue();
    }

    @Test
    void theFirstValueCountsAndKeysAreCollected() throws Exception {
        write(
                "config",
                """
                # a comment
                Host web db-?
                  User=first
                  Port 2222
                  IdentityFile ~/.ssh/one
                Host *.example.com !web *
                  User second
                  HostName %h.internal
                  IdentityFile "/keys/two keys"
                  identityfile ~/%r-%n-%p
                """);
        var web = route("web");
        assertThat(web.user()).isEqualTo("first");
        assertThat(web.address()).isEqualTo("web");
        assertThat(web.keys().files()).containsExactly(home.resolve(".ssh/one"));
        var db = route("db-1");
        assertThat(db.user()).isEqualTo("first");
        assertThat(db.address()).isEqualTo("db-1.internal");
        assertThat(db.trust().name()).isEqualTo("[db-1.internal]:2222");
        assertThat(db.keys().files())
                .containsExactly(
                        home.resolve(".ssh/one"),
                        Path.of("/keys/two keys"),
                        home.resolve("first-db-1-2222"));
    }

    @Test
    void includesAndMatchesCountWhereTheyStand() throws Exception {
        write("config.d/10-lab.conf", "Host lab\n  User included\n");
        write("config.d/20-any.conf", "Port 2200\n");
        write(
                "config",
                """
                Include config.d/*.conf
                Host other
                  Include config.d/missing.conf
                Match originalhost lab user included
                  HostName 10.0.0.7
                Match exec "touch /tmp/never"
                  HostName 10.9.9.9
                Match host 10.0.0.* !user root
                  HostKeyAlias never
                Match all
                  HostKeyAlias lab-key
                """);
        var lab = route("lab");
        assertThat(lab.user()).isEqualTo("included");
        assertThat(lab.port()).isEqualTo(2200);
        assertThat(lab.address()).isEqualTo("10.0.0.7");
        assertThat(lab.trust().name()).isEqualTo("lab-key");
        assertThat(route("other").address()).isEqualTo("other");
    }

    @Test
    void whatTheTargetSaysOutranksTheFile() throws Exception {
        write("config", "User x\nPort 99\nProxyJump far\nIdentityFile ~/k\n");
        var route =
                routes.of(
                        new SshTarget(
                                "h",
                                Optional.of("bob"),
                                Optional.of(2022),
                                List.of(Path.of("~/mine")),
                                Optional.of("none"),
                                Optional.empty(),
                                List.of()));
        assertThat(route.title()).isEqualTo("bob@h:2022");
        assertThat(route.carrier()).isEqualTo(new Carrier.Direct());
        assertThat(route.keys().files()).containsExactly(home.resolve("mine"), home.resolve("k"));
    }

    @Test
    void proxiesAreReadAsTheyStand() throws Exception {
        write(
                "config",
                """
                Host a
                  ProxyJump u@one:2022,[fe80::1]:23
                Host b
                  ProxyCommand ssh -W "%h:%p" gate # not a comment
                Host c
                  ProxyCommand none
                  ProxyJump later
                Host *
                  ProxyJump everywhere
                """);
        var jump =
                new SshTarget(
                        "fe80::1",
                        Optional.empty(),
                        Optional.of(23),
                        List.of(),
                        Optional.of("u@one:2022"),
                        Optional.empty(),
                        List.of());
        assertThat(route("a").carrier()).isEqualTo(new Carrier.Jump(jump));
        assertThat(route("b").carrier())
                .isEqualTo(new Carrier.Command("ssh -W \"b:22\" gate # not a comment"));
        assertThat(route("c").carrier()).isEqualTo(new Carrier.Direct());
    }

    @Test
    void theAgentAndTheFilesOfHostKeysCanBeNamed() throws Exception {
        write(
                "config",
                """
                Host quiet
                  IdentityAgent none
                  IdentitiesOnly yes
                  StrictHostKeyChecking yes
                Host *
                  IdentityAgent ~/agent
                  UserKnownHostsFile ~/a /etc/b
                """);
        var quiet = route("quiet");
        assertThat(quiet.keys().agent()).isEmpty();
        assertThat(quiet.keys().onlyThese()).isTrue();
        assertThat(quiet.trust().pinsFirst()).isFalse();
        assertThat(route("x").keys().agent()).hasValue(home.resolve("agent"));
        assertThat(route("x").trust().files())
                .containsExactly(home.resolve("a"), Path.of("/etc/b"));
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() throws Exception {
        write("config", "Host a\n  Port many\nHost b\n  User \"open\n");
        assertThatThrownBy(() -> route("a"))
                .hasMessage(home.resolve(".ssh/config") + " line 4: a quote is not closed.");
        write("config", "Host a\n  Port many\n");
        assertThatThrownBy(() -> route("a"))
                .hasMessageContaining("config line 2: port \"many\" is not a number");
        assertThat(route("b").port()).isEqualTo(22);
        assertThat(routes.title(SshTarget.of("a"))).isEqualTo("a");
    }

    @Test
    void aFileThatIncludesItselfIsRefused() throws Exception {
        write("config", "Include config\n");
        assertThatThrownBy(() -> route("a")).hasMessageContaining("more than 16 Includes");
    }

    @Test
    void patternsFitAsInAShellAndExclude() {
        assertThat(SshPatterns.fits("*", "")).isTrue();
        assertThat(SshPatterns.fits("a*b*c", "a-b-b-c")).isTrue();
        assertThat(SshPatterns.fits("a*b*c", "a-b-b-d")).isFalse();
        assertThat(SshPatterns.fits("10.0.?.1", "10.0.12.1")).isFalse();
        assertThat(SshPatterns.fits("*a".repeat(50), "a".repeat(5000) + "b")).isFalse();
        assertThat(SshPatterns.matches(List.of("*", "!web"), "web")).isFalse();
        assertThat(SshPatterns.matches(List.of("!web"), "db")).isFalse();
    }
}
