import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Carries TCP connections to one address and makes them slow: what comes in goes on after half of a round trip's delay,
 * each way, in order. For kernels that cannot delay packets themselves.
 *
 * <p>{@code java SlowLink.java LISTEN HOST PORT FROM MILLISECONDS}
 */
final class SlowLink {
    /** So much may be under way in one direction before the sender is held up. */
    private static final int CHUNKS_UNDER_WAY = 256;

    private static final int CHUNK = 32 * 1024;

    /** Bytes that may go on at an instant; none of them ends the direction. */
    private record Chunk(byte[] bytes, long dueNanos) {}

    private SlowLink() {}

    public static void main(String[] arguments) throws IOException {
        var target = new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2]));
        var from = InetAddress.getByName(arguments[3]);
        var delayNanos = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(arguments[4]) * 500);
        try (var server = new ServerSocket(Integer.parseInt(arguments[0]), 200)) {
            System.out.println("ready");
            while (true) {
                var near = server.accept();
                Thread.ofVirtual().start(() -> carry(near, target, from, delayNanos));
            }
        }
    }

    private static void carry(Socket near, InetSocketAddress target, InetAddress from, long delayNanos) {
        var far = new Socket();
        try {
            far.bind(new InetSocketAddress(from, 0));
            far.connect(target, 30_000);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
        } catch (IOException trouble) {
            close(near);
            close(far);
            return;
        }
        oneWay(near, far, delayNanos);
        oneWay(far, near, delayNanos);
    }

    private static void oneWay(Socket from, Socket to, long delayNanos) {
        var underWay = new LinkedBlockingQueue<Chunk>(CHUNKS_UNDER_WAY);
        Thread.ofVirtual().start(() -> read(from, underWay, delayNanos));
        Thread.ofVirtual().start(() -> write(to, from, underWay));
    }

    private static void read(Socket from, LinkedBlockingQueue<Chunk> underWay, long delayNanos) {
        try {
            var buffer = new byte[CHUNK];
            try {
                var in = from.getInputStream();
                for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    var bytes = new byte[read];
                    System.arraycopy(buffer, 0, bytes, 0, read);
                    underWay.put(new Chunk(bytes, System.nanoTime() + delayNanos));
                }
            } catch (IOException broken) {
                // As at its end.
            }
            underWay.put(new Chunk(new byte[0], System.nanoTime() + delayNanos));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(Socket to, Socket from, LinkedBlockingQueue<Chunk> underWay) {
        try {
            while (true) {
                var chunk = underWay.take();
                TimeUnit.NANOSECONDS.sleep(chunk.dueNanos() - System.nanoTime());
                if (chunk.bytes().length == 0) {
                    to.shutdownOutput();
                    return;
                }
                to.getOutputStream().write(chunk.bytes());
            }
        } catch (IOException broken) {
            close(to);
            close(from);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException trouble) {
            // It is of no use any more either way.
        }
    }
}
