package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A port that passes on what it gets to another port of its address, as long as it is let. */
public final class LocalRelay implements AutoCloseable {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final InetAddress address;
    private final int inner;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean hung;
    private ServerSocket listener;

    /**
     * @param address any of 127.0.0.0/8
     * @param inner the port to pass on to
     */
    public LocalRelay(String address, int inner) throws IOException {
        this.address = InetAddress.getByName(address);
        this.inner = inner;
        this.listener = bind(0);
        this.port = listener.getLocalPort();
        serve(listener);
    }

    private ServerSocket bind(int at) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(address, at), 1024);
        return socket;
    }

    private void serve(ServerSocket from) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                while (true) {
                                    join(from.accept());
                                }
                            } catch (IOException closed) {
                                // The relay refuses from now on.
                            }
                        });
    }

    private void join(Socket outside) {
        connections.incrementAndGet();
        try {
            var inside = new Socket(address, inner);
            outside.setTcpNoDelay(true);
            inside.setTcpNoDelay(true);
            sockets.add(outside);
            sockets.add(inside);
            Thread.ofVirtual().start(() -> pump(outside, inside));
            Thread.ofVirtual().start(() -> pump(inside, outside));
        } catch (IOException refused) {
            end(outside);
        }
    }

    private void pump(Socket from, Socket to) {
        var bytes = new byte[BLOCK_BYTES];
        try (from;
                to) {
            for (var count = 0; count >= 0; ) {
                count = from.getInputStream().read(bytes);
                awaitLet();
                if (count > 0) {
                    to.getOutputStream().write(bytes, 0, count);
                }
            }
        } catch (IOException | InterruptedException cut) {
            // Both ends are closed.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void awaitLet() throws InterruptedException {
        lock.lock();
        try {
            while (hung) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    int port() {
        return port;
    }

    int connections() {
        return connections.get();
    }

    int open() {
        return sockets.size() / 2;
    }

    void hang() {
        lock.lock();
        try {
            hung = true;
        } finally {
            lock.unlock();
        }
    }

    void resume() {
        lock.lock();
        try {
            hung = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void drop() {
        sockets.forEach(LocalRelay::end);
    }

    void refuse() {
        lock.lock();
        try {
            listener.close();
        } catch (IOException closed) {
            // It refuses already.
        } finally {
            lock.unlock();
        }
        drop();
    }

    void listen() throws IOException {
        lock.lock();
        try {
            listener = bind(port);
            serve(listener);
        } finally {
            lock.unlock();
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed.
        }
    }

    @Override
    public void close() {
        refuse();
        resume();
    }
}
