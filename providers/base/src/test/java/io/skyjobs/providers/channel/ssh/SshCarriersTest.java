package io.skyjobs.providers.channel.ssh;

import static io.skyjobs.providers.channel.ssh.SshBench.refused;
import static io.skyjobs.providers.channel.ssh.SshBench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hosts that are reached over others, or through a command. */
final class SshCarriersTest {
    @TempDir private Path folder;
    private SshBench bench;
    private LocalSshHost inner;

    @BeforeEach
    void start() throws IOException {
        bench = new SshBench(folder.resolve("outer"));
        inner = LocalSshHost.start(folder.resolve("inner"), "127.0.0.4", Map.of());
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
        inner.close();
    }

    private SshTarget over(Optional<String> jump, Optional<String> command) {
        return new SshTarget(
                inner.address(),
                Optional.of(inner.user()),
                Optional.of(inner.port()),
                List.of(inner.identity()),
                jump,
                command,
                List.of());
    }

    private String outer() {
        var host = bench.host();
        return "%s@%s:%d".formatted(host.user(), host.address(), host.port());
    }

    @Test
    void aJumpCarriesAConnectionAndBothKeysArePinned() throws Exception {
        var connection =
                bench.connections().connection(over(Optional.of(outer()), Optional.empty()));
        assertThat(run(connection, "echo $HOME")).isEqualTo(inner.home() + "\n");
        assertThat(bench.host().connections()).isEqualTo(1);
        assertThat(bench.host().files().pinned())
                .content()
                .contains("[127.0.0.3]:" + bench.host().port() + " ")
                .contains("[127.0.0.4]:" + inner.port() + " ");
        connection.close();
        Soon.holds("the jump is let go of", () -> bench.host().open() == 0);
    }

    @Test
    void allBehindOneJumpShareItsConnection() throws Exception {
        var plain = over(Optional.of(outer()), Optional.empty());
        var other =
                new SshTarget(
                        "127.0.0.4",
                        plain.user(),
                        plain.port(),
                        List.of(inner.identity(), bench.host().identity()),
                        plain.proxyJump(),
                        Optional.empty(),
                        List.of());
        run(bench.connections().connection(plain), "true");
        run(bench.connections().connection(other), "true");
        assertThat(inner.connections()).isEqualTo(2);
        assertThat(bench.host().connections()).isEqualTo(1);
    }

    @Test
    void severalJumpsAreTakenInTheirOrder() throws Exception {
        try (var middle = LocalSshHost.start(folder.resolve("middle"), "127.0.0.5", Map.of())) {
            bench.configure(
                    """
                    Host 127.0.0.5
                        IdentityFile %s
                    """
                            .formatted(middle.identity()));
            var jumps = "%s,%s@127.0.0.5:%d".formatted(outer(), middle.user(), middle.port());
            var connection =
                    bench.connections().connection(over(Optional.of(jumps), Optional.empty()));
            assertThat(run(connection, "echo in")).isEqualTo("in\n");
            assertThat(middle.connections()).isEqualTo(1);
            assertThat(bench.host().connections()).isEqualTo(1);
        }
    }

    @Test
    void muchGoesOverAJump() throws Exception {
        var connection =
                bench.connections().connection(over(Optional.of(outer()), Optional.empty()));
        try (var process = connection.start("head -c 20000000 /dev/zero | tee copy")) {
            assertThat(process.output().transferTo(java.io.OutputStream.nullOutputStream()))
                    .isEqualTo(20_000_000);
        }
        try (var process = connection.start("wc -c")) {
            process.input().write(new byte[5_000_000]);
            process.input().close();
            assertThat(process.output().readAllBytes()).asString().contains("5000000");
        }
    }

    @Test
    void aJumpHostThatShowsAnotherKeyIsRefused() throws Exception {
        run(bench.connection(), "true");
        bench.host().changeHostKey();
        var connection =
                bench.connections().connection(over(Optional.of(outer()), Optional.empty()));
        refused(connection)
                .hasMessageContaining("is behind " + outer())
                .hasMessageContaining("The host key of " + outer() + " changed");
        assertThat(inner.connections()).isZero();
    }

    @Test
    void aHostThatItsJumpCannotReachIsNamed() throws Exception {
        inner.refuse();
        var connection =
                bench.connections().connection(over(Optional.of(outer()), Optional.empty()));
        refused(connection).hasMessageContaining("cannot be reached over " + outer());
    }

    @Test
    void theLossOfAJumpIsTheLossOfWhatIsBehindIt() throws Exception {
        var connection =
                bench.connections().connection(over(Optional.of(outer()), Optional.empty()));
        var process = connection.start("cat");
        bench.host().drop();
        assertThat(process.output().readAllBytes()).isEmpty();
        bench.advance(Duration.ofSeconds(15));
        assertThat(run(connection, "echo again")).isEqualTo("again\n");
    }

    /** Bash can open a connection by itself. */
    private String bridge() throws IOException {
        var script = folder.resolve("bridge");
        Files.writeString(
                script,
                """
                echo "$$" >> "%s"
                exec 3<>"/dev/tcp/$1/$2"
                cat <&3 &
                exec cat >&3
                """
                        .formatted(folder.resolve("pids")));
        return "bash " + script + " %h %p";
    }

    @Test
    void aProxyCommandCarriesAConnectionAndEndsWithIt() throws Exception {
        var connection =
                bench.connections().connection(over(Optional.empty(), Optional.of(bridge())));
        assertThat(run(connection, "echo in")).isEqualTo("in\n");
        var pid = Long.parseLong(Files.readString(folder.resolve("pids")).strip());
        assertThat(ProcessHandle.of(pid)).isPresent();
        connection.close();
        Soon.holds("the command has ended", () -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void aProxyCommandThatFailsIsNamed() {
        var connection =
                bench.connections()
                        .connection(
                                over(
                                        Optional.empty(),
                                        Optional.of("echo no way to %h >&2; exit 3")));
        refused(connection).hasMessageContaining("no way to 127.0.0.4");
    }

    @Test
    void jumpHostsThatCannotBeReadAreNamed() {
        var connection =
                bench.connections().connection(over(Optional.of("a b:70000"), Optional.empty()));
        refused(connection).hasMessageContaining("\"a b:70000\" is not a jump host");
    }
}
