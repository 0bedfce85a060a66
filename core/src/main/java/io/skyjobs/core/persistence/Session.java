package io.skyjobs.core.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One connection with the statements it has prepared; used by one thread at a time. Arguments are
 * texts, ints and longs.
 */
final class Session implements AutoCloseable {
    private static final int MAX_PREPARED = 64;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);

    Session(Connection connection) {
        this.connection = connection;
    }

    /** Makes a value of the current row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Carries out a statement without arguments and forgets it. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All rows of a select. */
    <T> List<T> rows(String sql, List<?> arguments, RowReader<T> reader) throws SQLException {
        PreparedStatement statement = prepare(sql);
        bind(statement, arguments);
        List<T> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(reader.read(result));
            }
        }
        return rows;
    }

    /** The only row of a select, if it has one. */
    <T> Optional<T> row(String sql, List<?> arguments, RowReader<T> reader) throws SQLException {
        return rows(sql, arguments, reader).stream().findFirst();
    }

    /** The only number that a select gives; 0 when it gives none. */
    long number(String sql, List<?> arguments) throws SQLException {
        return row(sql, arguments, row -> row.getLong(1)).orElse(0L);
    }

    /** Changes rows and says how many. */
    int update(String sql, List<?> arguments) throws SQLException {
        PreparedStatement statement = prepare(sql);
        bind(statement, arguments);
        return statement.executeUpdate();
    }

    /**
     * Carries out one statement for each list of arguments, in order; says how many rows each
     * changed.
     */
    int[] batch(String sql, List<? extends List<?>> argumentLists) throws SQLException {
        if (argumentLists.isEmpty()) {
            return new int[0];
        }
        PreparedStatement statement = prepare(sql);
        for (List<?> arguments : argumentLists) {
            bind(statement, arguments);
            statement.addBatch();
        }
        return statement.executeBatch();
    }

    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    /**
     * Commits by way of automatic commits: {@code Connection.commit} of the SQLite driver begins
     * the next transaction at once, and so would never let another process write.
     */
    void commit() throws SQLException {
        connection.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known != null) {
            return known;
        }
        if (prepared.size() >= MAX_PREPARED) {
            String oldest = prepared.keySet().iterator().next();
            PreparedStatement forgotten = prepared.remove(oldest);
            if (forgotten != null) {
                forgotten.close();
            }
        }
        PreparedStatement statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
        return statement;
    }

    private static void bind(PreparedStatement statement, List<?> arguments) throws SQLException {
        int place = 1;
        for (Object argument : arguments) {
            switch (argument) {
                case String text -> statement.setString(place, text);
                case Integer number -> statement.setInt(place, number);
                case Long number -> statement.setLong(place, number);
                default -> throw new IllegalArgumentException("no column for " + argument);
            }
            place++;
        }
    }
}
