package io.skyjobs.core.persistence;

/** The statements of a {@link WriteSet}; the same for every database. */
final class WriteStatements {
    static final String INSERT_JOB =
            "insert into job (id, version, live, status, last_event, state)"
                    + " values (?, ?, 1, ?, ?, ?)";

    static final String INSERT_HEADER =
            "insert into job_header (id, submit_key, name, user_name, workspace, priority,"
                    + " submitted_at, copy_rank, copies, tasks, shown)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    static final String INSERT_SPEC = "insert into job_spec (id, spec) values (?, ?)";

    static final String INSERT_SECRET = "insert into secret (job, name, value) values (?, ?, ?)";

    static final String INSERT_EVENT =
            "insert into event (number, job, previous, task, tag, at, json)"
                    + " values (?, ?, ?, ?, ?, ?, ?)";

    static final String PUT_ATTEMPT =
            "insert into attempt (job, task, number, infra, cost_micros, lost_at, json)"
                    + " values (?, ?, ?, ?, ?, ?, ?)"
                    + " on conflict (job, task, number) do update set infra = excluded.infra,"
                    + " cost_micros = excluded.cost_micros, lost_at = excluded.lost_at,"
                    + " json = excluded.json";

    static final String PUT_CLUSTER =
            "insert into cluster (name, live, json) values (?, ?, ?)"
                    + " on conflict (name) do update set live = excluded.live,"
                    + " json = excluded.json";

    static final String PUT_BUCKET =
            "insert into bucket (uri, live, json) values (?, ?, ?)"
                    + " on conflict (uri) do update set live = excluded.live,"
                    + " json = excluded.json";

    /** Leaves {@code live} alone, so that the index on it is not touched. */
    static final String UPDATE_JOB =
            "update job set version = ?, status = ?, last_event = ?, state = ?"
                    + " where id = ? and version = ?";

    static final String PUT_HISTORY =
            "insert into history (id, name, user_name, workspace, status, infra, submitted_at,"
                    + " ended_at, cost_micros)"
                    + " select h.id, h.name, h.user_name, h.workspace, cast(? as smallint),"
                    + " coalesce((select a.infra from attempt a where a.job = h.id"
                    + " order by a.task desc, a.number desc limit 1), ''),"
                    + " h.submitted_at, cast(? as bigint),"
                    + " coalesce((select cast(sum(a.cost_micros) as bigint) from attempt a"
                    + " where a.job = h.id), 0)"
                    + " from job_header h where h.id = ?"
                    + " on conflict (id) do update set infra = excluded.infra,"
                    + " ended_at = excluded.ended_at, cost_micros = excluded.cost_micros";

    static final String COUNT_ENDED =
            "insert into tally (workspace, user_name, status, jobs)"
                    + " select h.workspace, h.user_name, cast(? as smallint), 1"
                    + " from job_header h where h.id = ?"
                    + " on conflict (workspace, user_name, status)"
                    + " do update set jobs = tally.jobs + 1";

    static final String LEAVE_LIVE = "update job set live = 0 where id = ?";

    static final String DELETE_SECRETS = "delete from secret where job = ?";

    private WriteStatements() {}
}
