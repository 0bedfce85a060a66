package io.skyjobs.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands before a server and at times ends a connection as soon as it is made. */
final class FlakyFront implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger refused = new AtomicInteger();
    private final int behind;

    FlakyFront(int behind) throws IOException {
        this.behind = behind;
        Thread.ofVirtual().start(this::welcome);
    }

    int port() {
        return door.getLocalPort();
    }

    /** The next connections end in the middle of their handshake. */
    void refuse(int count) {
        refused.set(count);
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                Thread.ofVirtual().start(() -> serve(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            if (refused.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                int first = caller.getInputStream().read();
                if (first < 0) {
                    throw new IOException("nothing said");
                }
                return;
            }
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                Thread.ofVirtual().start(() -> pass(server, caller));
                caller.getInputStream().transferTo(server.getOutputStream());
            }
        } catch (IOException gone) {
            // Either side went away.
        }
    }

    private static void pass(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException gone) {
            // As above.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
