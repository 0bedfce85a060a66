package io.skyjobs.core.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** A way to a server, over TCP, that a test may close: what is sent then waits, as if it hung. */
final class Strait implements AutoCloseable {
    private final URI server;
    private final ServerSocket entry;
    private final ReentrantLock gate = new ReentrantLock();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    Strait(String endpoint) throws IOException {
        this.server = URI.create(endpoint);
        this.entry = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + entry.getLocalPort();
    }

    /** Nothing passes from here on until {@link #reopen} is called by the same thread. */
    void shut() {
        gate.lock();
    }

    void reopen() {
        gate.unlock();
    }

    private void accept() {
        try {
            while (true) {
                var near = entry.accept();
                var far = new Socket(server.getHost(), server.getPort());
                open.addAll(List.of(near, far));
                Thread.ofVirtual().start(() -> pass(near, far));
                Thread.ofVirtual().start(() -> pass(far, near));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            pass(from.getInputStream(), to.getOutputStream());
        } catch (IOException ended) {
            // One side has closed it.
        }
    }

    private void pass(InputStream from, OutputStream to) throws IOException {
        var buffer = new byte[1 << 16];
        for (var count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            gate.lock();
            try {
                to.write(buffer, 0, count);
            } finally {
                gate.unlock();
            }
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        for (var socket : open) {
            socket.close();
        }
    }
}
