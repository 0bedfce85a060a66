package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.SshFutureListener;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.common.util.threads.NoCloseExecutor;
import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What carries the bytes of sessions: TCP without a thread for each, or the streams of a pipe. It
 * notes when something was last heard of each host.
 */
final class SshWires implements IoServiceFactoryFactory {
    private final ExecutorService threads;
    private final LongSupplier nanos;

    SshWires(ExecutorService threads, LongSupplier nanos) {
        this.threads = threads;
        this.nanos = nanos;
    }

    @Override
    public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
        // All work is done on the threads of the constructor.
    }

    @Override
    public IoServiceFactory create(FactoryManager manager) {
        var shared = new NoCloseExecutor(threads);
        return new Nio2ServiceFactory(manager, shared, shared) {
            @Override
            public IoConnector createConnector(IoHandler handler) {
                var hearing = new Hearing(handler, nanos);
                return new Fork(super.createConnector(hearing), hearing);
            }
        };
    }

    /** When something was last heard over a session, on the clock of nanoseconds. */
    static long heard(ClientSession session) {
        return session.getIoSession().getAttribute(Hearing.class) instanceof AtomicLong at
                ? at.get()
                : Long.MIN_VALUE;
    }

    /** Passes on what is heard, and notes when. */
    private record Hearing(IoHandler handler, LongSupplier nanos) implements IoHandler {
        @Override
        public void sessionCreated(IoSession session) throws Exception {
            session.setAttribute(Hearing.class, new AtomicLong(nanos.getAsLong()));
            handler.sessionCreated(session);
        }

        @Override
        public void sessionClosed(IoSession session) throws Exception {
            handler.sessionClosed(session);
        }

        @Override
        public void exceptionCaught(IoSession session, Throwable cause) throws Exception {
            handler.exceptionCaught(session, cause);
        }

        @Override
        public void messageReceived(IoSession session, Readable message) throws Exception {
            if (session.getAttribute(Hearing.class) instanceof AtomicLong at) {
                at.set(nanos.getAsLong());
            }
            handler.messageReceived(session, message);
        }
    }

    /** Over the pipe of the attempt, where it has one; else over TCP. */
    private record Fork(IoConnector tcp, IoHandler handler) implements IoConnector {
        @Override
        public IoConnectFuture connect(
                SocketAddress address,
                @Nullable AttributeRepository context,
                @Nullable SocketAddress local) {
            var pipe =
                    Optional.ofNullable(context)
                            .flatMap(
                                    known ->
                                            Optional.ofNullable(known.getAttribute(SshAttempt.KEY)))
                            .flatMap(SshAttempt::pipe);
            if (context == null || pipe.isEmpty()) {
                return tcp.connect(address, context, local);
            }
            var future = new DefaultIoConnectFuture(address, null);
            var session = new SshPipeSession(tcp, handler, pipe.get(), address);
            try {
                session.setAttribute(AttributeRepository.class, context);
                handler.sessionCreated(session);
                future.setSession(session);
                session.start();
            } catch (Exception failure) {
                session.close(true);
                future.setValue(failure);
            }
            return future;
        }

        @Override
        public Map<Long, IoSession> getManagedSessions() {
            return tcp.getManagedSessions();
        }

        @Override
        public IoServiceEventListener getIoServiceEventListener() {
            return tcp.getIoServiceEventListener();
        }

        @Override
        public void setIoServiceEventListener(IoServiceEventListener listener) {
            tcp.setIoServiceEventListener(listener);
        }

        @Override
        public CloseFuture close(boolean immediately) {
            return tcp.close(immediately);
        }

        @Override
        public void addCloseFutureListener(SshFutureListener<CloseFuture> listener) {
            tcp.addCloseFutureListener(listener);
        }

        @Override
        public void removeCloseFutureListener(SshFutureListener<CloseFuture> listener) {
            tcp.removeCloseFutureListener(listener);
        }

        @Override
        public boolean isClosed() {
            return tcp.isClosed();
        }

        @Override
        public boolean isClosing() {
            return tcp.isClosing();
        }
    }
}
