package io.skyjobs.core.persistence;

import java.sql.SQLException;
import java.util.List;

/**
 * Brings the schema of a store to the newest version, step by step, in one transaction. A step that
 * was released is never changed.
 */
final class Migrations {
    private static final String VERSION_TABLE = "schema_version";

    /** When the machines of an attempt were lost, 0 for not: read at each start. */
    private static final List<String> LOSSES =
            List.of(
                    "alter table attempt add column lost_at bigint not null default 0",
                    "create index attempt_lost on attempt (lost_at) where lost_at > 0");

    private static final List<String> BUCKETS =
            List.of(
                    "create table bucket (uri text primary key, live smallint not null,"
                            + " json text not null) {keyed}",
                    "create index bucket_live on bucket (uri) where live = 1");

    /** Ended jobs by when they ended, for what happened of late. */
    private static final List<String> ENDS =
            List.of("create index history_ended on history (ended_at)");

    /**
     * What endpoints of webhooks are still to be told, the keys of those that jobs brought, and
     * what was given up.
     */
    private static final List<String> WEBHOOKS =
            List.of(
                    "create table outbox (endpoint text not null, job bigint not null,"
                            + " sequence bigint not null, at bigint not null, json text not null,"
                            + " primary key (endpoint, job, sequence)) {keyed}",
                    "create table webhook_key (job bigint not null, name text not null,"
                            + " value text not null, primary key (job, name)) {keyed}",
                    "create table webhook_lapse (endpoint text primary key,"
                            + " messages bigint not null, last_at bigint not null) {keyed}");

    /** Step {@code i} leads from version {@code i} to {@code i + 1}. */
    private static final List<List<String>> STEPS =
            List.of(FirstSchema.STATEMENTS, LOSSES, BUCKETS, ENDS, WEBHOOKS);

    private Migrations() {}

    /** The version that this code knows. */
    static int newest() {
        return STEPS.size();
    }

    /**
     * Makes or completes the schema.
     *
     * @param name of the store, for sentences
     * @throws StoreException when the store is of a newer version, or not a store
     */
    static void run(Session session, Dialect dialect, String name) throws SQLException {
        session.row(dialect.migrationLock(), List.of(), row -> 1);
        long version = version(session, dialect, name);
        if (version > newest()) {
            throw new StoreException(
                    "The store "
                            + name
                            + " has version "
                            + version
                            + ", and this version of Skyjobs knows stores up to version "
                            + newest()
                            + "; install the version that wrote it, or name another store.");
        }
        for (int step = (int) version; step < newest(); step++) {
            for (String statement : STEPS.get(step)) {
                session.execute(dialect.words(statement));
            }
        }
        if (version < newest()) {
            session.update(
                    "update " + VERSION_TABLE + " set version = ?", List.of((long) newest()));
        }
    }

    private static long version(Session session, Dialect dialect, String name) throws SQLException {
        if (session.number(dialect.tables(), List.of(VERSION_TABLE)) > 0) {
            return session.number("select version from " + VERSION_TABLE, List.of());
        }
        if (session.number(dialect.tables(), List.of("%")) > 0) {
            throw new StoreException(
                    "The store "
                            + name
                            + " is not a store: it holds tables of another program; name another"
                            + " one.");
        }
        session.execute("create table " + VERSION_TABLE + " (version bigint not null)");
        session.execute("insert into " + VERSION_TABLE + " values (0)");
        return 0;
    }
}
