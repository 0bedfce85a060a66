package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** An SSH server in this process with SFTP on this machine's files, and one connection to it. */
final class MinaHost implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SshServer server = SshServer.setUpDefaultServer();
    private final SshClient client = SshClient.setUpDefaultClient();
    private ClientSession session;

    MinaHost() throws IOException {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setPasswordAuthenticator((user, password, session) -> true);
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.start();
        session = connect();
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

    ClientSession session() {
        return session;
    }

    void cut() {
        session.close(true);
    }

    void reconnect() throws IOException {
        session = connect();
    }

    @Override
    public void close() throws IOException {
        client.stop();
        server.stop(true);
    }
}
