package io.skyjobs.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Stands between a client and a server and cuts connections after a drawn number of bytes. */
final class CuttingProxy implements AutoCloseable {
    private static final int LARGEST_PIECE = 3_000;

    private final ServerSocket socket;
    private final IntSupplier server;
    private final SplittableRandom random;
    private final AtomicInteger cuts = new AtomicInteger();

    /**
     * @param server where the server listens now
     */
    CuttingProxy(IntSupplier server, long seed) throws IOException {
        this.socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        this.server = server;
        this.random = new SplittableRandom(seed);
        Thread.ofVirtual().start(this::acceptAll);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** How many connections it cut. */
    int cuts() {
        return cuts.get();
    }

    private void acceptAll() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                int allowed = allowance();
                Thread.ofVirtual().start(() -> pass(client, allowed));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private synchronized int allowance() {
        // Some pass whole, or nothing would ever get through.
        return random.nextInt(20) == 0 ? Integer.MAX_VALUE : random.nextInt(1, LARGEST_PIECE);
    }

    private void pass(Socket client, int allowed) {
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server.getAsInt())) {
            Thread.ofVirtual().start(() -> copyQuietly(client, upstream));
            InputStream in = upstream.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] bytes = new byte[1024];
            int left = allowed;
            while (true) {
                int count = in.read(bytes, 0, Math.min(bytes.length, left));
                if (count < 0) {
                    return;
                }
                out.write(bytes, 0, count);
                out.flush();
                left -= count;
                if (left <= 0) {
                    cuts.incrementAndGet();
                    return;
                }
            }
        } catch (IOException cut) {
            // That is what it is for.
        }
    }

    private static void copyQuietly(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // As above.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
