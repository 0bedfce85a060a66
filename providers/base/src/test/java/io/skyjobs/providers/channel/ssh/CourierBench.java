package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.HostConnection;
import io.skyjobs.providers.channel.host.RemoteProcess;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How long a tree takes to an OpenSSH server, to be set beside rsync by hand in the same minutes.
 * Arguments: port, user, key file, source, home on the host, times, {@code rsync} or {@code sftp}.
 * Each time the destination is a fresh one.
 */
final class CourierBench {
    private CourierBench() {}

    public static void main(String[] arguments) throws IOException, ChannelException {
        var client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setCipherFactories(List.of(BuiltinCiphers.aes128gcm, BuiltinCiphers.aes128ctr));
        client.setKeyIdentityProvider(new FileKeyPairProvider(Path.of(arguments[2])));
        client.start();
        var session =
                client.connect(arguments[1], "127.0.0.1", Integer.parseInt(arguments[0]))
                        .verify(Duration.ofSeconds(10))
                        .getClientSession();
        session.auth().verify(Duration.ofSeconds(10));
        var environment = arguments[6].equals("rsync") ? System.getenv() : Map.<String, String>of();
        var settings = TransferSettings.of(environment);
        var courier = new SshCourier(new Held(session), () -> new SshSeat(session, () -> {}), settings);
        var tree = new FileTree("~/x", Path.of(arguments[3]), 1, 1);
        for (var time = 0; time < Integer.parseInt(arguments[5]); time++) {
            var placed = courier.transfer(arguments[4] + "/" + time, tree);
            System.out.println(placed);
            System.out.println("again " + courier.transfer(arguments[4] + "/" + time, tree));
        }
        client.stop();
        System.exit(0);
    }

    private record Held(ClientSession session) implements HostConnection {
        @Override
        public String title() {
            return "bench";
        }

        @Override
        public RemoteProcess start(String command) throws ChannelException {
            try {
                var channel = session.createExecChannel(command);
                channel.open().verify(Duration.ofSeconds(10));
                return new Running(channel);
            } catch (IOException trouble) {
                throw new ChannelException("no channel", trouble);
            }
        }

        @Override
        public void onLost(Runnable lost) {}

        @Override
        public void close() {}
    }

    private record Running(ChannelExec channel) implements RemoteProcess {
        @Override
        public OutputStream input() {
            return channel.getInvertedIn();
        }

        @Override
        public InputStream output() {
            return channel.getInvertedOut();
        }

        @Override
        public InputStream errors() {
            return channel.getInvertedErr();
        }

        @Override
        public OptionalInt await(Duration limit) {
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), limit);
            var status = channel.getExitStatus();
            return status == null ? OptionalInt.empty() : OptionalInt.of(status);
        }

        @Override
        public void close() {
            channel.close(false);
        }
    }
}
