package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.HostKeyCertificateProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.forward.DirectTcpipFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A host in this process for tests: an SSH server on a loopback address that runs real {@code sh}
 * processes with a HOME of their own, behind a relay that can hang, drop and refuse connections.
 *
 * <p>It serves one user, whose SSH files it also makes: {@link #files} and {@link #target} are all
 * that a client needs. Everything that it started ends with it.
 */
public final class LocalSshHost implements AutoCloseable {
    private static final String USER = "worker";

    private final Path folder;
    private final String address;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final LocalSessions sessions = new LocalSessions();
    private final LocalRelay relay;
    private final LocalShell shell;
    private final List<PublicKey> authorized = new CopyOnWriteArrayList<>();
    private final AtomicReference<KeyPair> hostKey = new AtomicReference<>(newKey());

    private LocalSshHost(Path folder, String address, Map<String, String> environment)
            throws IOException {
        this.folder = folder;
        this.address = address;
        Files.createDirectories(home());
        Files.createDirectories(userHome().resolve(".ssh"));
        var inside = new HashMap<String, String>();
        inside.put("HOME", home().toString());
        inside.put("USER", USER);
        inside.put("LOGNAME", USER);
        inside.put("SHELL", "/bin/sh");
        inside.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        inside.put("SKYJOBS_CLAIMS", folder.resolve("claims").toString());
        inside.putAll(environment);
        this.shell = new LocalShell(home(), inside);
        configure();
        server.start();
        this.relay = new LocalRelay(address, server.getPort());
        authorize(writeKey(identity()));
    }

    /** A host at 127.0.0.1, with everything of it in a folder. */
    public static LocalSshHost start(Path folder) throws IOException {
        return start(folder, "127.0.0.1", Map.of());
    }

    /**
     * A host.
     *
     * @param address any of 127.0.0.0/8
     * @param environment of its processes, beside {@code HOME}, {@code USER}, {@code PATH} and
     *     {@code SKYJOBS_CLAIMS}
     */
    public static LocalSshHost start(Path folder, String address, Map<String, String> environment)
            throws IOException {
        return new LocalSshHost(folder, address, environment);
    }

    private void configure() {
        server.setHost(address);
        server.setPort(0);
        server.setKeyPairProvider(session -> List.of(hostKey.get()));
        server.setCommandFactory(shell);
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.setFileSystemFactory(
                new VirtualFileSystemFactory(Path.of("/")) {
                    @Override
                    public Path getUserHomeDir(
                            org.apache.sshd.common.session.SessionContext session) {
                        return home();
                    }
                });
        server.setChannelFactories(List.of(sessions, DirectTcpipFactory.INSTANCE));
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator((user, key, session) -> user.equals(USER) && allowed(key));
    }

    private boolean allowed(PublicKey key) {
        var shown = key instanceof OpenSshCertificate signed ? signed.getCaPubKey() : key;
        return authorized.stream().anyMatch(one -> KeyUtils.compareKeys(one, shown));
    }

    /** The HOME of processes on the host. */
    public Path home() {
        return folder.resolve("home");
    }

    /** The home of the user who connects, with {@code .ssh} in it. */
    public Path userHome() {
        return folder.resolve("user");
    }

    /** The user's private key, which the host lets in. */
    public Path identity() {
        return userHome().resolve(".ssh/id_ed25519");
    }

    /** The user's files; host keys are pinned in one of them. */
    public SshFiles files() {
        return new SshFiles(
                userHome(), USER, userHome().resolve(".sky/pins"), List.of(), Optional.empty());
    }

    /** How to reach it, with the user's key named. */
    public SshTarget target() {
        return new SshTarget(
                address,
                Optional.of(USER),
                Optional.of(port()),
                List.of(identity()),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** Where it listens. */
    public String address() {
        return address;
    }

    /** Where it listens. */
    public int port() {
        return relay.port();
    }

    /** The login name that it knows. */
    public String user() {
        return USER;
    }

    /** Lets in whoever has this key, or a certificate that it signed. */
    public void authorize(PublicKey key) {
        authorized.add(key);
    }

    /** Lets in nobody any more who connects from now on. */
    public void authorizeNobody() {
        authorized.clear();
    }

    /** Writes a new private key of the user and its public half. */
    public static PublicKey writeKey(Path file) {
        var pair = newKey();
        writeKey(file, pair, Optional.empty());
        return pair.getPublic();
    }

    /** Writes a private key of the user and its public half. */
    public static void writeKey(Path file, KeyPair pair, Optional<String> passphrase) {
        try {
            var options = new OpenSSHKeyEncryptionContext();
            options.setCipherType("256");
            passphrase.ifPresent(options::setPassword);
            try (var bytes = Files.newOutputStream(file)) {
                OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
                        pair, "test", passphrase.isPresent() ? options : null, bytes);
            }
            try (var bytes =
                    Files.newOutputStream(file.resolveSibling(file.getFileName() + ".pub"))) {
                OpenSSHKeyPairResourceWriter.INSTANCE.writePublicKey(pair, "test", bytes);
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A new ed25519 key. */
    public static KeyPair newKey() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The host key that it shows. */
    public KeyPair hostKey() {
        return hostKey.get();
    }

    /** Shows another host key to whoever connects from now on. */
    public void changeHostKey() {
        hostKey.set(newKey());
    }

    /** Also shows a certificate of its host key. */
    void certify(OpenSshCertificate certificate) {
        HostKeyCertificateProvider all = session -> List.of(certificate);
        server.setHostKeyCertificateProvider(all);
    }

    /** Text that it shows before it lets anybody in, as {@code Banner} of sshd. */
    public void banner(String text) {
        CoreModuleProperties.WELCOME_BANNER.set(server, text);
    }

    /** What every process first prints on its output, as a talkative {@code .bashrc} does. */
    public void noise(String text) {
        shell.noise(text);
    }

    /** Lets at most so many processes and transfers run at once, as {@code MaxSessions} of sshd. */
    public void maxSessions(int most) {
        sessions.most(most);
    }

    /** Nothing goes through any more, in silence, as where a cable is cut. */
    public void hang() {
        relay.hang();
    }

    /** What was held back goes through. */
    public void resume() {
        relay.resume();
    }

    /** Cuts all connections; new ones are welcome. */
    public void drop() {
        relay.drop();
    }

    /** Cuts all connections and refuses new ones. */
    public void refuse() {
        relay.refuse();
    }

    /** Takes connections again, at the same port. */
    public void listen() throws IOException {
        relay.listen();
    }

    /** How many connections were made to it in its life. */
    public int connections() {
        return relay.connections();
    }

    /** How many connections are open to it now. */
    public int open() {
        return relay.open();
    }

    /** Processes that were started over SSH and run now. */
    public List<ProcessHandle> processes() {
        return shell.processes();
    }

    @Override
    public void close() throws IOException {
        relay.close();
        server.stop(true);
        shell.close();
    }
}
