package io.skyjobs.core.persistence;

import java.sql.SQLException;

/** How to reach a database; used from many threads. */
interface Connector {
    /** The database's words. */
    Dialect dialect();

    /** A session whose changes need a commit. */
    Session writer() throws SQLException;

    /** A session that reads what has been committed. */
    Session reader() throws SQLException;

    /** Whether there can only be one session, whose loss is the loss of the store. */
    boolean single();

    /** What the trouble means for people, in one sentence. */
    String sentence(SQLException trouble);
}
