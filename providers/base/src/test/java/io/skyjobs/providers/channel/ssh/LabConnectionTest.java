package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.providers.lab.LabHosts;
import io.skyjobs.spi.ChannelException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Connections to real OpenSSH servers: who lets us in, and whom we trust. */
@Tag("peer")
final class LabConnectionTest {
    private static final int PLAIN = 1;
    private static final int CHANGED = 2;
    private static final int ODD = 3;
    private static final int HIDDEN = 4;

    @TempDir Path home;
    private Optional<LabLink> opened = Optional.empty();

    @BeforeEach
    void open() {
        opened = Optional.of(new LabLink(home, SshSettings.usual(), Optional.empty()));
    }

    @AfterEach
    void close() {
        opened.ifPresent(LabLink::close);
    }

    private LabLink link() {
        return opened.orElseThrow();
    }

    @Test
    void aProcessIsGivenWhatItReadsAndTellsHowItEnds() throws Exception {
        var connection = link().to(PLAIN);

        assertThat(LabLink.say(connection, "hostname; exit 7"))
                .isEqualTo(new LabLink.Said("h1\n", 7));
        try (var process = connection.start("cat; echo trouble >&2")) {
            process.input().write("over and back\n".getBytes(StandardCharsets.UTF_8));
            process.input().close();
            assertThat(new String(process.output().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("over and back\n");
            assertThat(new String(process.errors().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("trouble\n");
        }
        assertThat(connection.trouble()).isEmpty();
    }

    @Test
    void aBigStreamComesInFull() throws Exception {
        var sum = "seq 1 5000000 | cksum";
        var there = LabLink.say(link().to(PLAIN), sum).output();
        try (var process = link().to(PLAIN).start("seq 1 5000000")) {
            var here = new ProcessBuilder("cksum").start();
            try (var input = here.getOutputStream()) {
                process.output().transferTo(input);
            }
            assertThat(new String(here.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(there);
        }
    }

    @Test
    void aHostThatDoesNotKnowTheKeyIsNamedWithTheKey() {
        var key = link().newKey("unknown");
        var connection =
                link().connections
                        .connection(LabLink.target(link().hosts.address(PLAIN), List.of(key)));

        assertThatThrownBy(() -> LabLink.say(connection, "true"))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("10.88.1.1")
                .hasMessageContaining("root")
                .hasMessageContaining("unknown");
        assertThat(connection.trouble().orElseThrow().kind())
                .isEqualTo(SshTrouble.Kind.AUTHENTICATION);
    }

    @Test
    void theKeyOfTheFirstContactIsPinnedAndAnotherOneIsRefused() throws Exception {
        var hosts = link().hosts;
        LabLink.say(link().to(CHANGED), "true");
        assertThat(link().pinned()).contains(hosts.hostKey(CHANGED));
        close();
        hosts.tell("kill", CHANGED);
        hosts.tell("rekey", CHANGED);
        hosts.tell("boot", CHANGED);
        open();

        var connection = link().to(CHANGED);
        assertThatThrownBy(() -> LabLink.say(connection, "true"))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("10.88.1.2")
                .hasMessageContaining(LabLink.pinned(home).toString());
        assertThat(connection.trouble().orElseThrow().kind()).isEqualTo(SshTrouble.Kind.HOST_KEY);
        close();

        Files.delete(LabLink.pinned(home));
        open();
        assertThat(LabLink.say(link().to(CHANGED), "hostname").output()).isEqualTo("h2\n");
    }

    @Test
    void whereTheKeyIsKnownBeforehandNoOtherIsTrusted() {
        var target = link().target(PLAIN);
        var wrong =
                new SshTarget(
                        target.host(),
                        target.user(),
                        target.port(),
                        target.identities(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(link().hosts.hostKey(CHANGED)));
        var connection = link().connections.connection(wrong);

        assertThatThrownBy(() -> LabLink.say(connection, "true"))
                .isInstanceOf(ChannelException.class);
        assertThat(connection.trouble().orElseThrow().kind()).isEqualTo(SshTrouble.Kind.HOST_KEY);
        assertThat(Files.exists(LabLink.pinned(home))).isFalse();
    }

    @Test
    void aHostWithoutBashThatTalksAtEveryLoginIsUsed() throws Exception {
        var hosts = link().hosts;
        hosts.tell("reboot", ODD, "hide=bash", "shell=/bin/sh", "noise=yes");
        try {
            assertThat(LabLink.say(link().to(ODD), "hostname").output()).endsWith("h3\n");
        } finally {
            hosts.tell("reboot", ODD, "hide=", "shell=/bin/bash", "noise=yes");
        }
        LabHosts.until(
                "the host with bash answers",
                java.time.Duration.ofSeconds(20),
                () -> saysLast(ODD, "hostname", "h3\n"));
        hosts.tell("reboot", ODD, "noise=no");
        hosts.shell(ODD, "rm -f /root/.bashrc /root/.profile /home/sky/.bashrc /home/sky/.profile");
    }

    private boolean saysLast(int host, String command, String wanted) {
        try {
            return LabLink.say(link().to(host), command).output().endsWith(wanted);
        } catch (ChannelException notYet) {
            return false;
        }
    }

    @Test
    void aHostBehindAnotherIsReachedThroughIt() throws Exception {
        var hosts = link().hosts;
        // As with OpenSSH, the keys of a host are not those of its jump hosts.
        var folder = Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(
                folder.resolve("config"),
                "Host %s\n  IdentityFile %s\n"
                        .formatted(hosts.address(PLAIN), hosts.files().resolve("key")));
        hosts.tell("hide", HIDDEN);
        try {
            var hidden = link().target(HIDDEN);
            var connection =
                    link().connections
                            .connection(
                                    new SshTarget(
                                            hidden.host(),
                                            hidden.user(),
                                            hidden.port(),
                                            hidden.identities(),
                                            Optional.of("root@" + hosts.address(PLAIN)),
                                            Optional.empty(),
                                            List.of()));
            assertThat(LabLink.say(connection, "hostname").output()).isEqualTo("h4\n");
        } finally {
            hosts.tell("mend", HIDDEN);
        }
    }

    @Test
    void aProxyCommandCarriesTheConnection() throws Exception {
        var hosts = link().hosts;
        var target = link().target(HIDDEN);
        var command = "ssh -F %s/config -W %%h:%%p h%d".formatted(hosts.files().toString(), PLAIN);
        var connection =
                link().connections
                        .connection(
                                new SshTarget(
                                        target.host(),
                                        target.user(),
                                        target.port(),
                                        target.identities(),
                                        Optional.empty(),
                                        Optional.of(command),
                                        List.of()));

        assertThat(LabLink.say(connection, "hostname").output()).isEqualTo("h4\n");
        assertThat(LabLink.say(connection, "echo ${SSH_CONNECTION%% *}").output())
                .isEqualTo(hosts.address(PLAIN) + "\n");
    }

    @Test
    void namesOfTheSshConfigurationAreUnderstood() throws Exception {
        var folder = Files.createDirectories(home.resolve(".ssh"));
        Files.writeString(
                folder.resolve("config"),
                "Host my-machine\n  HostName %s\n  User sky\n  IdentityFile %s\n"
                        .formatted(
                                link().hosts.address(PLAIN), link().hosts.files().resolve("key")));

        var connection = link().connections.connection(SshTarget.of("my-machine"));

        assertThat(LabLink.say(connection, "id -un").output()).isEqualTo("sky\n");
        assertThat(LabLink.say(connection, "pwd").output()).isEqualTo("/home/sky\n");
    }

    @Test
    void aKeyWithAPassphraseIsUsedThroughTheAgent() throws Exception {
        var locked = link().hosts.files().resolve("locked");
        try (var agent = new LabAgent(home)) {
            agent.add(locked, "open sesame");
            close();
            opened =
                    Optional.of(
                            new LabLink(home, SshSettings.usual(), Optional.of(agent.socket())));

            var open = LabLink.target(link().hosts.address(PLAIN), List.of());
            var named = LabLink.target(link().hosts.address(PLAIN), List.of(locked));
            for (var target : List.of(open, named)) {
                var connection = link().connections.connection(target);
                assertThat(LabLink.say(connection, "hostname").output()).isEqualTo("h1\n");
            }
        }
    }

    @Test
    void aKeyWithAPassphraseAndNoAgentIsASentence() {
        var locked = link().hosts.files().resolve("locked");
        var connection =
                link().connections
                        .connection(LabLink.target(link().hosts.address(PLAIN), List.of(locked)));

        assertThatThrownBy(() -> LabLink.say(connection, "true"))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("locked")
                .hasMessageContaining("passphrase");
    }

    @Test
    void aCertificateOpensWhereTheKeyAloneDoesNot() throws Exception {
        var key = link().newKey("certified");
        var target = LabLink.target(link().hosts.address(PLAIN), List.of(key));
        link().hosts
                .run(
                        List.of(
                                "ssh-keygen",
                                "-q",
                                "-s",
                                link().hosts.files().resolve("ca").toString(),
                                "-I",
                                "test",
                                "-n",
                                "root",
                                key + ".pub"));

        assertThat(LabLink.say(link().connections.connection(target), "hostname").output())
                .isEqualTo("h1\n");
    }

    /** More at once than sshd allows: they wait for each other, and none is refused. */
    @Test
    void moreProcessesThanSessionsWaitForEachOther() throws Exception {
        var connection = link().to(PLAIN);
        Callable<String> task = () -> LabLink.say(connection, "sleep 0.2; echo done").output();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(java.util.Collections.nCopies(60, task))) {
                assertThat(done.get()).isEqualTo("done\n");
            }
        }
        assertThat(link().hosts.shell(PLAIN, "cat /run/sshlab/sshd_config"))
                .contains("MaxSessions 10");
    }

    @Test
    void whereNobodyListensItIsSaid() throws IOException {
        var target = link().target(PLAIN);
        var connection =
                link().connections
                        .connection(
                                new SshTarget(
                                        target.host(),
                                        target.user(),
                                        Optional.of(2222),
                                        target.identities(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of()));

        assertThatThrownBy(() -> LabLink.say(connection, "true"))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("2222");
        assertThat(connection.trouble().orElseThrow().kind()).isEqualTo(SshTrouble.Kind.REFUSED);
    }
}
