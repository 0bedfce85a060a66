package io.skyjobs.core.persistence;

/**
 * All that differs between the databases in the text of statements.
 *
 * @param keyType type of an integer primary key; in SQLite this exact word makes it the row's own
 *     number, which costs no index
 * @param keyed what follows a table whose primary key is the order its rows are stored in
 * @param locking what follows a select whose rows nobody else may change until the commit
 * @param migrationLock statement that keeps other processes from migrating at the same time
 * @param tables counts the tables of the store named by its argument, {@code %} for all
 * @param bytewise what follows a text that is compared letter by letter, in no language's order
 */
record Dialect(
        String keyType,
        String keyed,
        String locking,
        String migrationLock,
        String tables,
        String bytewise) {
    /** SQLite: a transaction that writes holds the whole store, so that nothing more is locked. */
    static final Dialect SQLITE =
            new Dialect(
                    "integer",
                    "without rowid",
                    "",
                    "select 1",
                    "select count(*) from sqlite_master where type = 'table' and name like ?",
                    "");

    /** PostgreSQL. The number of the advisory lock is any one that is ours. */
    static final Dialect POSTGRES =
            new Dialect(
                    "bigint",
                    "",
                    "for update",
                    "select 1 from pg_advisory_xact_lock(73127)",
                    "select count(*) from information_schema.tables"
                            + " where table_schema = current_schema() and table_name like ?",
                    " collate \"C\"");

    /** A statement with the words of this database in the places that are marked for them. */
    String words(String statement) {
        return statement
                .replace("{key}", keyType + " primary key")
                .replace("{keyed}", keyed)
                .replace("{locking}", locking);
    }
}
