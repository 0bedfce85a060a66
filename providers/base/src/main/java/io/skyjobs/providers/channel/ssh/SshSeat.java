package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.session.ClientSession;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to open one channel on a connection, and the session to open it on. To be closed when
 * the channel has ended; closing it again does nothing.
 */
final class SshSeat implements AutoCloseable {
    private final ClientSession session;
    private final Runnable leave;
    private final AtomicBoolean left = new AtomicBoolean();

    SshSeat(ClientSession session, Runnable leave) {
        this.session = session;
        this.leave = leave;
    }

    /** A session that was connected a moment ago. */
    ClientSession session() {
        return session;
    }

    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            leave.run();
        }
    }
}
