package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** An SSH server in this process with SFTP on this machine's files, and one connection to it. */
final class MinaHost implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final KeyPair KEY = key();

    private final SshServer server = SshServer.setUpDefaultServer();
    private final SshClient client = SshClient.setUpDefaultClient();
    private final AtomicLong due = new AtomicLong(Long.MAX_VALUE);
    private final AtomicReference<Runnable> action = new AtomicReference<>(() -> {});
    private final CountDownLatch closed = new CountDownLatch(1);
    private ClientSession session;

    MinaHost() throws IOException {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(KEY));
        server.setPasswordAuthenticator((user, password, session) -> true);
        var sftp = new SftpSubsystemFactory();
        sftp.addSftpEventListener(new Counter());
        server.setSubsystemFactories(List.of(sftp));
        server.start();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.start();
        session = connect();
    }

    /** Does something once, when so many bytes of contents have arrived. */
    void afterBytes(long bytes, Runnable then) {
        due.set(bytes);
        action.set(then);
    }

    /** Answers nothing any more until this is closed. To be called on a thread of the server. */
    void fallSilent() {
        try {
            closed.await();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Counter implements SftpEventListener {
        @Override
        public void written(
                ServerSession session,
                String id,
                FileHandle handle,
                long offset,
                byte[] data,
                int start,
                int length,
                Throwable thrown) {
            if (due.addAndGet(-length) < 0) {
                action.getAndSet(() -> {}).run();
            }
        }
    }

    private static KeyPair key() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        } catch (GeneralSecurityException notJava) {
            throw new IllegalStateException(notJava);
        }
    }

    private ClientSession connect() throws IOException {
        var fresh =
                client.connect("somebody", "127.0.0.1", server.getPort())
                        .verify(PATIENCE)
                        .getClientSession();
        fresh.addPasswordIdentity("any");
        fresh.auth().verify(PATIENCE);
        return fresh;
    }

    SshSeat seat() {
        return new SshSeat(session, () -> {});
    }

    void cut() {
        session.close(true);
    }

    void reconnect() throws IOException {
        session = connect();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        client.stop();
        server.stop(true);
    }
}
