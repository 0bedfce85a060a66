package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server for tests: the one that system property {@code skyjobs.postgres.url} names,
 * or else one that is started from the programs of this machine, on loopback, in a temporary
 * directory, and stopped when the tests end.
 */
final class PostgresServer {
    private static final String LOG = "log";
    private static final String URL_PROPERTY = "skyjobs.postgres.url";
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    /** The server does not run for the superuser, so that his tests run it as this user. */
    private static final String UNPRIVILEGED = "postgres";

    private static Optional<PostgresServer> started = Optional.empty();

    private final String url;
    private int databases;

    private PostgresServer(String url) {
        this.url = url;
    }

    /** The server of this run; the test is skipped, with the reason, where there can be none. */
    static synchronized PostgresServer get() {
        if (started.isEmpty()) {
            Optional<String> given = Optional.ofNullable(System.getProperty(URL_PROPERTY));
            started = Optional.of(new PostgresServer(given.orElseGet(PostgresServer::start)));
        }
        return started.get();
    }

    /** The URL of a new empty database. */
    synchronized String newDatabase() {
        databases++;
        String name = "skyjobs_" + ProcessHandle.current().pid() + "_" + databases;
        execute("create database " + name);
        return url.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
    }

    /** Removes a database with all that is in it, and ends its sessions. */
    void drop(String databaseUrl) {
        String name = databaseUrl.replaceFirst("^.*/([^/?]*)(\\?.*)?$", "$1");
        execute("drop database if exists " + name + " with (force)");
    }

    void execute(String sql) {
        execute(url, sql);
    }

    static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException refused) {
            throw new IllegalStateException(sql + ": " + refused.getMessage(), refused);
        }
    }

    private static String start() {
        Optional<Path> programs = programs();
        assumeThat(programs)
                .as(
                        "no PostgreSQL here: name one with -D"
                                + URL_PROPERTY
                                + "=jdbc:postgresql://…, or install its server below "
                                + VERSIONS)
                .isPresent();
        try {
            return start(programs.orElseThrow());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static Optional<Path> programs() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String start(Path programs) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("skyjobs-postgres");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path data = home.resolve("data");
        Path log = home.resolve(LOG);
        Process made =
                run(
                        home,
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + data,
                        "--auth=trust",
                        "--username=sky",
                        "--encoding=UTF8",
                        "--locale=C");
        if (made.waitFor() != 0) {
            throw new IOException("initdb failed: " + Files.readString(log));
        }
        int port = freePort();
        Process server =
                run(
                        home,
                        programs.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-k",
                        "");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, home)));
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=sky";
        await(url, server, log);
        return url;
    }

    private static Process run(Path home, String... command) throws IOException {
        List<String> words = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=" + UNPRIVILEGED,
                            "--regid=" + UNPRIVILEGED,
                            "--clear-groups"));
        }
        words.addAll(List.of(command));
        return new ProcessBuilder(words)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve(LOG).toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The server says by no other means that it takes connections. */
    private static void await(String url, Process server, Path log)
            throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 300; attempt++) {
            try (Connection connection = DriverManager.getConnection(url)) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException notYet) {
                if (server.waitFor(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        throw new IOException("PostgreSQL did not start: " + Files.readString(log));
    }

    private static void stop(Process server, Path home) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
