package io.skyjobs.providers.channel.ssh;

import static io.skyjobs.providers.channel.ssh.SshBench.named;
import static io.skyjobs.providers.channel.ssh.SshBench.refused;
import static io.skyjobs.providers.channel.ssh.SshBench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Being let in by keys, and what is said of those that do not do. */
final class SshKeysTest {
    @TempDir private Path folder;
    private SshBench bench;

    @BeforeEach
    void start() throws IOException {
        bench = new SshBench(folder);
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    private SshTarget with(Path... identities) {
        return with(bench.host().user(), identities);
    }

    private SshTarget with(String user, Path... identities) {
        var plain = bench.host().target();
        return new SshTarget(
                plain.host(),
                Optional.of(user),
                plain.port(),
                List.of(identities),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private SshConnection connection(SshTarget target) {
        return bench.connections().connection(target);
    }

    private Path key(String name) {
        return bench.host().userHome().resolve(".ssh").resolve(name);
    }

    @Test
    void theUsualKeyFilesAreTriedWhereNothingIsNamed() throws Exception {
        assertThat(run(connection(with()), "echo in")).isEqualTo("in\n");
    }

    @Test
    void aMissingKeyFileIsNamed() {
        refused(connection(with(key("gone"))))
                .hasMessageContaining("does not let user worker in: we have no key to offer")
                .hasMessageContaining("there is no key file " + key("gone"));
    }

    @Test
    void aKeyThatTheHostDoesNotKnowIsNamed() {
        LocalSshHost.writeKey(key("stranger"));
        var connection = connection(with(key("stranger")));
        refused(connection)
                .hasMessageContaining("it took none of " + key("stranger"))
                .hasMessageContaining("put a public key into its ~/.ssh/authorized_keys");
        assertThat(connection.trouble().orElseThrow().kind())
                .isEqualTo(SshTrouble.Kind.AUTHENTICATION);
    }

    @Test
    void aUserThatTheHostDoesNotKnowIsNamed() {
        refused(connection(with("nobody", bench.host().identity())))
                .hasMessageContaining("does not let user nobody in");
    }

    @Test
    void whatIsNoKeyIsNamed() throws Exception {
        Files.writeString(key("notes.txt"), "milk, bread\n");
        refused(connection(with(key("notes.txt")))).hasMessageContaining(key("notes.txt") + " ");
    }

    @Test
    void aKeyWithAPassphraseIsForTheAgent() throws Exception {
        var pair = LocalSshHost.newKey();
        LocalSshHost.writeKey(key("locked"), pair, Optional.of("correct horse"));
        bench.host().authorize(pair.getPublic());
        refused(connection(with(key("locked"))))
                .hasMessageContaining(key("locked") + " has a passphrase and no SSH agent holds it")
                .hasMessageContaining("ssh-add " + key("locked"));

        var socket = folder.resolve("agent");
        try (var agent = LocalAgent.start(socket)) {
            agent.add(pair, "locked key");
            bench.with(bench.withAgent(socket));
            assertThat(run(connection(with(key("locked"))), "echo in")).isEqualTo("in\n");
            Soon.holds("the agent is let go of", () -> agent.callers() == 0);
        }
    }

    @Test
    void keysOfTheAgentAreTriedAfterTheFiles() throws Exception {
        var socket = folder.resolve("agent");
        var pair = LocalSshHost.newKey();
        bench.host().authorizeNobody();
        bench.host().authorize(pair.getPublic());
        try (var agent = LocalAgent.start(socket)) {
            agent.add(LocalSshHost.newKey(), "other");
            agent.add(pair, "mine");
            bench.with(bench.withAgent(socket));
            assertThat(run(connection(with()), "echo in")).isEqualTo("in\n");
        }
    }

    @Test
    void anAgentThatNeverAnswersHoldsNobodyUpForLong() throws Exception {
        var socket = folder.resolve("agent");
        var step = Duration.ofMillis(300);
        var limits = new SshLimits(LONG, LONG, step, LONG, LONG, LONG);
        try (var agent = LocalAgent.mute(socket)) {
            assertThat(agent.callers()).isZero();
            var quick = new SshSettings(limits, SshPatience.usual(), 10, 4);
            try (var connections = bench.connections(quick, bench.withAgent(socket))) {
                refused(connections.connection(with(key("gone"))))
                        .hasMessageContaining("the SSH agent does not say its keys");
            }
        }
    }

    private static final Duration LONG = SshBench.LONG;

    @Test
    void anAgentThatIsNotThereIsNamed() {
        bench.with(bench.withAgent(folder.resolve("nobody")));
        refused(connection(with(key("gone"))))
                .hasMessageContaining("the SSH agent at " + folder.resolve("nobody"));
    }

    @Test
    void aCertificateBesideTheKeyIsOffered() throws Exception {
        var authority = LocalSshHost.newKey();
        var pair = LocalSshHost.newKey();
        LocalSshHost.writeKey(key("signed"), pair, Optional.empty());
        bench.host().authorize(authority.getPublic());
        refused(connection(with(key("signed")))).hasMessageContaining("does not let user");
        certify(pair, authority);
        bench.with(SshSettings.usual());
        assertThat(run(connection(with(key("signed"))), "echo in")).isEqualTo("in\n");
    }

    private void certify(KeyPair pair, KeyPair authority) throws Exception {
        var certificate =
                OpenSshCertificateBuilder.userCertificate()
                        .id("worker's laptop")
                        .serial(1)
                        .publicKey(pair.getPublic())
                        .principals(List.of(bench.host().user()))
                        .validAfter(Instant.now().minus(Duration.ofHours(1)))
                        .validBefore(Instant.now().plus(Duration.ofHours(1)))
                        .sign(authority);
        Files.writeString(key("signed-cert.pub"), PublicKeyEntry.toString(certificate) + "\n");
    }

    @Test
    void theConfigurationNamesHostUserPortAndKey() throws Exception {
        LocalSshHost.writeKey(key("other"));
        var identity = bench.host().identity();
        Files.move(identity, key("moved"));
        bench.configure(
                """
                Host gpu-*
                    HostName %s
                    Port %d
                    User %s
                    IdentityFile ~/.ssh/moved
                    IdentitiesOnly yes
                """
                        .formatted(
                                bench.host().address(), bench.host().port(), bench.host().user()));
        var connection = connection(named("gpu-1"));
        assertThat(connection.title()).isEqualTo("worker@gpu-1:" + bench.host().port());
        assertThat(run(connection, "echo in")).isEqualTo("in\n");
    }
}
