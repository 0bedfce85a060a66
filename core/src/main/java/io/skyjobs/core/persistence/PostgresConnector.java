package io.skyjobs.core.persistence;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * PostgreSQL.
 *
 * <p>A process that is stopped in the midst of a transaction holds the lease row; the server ends
 * such a session after some seconds, so that another process can take over and the stopped one can
 * never commit.
 */
final class PostgresConnector implements Connector {
    private static final String IDLE_IN_TRANSACTION_MILLIS = "10000";
    private static final String LOCK_MILLIS = "20000";
    private static final String CONNECT_SECONDS = "10";
    private static final String SOCKET_SECONDS = "120";

    private final StoreLocation.Postgres location;

    PostgresConnector(StoreLocation.Postgres location) {
        this.location = location;
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRES;
    }

    @Override
    public boolean single() {
        return false;
    }

    @Override
    public Session writer() throws SQLException {
        return new Session(connect());
    }

    @Override
    public Session reader() throws SQLException {
        Connection connection = connect();
        connection.setReadOnly(true);
        return new Session(connection);
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        location.user().ifPresent(user -> properties.setProperty("user", user));
        location.password().ifPresent(word -> properties.setProperty("password", word));
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", SOCKET_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("ApplicationName", "skyjobs");
        properties.setProperty(
                "options",
                "-c idle_in_transaction_session_timeout="
                        + IDLE_IN_TRANSACTION_MILLIS
                        + " -c lock_timeout="
                        + LOCK_MILLIS
                        + " -c synchronous_commit=on");
        return DriverManager.getConnection(location.url(), properties);
    }

    /** Classes of SQLSTATE: PostgreSQL documentation, appendix A. */
    @Override
    public String sentence(SQLException trouble) {
        String store = "The store " + location;
        String state = Optional.ofNullable(trouble.getSQLState()).orElse("");
        return switch (state) {
            case "3D000" -> store + " does not exist; create the database first.";
            case "53100" -> store + " found no more room on the server's disk.";
            case "53300" -> store + " has no free connection; raise max_connections of the server.";
            case "55P03" ->
                    store + " was held by another process for too long; stop it or try again.";
            case "42501" -> store + " does not let this user do what is needed.";
            case "25006" -> store + " is read-only; name the primary server.";
            default -> ofClass(store, state, trouble);
        };
    }

    private static String ofClass(String store, String state, SQLException trouble) {
        if (state.startsWith("08") || state.startsWith("57")) {
            return store
                    + " cannot be reached; check that the server runs and can be connected to.";
        }
        if (state.startsWith("28")) {
            return store + " refuses the login; check user and password.";
        }
        Optional<String> message = Optional.ofNullable(trouble.getMessage());
        return store + " failed: " + message.orElse(state).replaceAll("\\s+", " ") + ".";
    }
}
