package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.agent.common.AbstractAgentClient;
import org.apache.sshd.agent.local.AgentImpl;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.concurrent.atomic.AtomicInteger;

/** An SSH agent behind a Unix socket for tests, with the library's own agent inside. */
final class LocalAgent implements AutoCloseable {
    private final AgentImpl keys = new AgentImpl();
    private final ServerSocketChannel listener;
    private final AtomicInteger callers = new AtomicInteger();

    private LocalAgent(ServerSocketChannel listener) {
        this.listener = listener;
    }

    /** One that answers. */
    static LocalAgent start(Path socket) throws IOException {
        var agent = new LocalAgent(bind(socket));
        Thread.ofVirtual().start(agent::serve);
        return agent;
    }

    /** One that takes calls and never says a word. */
    static LocalAgent mute(Path socket) throws IOException {
        return new LocalAgent(bind(socket));
    }

    private static ServerSocketChannel bind(Path socket) throws IOException {
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        return listener;
    }

    void add(KeyPair pair, String comment) throws IOException {
        keys.addIdentity(pair, comment);
    }

    /** How many callers hold a connection to it. */
    int callers() {
        return callers.get();
    }

    private void serve() {
        try {
            while (true) {
                var caller = listener.accept();
                callers.incrementAndGet();
                Thread.ofVirtual().start(() -> answer(caller));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void answer(SocketChannel caller) {
        try (caller) {
            var questions = new DataInputStream(Channels.newInputStream(caller));
            var answers = new Answering(keys, Channels.newOutputStream(caller));
            while (true) {
                var length = questions.readInt();
                var message = new byte[length];
                questions.readFully(message);
                var question = new ByteArrayBuffer();
                question.putInt(length);
                question.putRawBytes(message);
                answers.messageReceived(question);
            }
        } catch (IOException gone) {
            callers.decrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        keys.close();
    }

    /** Answers one caller. */
    private static final class Answering extends AbstractAgentClient {
        private final OutputStream out;

        Answering(AgentImpl keys, OutputStream out) {
            super(keys);
            this.out = out;
        }

        @Override
        protected void reply(Buffer buffer) throws IOException {
            out.write(buffer.array(), buffer.rpos(), buffer.available());
            out.flush();
        }
    }
}
