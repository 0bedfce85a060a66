package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The one SSH client of the library for all hosts: no thread of its own waits for any of them.
 *
 * <p>Events of all connections run on virtual threads, so that an SSH agent that thinks for ten
 * seconds holds up nobody else.
 */
final class SshEngine implements AutoCloseable {
    /**
     * Fastest first: measured over loopback, these two made 34 connections in a second on two
     * processors where the usual choice of both sides (sntrup761, ChaCha20) made 15.
     */
    private static final List<BuiltinDHFactories> EXCHANGES_FIRST =
            List.of(BuiltinDHFactories.curve25519, BuiltinDHFactories.curve25519_libssh);

    private static final List<BuiltinCiphers> CIPHERS =
            List.of(
                    BuiltinCiphers.aes128gcm,
                    BuiltinCiphers.aes256gcm,
                    BuiltinCiphers.cc20p1305_openssh,
                    BuiltinCiphers.aes128ctr,
                    BuiltinCiphers.aes192ctr,
                    BuiltinCiphers.aes256ctr);

    private static final Set<String> SHA1_SIGNATURES =
            Set.of(
                    "ssh-rsa",
                    "ssh-rsa-cert-v01@openssh.com",
                    "ssh-dss",
                    "ssh-dss-cert-v01@openssh.com");

    private final SshSettings settings;
    private final SshClient client;

    SshEngine(SshSettings settings, SshHostKeys hostKeys, SshWires wires) {
        this.settings = settings;
        this.client = ClientBuilder.builder().build(true);
        client.setIoServiceFactoryFactory(wires);
        client.setServerKeyVerifier(hostKeys);
        client.addSessionListener(new SshSessions(hostKeys));
        client.setGlobalRequestHandlers(List.of(KeepAliveHandler.INSTANCE));
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(new SshKeyProof()));
        client.setKeyExchangeFactories(
                NamedFactory.setUpTransformedFactories(true, exchanges(), ClientBuilder.DH2KEX));
        client.setCipherFactories(List.copyOf(NamedFactory.setUpBuiltinFactories(true, CIPHERS)));
        client.setSignatureFactories(signatures());
        limit();
        client.start();
    }

    private void limit() {
        var limits = settings.limits();
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, limits.connect());
        CoreModuleProperties.AUTH_TIMEOUT.set(
                client, limits.keyExchange().plus(limits.authentication()).plusSeconds(1));
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.CHANNEL_OPEN_TIMEOUT.set(client, limits.channel());
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, limits.write());
        CoreModuleProperties.TCP_NODELAY.set(client, true);
    }

    private static List<BuiltinDHFactories> exchanges() {
        var all = new ArrayList<>(EXCHANGES_FIRST);
        for (var usual : ClientBuilder.DEFAULT_KEX_PREFERENCE) {
            if (!all.contains(usual)) {
                all.add(usual);
            }
        }
        return all;
    }

    /** All but what signs with SHA-1, ed25519 first as OpenSSH asks for it. */
    private static List<NamedFactory<Signature>> signatures() {
        var all =
                ClientBuilder.DEFAULT_SIGNATURE_PREFERENCE.stream()
                        .filter(one -> !SHA1_SIGNATURES.contains(one.getName()))
                        .sorted(Comparator.comparing(one -> !one.getName().contains("ed25519")))
                        .toList();
        return List.copyOf(NamedFactory.setUpBuiltinFactories(true, all));
    }

    SshClient client() {
        return client;
    }

    SshSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        client.stop();
    }
}
