package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A wire of the library over two blocking streams, with one thread for each: the way over a jump
 * host or through a command. When either stream ends, the session ends.
 */
final class SshPipeSession extends AbstractCloseable implements IoSession {
    /** As much as the library reads from a socket at once. */
    private static final int READ_BYTES = 32 * 1024;

    /** Below zero, so that it is never that of a socket in the same table. */
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final long id = LAST_ID.decrementAndGet();
    private final IoService service;
    private final IoHandler handler;
    private final SshPipe pipe;
    private final SocketAddress address;
    private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
    private final BlockingQueue<Write> writes = new LinkedBlockingQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private boolean suspended;

    SshPipeSession(IoService service, IoHandler handler, SshPipe pipe, SocketAddress address) {
        this.service = service;
        this.handler = handler;
        this.pipe = pipe;
        this.address = address;
    }

    /** One buffer on its way out; done when the stream took it. */
    private static final class Write extends AbstractIoWriteFuture {
        private final Buffer bytes;

        Write(Object id, Buffer bytes) {
            super(id, null);
            this.bytes = bytes;
        }

        void done() {
            setValue(true);
        }

        void failed(Throwable why) {
            setValue(why);
        }
    }

    /** Lets bytes flow. */
    void start() {
        pipe.threads().newThread(this::read).start();
        pipe.threads().newThread(this::write).start();
    }

    private void read() {
        var bytes = new byte[READ_BYTES];
        try {
            while (!isClosing()) {
                awaitResumed();
                var count = pipe.input().read(bytes);
                if (count < 0) {
                    break;
                }
                handler.messageReceived(this, new ByteArrayBuffer(bytes, 0, count));
            }
            close(true);
        } catch (Exception failure) {
            fail(failure);
        }
    }

    private void awaitResumed() throws InterruptedException {
        lock.lock();
        try {
            while (suspended && !isClosing()) {
                resumed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            while (true) {
                var next = writes.take();
                if (isClosed()) {
                    next.failed(new EOFException("the connection is closed"));
                    return;
                }
                try {
                    var bytes = next.bytes;
                    pipe.output().write(bytes.array(), bytes.rpos(), bytes.available());
                    pipe.output().flush();
                    next.done();
                } catch (IOException failure) {
                    next.failed(failure);
                    fail(failure);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            close(true);
        }
    }

    private void fail(Exception failure) {
        if (isClosing()) {
            return;
        }
        try {
            handler.exceptionCaught(this, failure);
        } catch (Exception unhandled) {
            close(true);
        }
    }

    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) throws IOException {
        if (isClosed()) {
            throw new EOFException("the connection is closed");
        }
        var write = new Write(id, buffer);
        writes.add(write);
        return write;
    }

    @Override
    protected CloseFuture doCloseGracefully() {
        return builder().when(id, new ArrayList<>(writes)).build().close(false);
    }

    @Override
    protected void doCloseImmediately() {
        pipe.end().run();
        resumeRead();
        var why = new EOFException("the connection is closed");
        for (var left = writes.poll(); left != null; left = writes.poll()) {
            left.failed(why);
        }
        // Wakes the writer, which then finds it closed.
        writes.add(new Write(id, new ByteArrayBuffer(0)));
        try {
            handler.sessionClosed(this);
        } catch (Exception failure) {
            log.debug("telling the end of {} failed", this, failure);
        }
        super.doCloseImmediately();
    }

    @Override
    public long getId() {
        return id;
    }

    @Override
    public IoService getService() {
        return service;
    }

    @Override
    public void shutdownOutputStream() throws IOException {
        pipe.output().close();
    }

    @Override
    public void suspendRead() {
        lock.lock();
        try {
            suspended = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resumeRead() {
        lock.lock();
        try {
            suspended = false;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return address;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return address;
    }

    @Override
    public @Nullable SocketAddress getAcceptanceAddress() {
        return null;
    }

    @Override
    public @Nullable Object getAttribute(Object key) {
        return attributes.get(key);
    }

    @Override
    public @Nullable Object setAttribute(Object key, Object value) {
        return attributes.put(key, value);
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
        return attributes.putIfAbsent(key, value);
    }

    @Override
    public @Nullable Object removeAttribute(Object key) {
        return attributes.remove(key);
    }

    @Override
    public String toString() {
        return "pipe to " + address;
    }
}
