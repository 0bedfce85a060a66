package io.skyjobs.core.persistence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The outbox in a database of SQL. */
final class SqlOutbox implements Outbox {
    private final Database database;

    SqlOutbox(Database database) {
        this.database = database;
    }

    @Override
    public List<Line> lines() {
        return database.read(
                session ->
                        session.rows(
                                "select distinct endpoint, job from outbox order by job, endpoint",
                                List.of(),
                                row -> new Line(row.getString(1), row.getLong(2))));
    }

    @Override
    public Optional<Entry> oldest(Line line) {
        return database.read(
                session ->
                        session.row(
                                "select sequence, json from outbox where endpoint = ? and job = ?"
                                        + " order by sequence limit 1",
                                List.of(line.endpoint(), line.job()),
                                row ->
                                        new Entry(
                                                line,
                                                row.getLong(1),
                                                ChangeText.read(row.getString(2)))));
    }

    @Override
    public Map<String, Long> waiting() {
        return database.read(
                session -> {
                    Map<String, Long> waiting = new LinkedHashMap<>();
                    session.rows(
                            "select endpoint, count(*) from outbox group by endpoint"
                                    + " order by endpoint",
                            List.of(),
                            row -> {
                                waiting.put(row.getString(1), row.getLong(2));
                                return row;
                            });
                    return waiting;
                });
    }

    @Override
    public Map<String, Lapse> lapses() {
        return database.read(
                session -> {
                    Map<String, Lapse> lapses = new LinkedHashMap<>();
                    session.rows(
                            "select endpoint, messages, last_at from webhook_lapse"
                                    + " order by endpoint",
                            List.of(),
                            row -> {
                                lapses.put(
                                        row.getString(1),
                                        new Lapse(
                                                row.getLong(2),
                                                InstantText.ofNanos(row.getLong(3))));
                                return row;
                            });
                    return lapses;
                });
    }

    @Override
    public boolean holdsKeys() {
        return database.read(
                session ->
                        session.row(
                                        "select job from webhook_key limit 1",
                                        List.of(),
                                        row -> row.getLong(1))
                                .isPresent());
    }

    @Override
    public Map<String, String> keys(long job) {
        return database.read(
                session -> {
                    Map<String, String> keys = new LinkedHashMap<>();
                    session.rows(
                            "select name, value from webhook_key where job = ? order by name",
                            List.of(job),
                            row -> {
                                keys.put(row.getString(1), row.getString(2));
                                return row;
                            });
                    return keys;
                });
    }
}
