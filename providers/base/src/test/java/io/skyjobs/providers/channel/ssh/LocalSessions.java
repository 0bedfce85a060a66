package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;

import java.util.concurrent.atomic.AtomicInteger;

/** Opens channels for processes up to a number, and refuses more as sshd does. */
final class LocalSessions implements ChannelFactory {
    private final AtomicInteger most = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger open = new AtomicInteger();

    void most(int number) {
        most.set(number);
    }

    @Override
    public String getName() {
        return "session";
    }

    @Override
    public Channel createChannel(Session session) {
        return new ChannelSession() {
            @Override
            public OpenFuture open(long recipient, long window, long packet, Buffer buffer) {
                var now = open.incrementAndGet();
                addCloseFutureListener(future -> open.decrementAndGet());
                if (now <= most.get()) {
                    return super.open(recipient, window, packet, buffer);
                }
                var refused = new DefaultOpenFuture(this, this);
                refused.setException(
                        new SshChannelOpenException(
                                getChannelId(),
                                SshConstants.SSH_OPEN_CONNECT_FAILED,
                                "open failed"));
                return refused;
            }
        };
    }
}
