package io.skyjobs.core.persistence;

import io.skyjobs.core.persistence.JobStore.Lease;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The one row that says who may write. Every method runs within a transaction. */
final class Leases {
    private static final String NOBODY = "";

    private final Dialect dialect;

    Leases(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The row as it is; nobody else changes it until the commit. */
    private record Row(String holder, long epoch, long expires) {}

    Optional<Lease> acquire(Session session, String holder, Duration duration, Instant now)
            throws SQLException {
        Row row = row(session);
        boolean free =
                row.holder.equals(NOBODY)
                        || row.holder.equals(holder)
                        || row.expires <= InstantText.nanos(now);
        if (!free) {
            return Optional.empty();
        }
        Lease lease = new Lease(holder, row.epoch + 1);
        session.update(
                "update lease set holder = ?, epoch = ?, expires = ? where id = 1",
                List.of(holder, lease.epoch(), InstantText.nanos(now.plus(duration))));
        return Optional.of(lease);
    }

    boolean renew(Session session, Lease lease, Instant until) throws SQLException {
        return session.update(
                        "update lease set expires = ? where id = 1 and holder = ? and epoch = ?",
                        List.of(InstantText.nanos(until), lease.holder(), lease.epoch()))
                == 1;
    }

    void release(Session session, Lease lease) throws SQLException {
        session.update(
                "update lease set holder = ?, expires = 0"
                        + " where id = 1 and holder = ? and epoch = ?",
                List.of(NOBODY, lease.holder(), lease.epoch()));
    }

    /** Refuses a lease that is not the newest, and keeps it the newest until the commit. */
    void check(Session session, Lease lease) throws SQLException {
        Row row = row(session);
        if (row.epoch != lease.epoch() || !row.holder.equals(lease.holder())) {
            throw new LeaseLostException(
                    row.epoch == lease.epoch()
                            ? "This controller has given its lease back and may not write any more."
                            : "Another controller has taken over the store; this one may not write"
                                    + " any more.");
        }
    }

    private Row row(Session session) throws SQLException {
        return session.row(
                        dialect.words(
                                "select holder, epoch, expires from lease where id = 1 {locking}"),
                        List.of(),
                        found -> new Row(found.getString(1), found.getLong(2), found.getLong(3)))
                .orElseThrow(
                        () ->
                                new StoreException(
                                        "The store is damaged: its lease is missing; restore it from"
                                                + " a backup."));
    }
}
