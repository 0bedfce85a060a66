package io.skyjobs.core.persistence;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * SQLite: a file in write-ahead mode that is synced at every commit, or nothing but memory.
 *
 * <p>Both the file and its directory, when made here, belong to their user alone: values of secrets
 * are in it.
 */
final class SqliteConnector implements Connector {
    private static final int BUSY_MILLIS = 10_000;

    /**
     * Sixteen times the default: with 500 changes a commit, one checkpoint each would be too many.
     */
    private static final int CHECKPOINT_PAGES = 16_000;

    private static final int WRITER_CACHE_KIB = 32_000;

    private final StoreLocation location;
    private final String url;
    private final boolean single;
    private final List<String> pragmas;

    private SqliteConnector(
            StoreLocation location, String url, boolean single, List<String> pragmas) {
        this.location = location;
        this.url = url;
        this.single = single;
        this.pragmas = pragmas;
    }

    /**
     * A file.
     *
     * @param limits more settings of the writing session, to provoke trouble in tests
     * @throws StoreException when there can be no store there, in one sentence
     */
    static SqliteConnector file(StoreLocation.SqliteFile location, List<String> limits) {
        prepare(location.path());
        List<String> pragmas =
                new ArrayList<>(
                        List.of(
                                "journal_mode = wal",
                                "synchronous = full",
                                "wal_autocheckpoint = " + CHECKPOINT_PAGES,
                                "secure_delete = on",
                                "cache_size = -" + WRITER_CACHE_KIB));
        pragmas.addAll(limits);
        return new SqliteConnector(
                location, "jdbc:sqlite:" + location.path().toAbsolutePath(), false, pragmas);
    }

    /** Nothing but memory. */
    static SqliteConnector memory() {
        return new SqliteConnector(
                new StoreLocation.Memory(),
                "jdbc:sqlite::memory:",
                true,
                List.of("synchronous = off", "journal_mode = memory"));
    }

    private static void prepare(Path path) {
        if (Files.isDirectory(path)) {
            throw new StoreException(
                    "The store cannot be " + path + ", because that is a directory.");
        }
        if (Files.exists(path)) {
            if (!Files.isReadable(path)) {
                throw new StoreException("The store " + path + " may not be read by this user.");
            }
            return;
        }
        try {
            makeDirectory(path.toAbsolutePath().getParent());
            makeFile(path);
        } catch (IOException refused) {
            throw new StoreException(
                    "The store "
                            + path
                            + " cannot be made; check that its directory may be written by this"
                            + " user and that its disk is not full.",
                    refused);
        }
    }

    private static void makeDirectory(@Nullable Path directory) throws IOException {
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(directory, permissions("rwx------"));
        }
    }

    private static void makeFile(Path path) throws IOException {
        try {
            Files.createFile(path, permissions("rw-------"));
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // Another process was faster, which is as good.
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public boolean single() {
        return single;
    }

    @Override
    public Session writer() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("transaction_mode", "IMMEDIATE");
        properties.setProperty("busy_timeout", Integer.toString(BUSY_MILLIS));
        var connection = DriverManager.getConnection(url, properties);
        try {
            Session session = new Session(connection);
            for (String pragma : pragmas) {
                session.execute("pragma " + pragma);
            }
            return session;
        } catch (SQLException trouble) {
            connection.close();
            throw trouble;
        }
    }

    @Override
    public Session reader() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", Integer.toString(BUSY_MILLIS));
        properties.setProperty("query_only", "true");
        return new Session(DriverManager.getConnection(url, properties));
    }

    /** Primary result codes: sqlite.org/rescode.html. */
    @Override
    public String sentence(SQLException trouble) {
        String store = "The store " + location;
        return switch (trouble.getErrorCode() & 0xff) {
            case 5, 6 ->
                    store
                            + " was held by another process for more than "
                            + BUSY_MILLIS / 1000
                            + " s; stop that process or try again.";
            case 8 ->
                    store
                            + " cannot be written, because its file or directory is read-only for"
                            + " this user.";
            case 10 -> store + " met an error of the disk; check the disk and start again.";
            case 11 ->
                    store
                            + " is damaged; restore it from a backup, or move it away to begin with"
                            + " an empty one.";
            case 13 -> store + " found no more room on its disk; make some and start again.";
            case 14 ->
                    store
                            + " cannot be opened; check that its directory exists and may be read"
                            + " and written by this user.";
            case 26 -> store + " is not a store: the file holds something else; move it away.";
            default -> store + " failed: " + trouble.getMessage() + ".";
        };
    }
}
