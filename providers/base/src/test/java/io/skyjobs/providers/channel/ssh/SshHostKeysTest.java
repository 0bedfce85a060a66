package io.skyjobs.providers.channel.ssh;

import static io.skyjobs.providers.channel.ssh.SshBench.refused;
import static io.skyjobs.providers.channel.ssh.SshBench.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** No host is ever taken for another. */
final class SshHostKeysTest {
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

    private String name() {
        return "[127.0.0.3]:" + bench.host().port();
    }

    private static String line(KeyPair key) {
        return PublicKeyEntry.toString(key.getPublic());
    }

    private static String fingerprint(KeyPair key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key.getPublic());
    }

    private Path known() {
        return bench.host().userHome().resolve(".ssh/known_hosts");
    }

    private SshTarget keyed(String... keys) {
        var plain = bench.host().target();
        return new SshTarget(
                plain.host(),
                plain.user(),
                plain.port(),
                plain.identities(),
                Optional.empty(),
                Optional.empty(),
                List.of(keys));
    }

    @Test
    void theFirstContactIsPinnedInAFileOfOurOwn() throws Exception {
        run(bench.connection(), "true");
        var pinned = bench.host().files().pinned();
        assertThat(pinned).hasContent(name() + " " + line(bench.host().hostKey()) + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pinned)))
                .isEqualTo("rw-------");
        assertThat(known()).doesNotExist();
    }

    @Test
    void aKeyThatIsPinnedIsNotWrittenAgain() throws Exception {
        run(bench.connection(), "true");
        bench.with(SshSettings.usual());
        run(bench.connection(), "true");
        assertThat(bench.host().files().pinned()).content().hasLineCount(1);
    }

    @Test
    void aChangedKeyIsRefusedWithBothFingerprintsAndTheLineToRemove() throws Exception {
        run(bench.connection(), "true");
        var before = bench.host().hostKey();
        bench.host().changeHostKey();
        bench.with(SshSettings.usual());
        refused(bench.connection())
                .hasMessageContaining("The host key of worker@127.0.0.3:" + bench.host().port())
                .hasMessageContaining("it shows " + fingerprint(bench.host().hostKey()))
                .hasMessageContaining("known is " + fingerprint(before))
                .hasMessageContaining(bench.host().files().pinned() + " line 1");
        assertThat(bench.host().files().pinned()).content().hasLineCount(1);
        assertThat(bench.connection().trouble().orElseThrow().kind())
                .isEqualTo(SshTrouble.Kind.HOST_KEY);
    }

    @Test
    void theUsersOwnFileIsBelievedAndOursStaysEmpty() throws Exception {
        Files.writeString(known(), "# mine\n" + name() + " " + line(bench.host().hostKey()) + "\n");
        run(bench.connection(), "true");
        assertThat(bench.host().files().pinned()).doesNotExist();
    }

    @Test
    void aHashedEntryIsUnderstood() throws Exception {
        var salt = "twenty bytes of salt".getBytes(StandardCharsets.UTF_8);
        var mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(salt, "HmacSHA1"));
        var hash = mac.doFinal(name().getBytes(StandardCharsets.UTF_8));
        var base64 = Base64.getEncoder();
        var hashed = "|1|" + base64.encodeToString(salt) + "|" + base64.encodeToString(hash);
        Files.writeString(known(), hashed + " " + line(bench.host().hostKey()) + "\n");
        run(bench.connection(), "true");
        assertThat(bench.host().files().pinned()).doesNotExist();

        bench.host().changeHostKey();
        bench.with(SshSettings.usual());
        refused(bench.connection()).hasMessageContaining(known() + " line 1");
    }

    @Test
    void keysGivenWithTheHostAreTheOnlyOnes() throws Exception {
        var other = LocalSshHost.newKey();
        Files.writeString(known(), name() + " " + line(bench.host().hostKey()) + "\n");
        refused(bench.connections().connection(keyed(line(other))))
                .hasMessageContaining(fingerprint(other) + " (given with the host)");
        var right = bench.connections().connection(keyed(line(bench.host().hostKey())));
        assertThat(run(right, "echo in")).isEqualTo("in\n");
    }

    @Test
    void aRevokedKeyIsRefusedEvenWhenItIsKnown() throws Exception {
        var key = line(bench.host().hostKey());
        Files.writeString(known(), name() + " " + key + "\n@revoked * " + key + "\n");
        refused(bench.connection()).hasMessageContaining("marked as @revoked");
    }

    @Test
    void whereNewKeysAreNotTrustedNothingIsPinned() throws Exception {
        bench.configure("StrictHostKeyChecking yes\n");
        refused(bench.connection()).hasMessageContaining("new keys are not to be trusted here");
        assertThat(bench.host().files().pinned()).doesNotExist();
    }

    @Test
    void checkingThatIsTurnedOffStillRefusesAChangedKey() throws Exception {
        bench.configure("StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\n");
        run(bench.connection(), "true");
        bench.host().changeHostKey();
        bench.with(SshSettings.usual());
        refused(bench.connection()).hasMessageContaining("changed");
    }

    @Test
    void aCertificateOfAKnownAuthorityIsBelieved() throws Exception {
        var authority = LocalSshHost.newKey();
        bench.host().certify(certificate(authority, "127.0.0.3"));
        Files.writeString(known(), "@cert-authority " + name() + " " + line(authority) + "\n");
        run(bench.connection(), "true");
        assertThat(bench.host().files().pinned()).doesNotExist();
    }

    @Test
    void aCertificateForAnotherHostIsNot() throws Exception {
        var authority = LocalSshHost.newKey();
        bench.host().certify(certificate(authority, "elsewhere"));
        Files.writeString(known(), "@cert-authority * " + line(authority) + "\n");
        refused(bench.connection()).hasMessageContaining("invalid principal 127.0.0.3");
        assertThat(bench.host().files().pinned()).doesNotExist();
    }

    @Test
    void withoutAnAuthorityThePlainKeyCounts() throws Exception {
        bench.host().certify(certificate(LocalSshHost.newKey(), "127.0.0.3"));
        run(bench.connection(), "true");
        assertThat(bench.host().files().pinned())
                .hasContent(name() + " " + line(bench.host().hostKey()) + "\n");
    }

    private org.apache.sshd.common.config.keys.OpenSshCertificate certificate(
            KeyPair authority, String principal) throws Exception {
        return OpenSshCertificateBuilder.hostCertificate()
                .id("test host")
                .serial(1)
                .publicKey(bench.host().hostKey().getPublic())
                .principals(List.of(principal))
                .validAfter(Instant.now().minus(Duration.ofHours(1)))
                .validBefore(Instant.now().plus(Duration.ofHours(1)))
                .sign(authority);
    }

    @Test
    void ofTwoFirstContactsAtOnceOneCounts() throws Exception {
        var file = folder.resolve("new/pins");
        var one = new PinnedHosts(file);
        var two = new PinnedHosts(file);
        assertThat(one.pin("h", "ssh-ed25519", "AAAA")).isEmpty();
        assertThat(two.pin("h", "ssh-ed25519", "BBBB"))
                .singleElement()
                .satisfies(known -> assertThat(known.key()).isEqualTo("AAAA"));
        assertThat(two.pin("h", "ssh-ed25519", "AAAA")).isEmpty();
        assertThat(file).hasContent("h ssh-ed25519 AAAA\n");
    }
}
