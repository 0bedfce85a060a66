package io.skyjobs.bench;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What this machine can do without us, measured in the same run: the disk under SQLite, HTTP over
 * loopback, one core. Ratios to it carry over to another machine; the figures themselves do not.
 */
final class Calibration {
    private static final String RECORD = "x".repeat(200);
    private static final int LOOP = 1_000_000;

    private final Duration span;

    /**
     * @param span how long each loop lasts
     */
    Calibration(Duration span) {
        this.span = span;
    }

    /** Records of 200 characters a second into a file that is synced at every commit. */
    double records(Path directory, int batch) throws SQLException {
        Path file = directory.resolve("calibration-" + batch + ".db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = full");
            statement.execute("pragma wal_autocheckpoint = 16000");
            statement.execute("create table record (id integer primary key, text text)");
            connection.setAutoCommit(false);
            long written = 0;
            long start = System.nanoTime();
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into record (text) values (?)")) {
                while (!isOver(start)) {
                    for (int record = 0; record < batch; record++) {
                        insert.setString(1, RECORD);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                    connection.commit();
                    written += batch;
                }
            }
            return perSecond(written, start);
        }
    }

    /** Requests a second by one client over one connection that is kept. */
    double requests() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
            server.createContext(
                    "/",
                    exchange -> {
                        try (exchange) {
                            exchange.sendResponseHeaders(200, answer.length);
                            exchange.getResponseBody().write(answer);
                        }
                    });
            server.setExecutor(threads);
            server.start();
            URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            long asked = 0;
            long start = System.nanoTime();
            while (!isOver(start)) {
                HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
                try (InputStream body = connection.getInputStream()) {
                    body.readAllBytes();
                }
                asked++;
            }
            return perSecond(asked, start);
        } finally {
            server.stop(0);
        }
    }

    /** Rounds of a shift-and-multiply loop a second on one core, in millions. */
    double rounds() {
        long state = 1;
        long done = 0;
        long start = System.nanoTime();
        while (!isOver(start)) {
            for (int round = 0; round < LOOP; round++) {
                state ^= state << 13;
                state ^= state >>> 7;
                state ^= state << 17;
                state *= 0x9E3779B97F4A7C15L;
            }
            // The loop's result is used, so that it is not left out.
            done += state == 0 ? 0 : LOOP;
        }
        return perSecond(done, start) / LOOP;
    }

    private boolean isOver(long start) {
        return System.nanoTime() - start >= span.toNanos();
    }

    private static double perSecond(long count, long start) {
        return count * 1e9 / (System.nanoTime() - start);
    }
}
