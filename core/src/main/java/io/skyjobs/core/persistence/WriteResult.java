package io.skyjobs.core.persistence;

import io.skyjobs.core.job.ManagedJob;

/** What came of one write. */
public sealed interface WriteResult {
    /**
     * A job was stored, now or by an earlier submit with the same key.
     *
     * @param job as it is; an earlier one as it is after the transaction
     * @param header the header with every placeholder filled in
     * @param earlier whether it was stored before
     */
    record Submitted(ManagedJob job, JobStore.JobHeader header, boolean earlier)
            implements WriteResult {}

    /** The job was advanced. */
    record Advanced() implements WriteResult {}

    /** It was stored. */
    record Put() implements WriteResult {}

    /** The job has another version than the writer has seen; nothing was changed. */
    record Stale(long currentVersion) implements WriteResult {}
}
