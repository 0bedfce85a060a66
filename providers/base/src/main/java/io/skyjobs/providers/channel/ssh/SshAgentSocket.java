package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to the user's SSH agent, which signs with keys that we never see. Every answer has a
 * time limit, after which it is of no more use; for one caller at a time.
 */
final class SshAgentSocket extends AbstractAgentProxy {
    /** OpenSSH's agent says nothing longer (AGENT_MAX_LEN). */
    private static final int LONGEST_ANSWER = 256 * 1024;

    private final SocketChannel socket;
    private final Selector readable;
    private final Duration limit;

    private SshAgentSocket(SocketChannel socket, Selector readable, Duration limit) {
        super(null);
        this.socket = socket;
        this.readable = readable;
        this.limit = limit;
    }

    /** A key that the agent holds. */
    record Held(PublicKey key, String comment) {}

    /** Connects to the agent that listens on a socket of this machine. */
    static SshAgentSocket open(Path path, Duration limit) throws IOException {
        var socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.connect(UnixDomainSocketAddress.of(path));
            socket.configureBlocking(false);
            var readable = Selector.open();
            socket.register(readable, SelectionKey.OP_READ);
            return new SshAgentSocket(socket, readable, limit);
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure instanceof IOException known ? known : new IOException(failure);
        }
    }

    /** Its keys in its order. */
    List<Held> held() throws IOException {
        var all = new ArrayList<Held>();
        for (var entry : getIdentities()) {
            all.add(new Held(entry.getKey(), entry.getValue()));
        }
        return List.copyOf(all);
    }

    @Override
    protected synchronized Buffer request(Buffer question) throws IOException {
        var deadline = System.nanoTime() + limit.toNanos();
        var bytes = ByteBuffer.wrap(question.array(), question.rpos(), question.available());
        while (bytes.hasRemaining()) {
            if (socket.write(bytes) == 0 && System.nanoTime() > deadline) {
                throw new IOException("it took no question for " + limit.toSeconds() + " s");
            }
        }
        var length = read(ByteBuffer.allocate(Integer.BYTES), deadline).getInt();
        if (length < 1 || length > LONGEST_ANSWER) {
            throw new IOException("it answered " + length + " bytes");
        }
        return new ByteArrayBuffer(read(ByteBuffer.allocate(length), deadline).array());
    }

    private ByteBuffer read(ByteBuffer bytes, long deadline) throws IOException {
        while (bytes.hasRemaining()) {
            var count = socket.read(bytes);
            if (count < 0) {
                throw new EOFException("it hung up");
            }
            if (count == 0) {
                var left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new IOException("it gave no answer for " + limit.toSeconds() + " s");
                }
                readable.select(left);
            }
        }
        return bytes.flip();
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() {
        try {
            readable.close();
            socket.close();
        } catch (IOException gone) {
            // Nothing is left to be let go of.
        }
    }
}
