package io.skyjobs.core.persistence;

import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Jobs with their headers, from the rows that hold them. */
final class JobRows {
    /** The columns that {@link #read} reads, of {@code job j} and {@code job_header h}. */
    static final String COLUMNS =
            "j.id, j.version, j.state, h.name, h.user_name, h.workspace, h.priority,"
                    + " h.submitted_at, h.copy_rank, h.copies, h.tasks, h.shown";

    /** How many they are. */
    static final int COUNT = 12;

    private JobRows() {}

    static StoredJob read(ResultSet row) throws SQLException {
        HeaderText.TaskLists tasks = HeaderText.read(row.getString(11));
        JobHeader header =
                new JobHeader(
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getInt(7),
                        tasks.names(),
                        tasks.resources(),
                        tasks.ids(),
                        row.getInt(9),
                        row.getInt(10),
                        row.getString(12));
        ManagedJob job =
                StateText.read(
                        row.getLong(1),
                        row.getLong(2),
                        InstantText.ofNanos(row.getLong(8)),
                        row.getString(3));
        return new StoredJob(header, job);
    }

    static Optional<StoredJob> one(Session session, long id) throws SQLException {
        return session.row(
                "select " + COLUMNS + " from job j join job_header h on h.id = j.id where j.id = ?",
                List.of(id),
                JobRows::read);
    }
}
