package io.skyjobs.core.persistence;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.recovery.LossHistory.Loss;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.store.StoreUri;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The store in a database of SQL; see {@link JobStore} and {@link FirstSchema}. */
final class SqlJobStore implements JobStore {
    private static final int LIVE_PORTION = 5000;
    private static final int INSTALLATION_LENGTH = 6;
    private static final String INSTALLATION_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Database database;
    private final SpecCodec specs;
    private final Leases leases;
    private final String installation;

    private SqlJobStore(Database database, SpecCodec specs, String installation) {
        this.database = database;
        this.specs = specs;
        this.leases = new Leases(database.dialect());
        this.installation = installation;
    }

    /** Completes the schema, and opens. */
    static SqlJobStore open(
            Database database, String name, SpecCodec specs, RandomGenerator random) {
        String proposed = proposal(random);
        try {
            String installation =
                    database.write(
                            session -> {
                                Migrations.run(session, database.dialect(), name);
                                return installation(session, proposed);
                            });
            return new SqlJobStore(database, specs, installation);
        } catch (StoreException refused) {
            database.close();
            throw refused;
        }
    }

    private static String proposal(RandomGenerator random) {
        StringBuilder id = new StringBuilder();
        while (id.length() < INSTALLATION_LENGTH) {
            id.append(INSTALLATION_LETTERS.charAt(random.nextInt(INSTALLATION_LETTERS.length())));
        }
        return id.toString();
    }

    private static String installation(Session session, String proposed) throws SQLException {
        session.update(
                "insert into meta (name, value) values ('installation', ?)"
                        + " on conflict (name) do nothing",
                List.of(proposed));
        return session.row(
                        "select value from meta where name = 'installation'",
                        List.of(),
                        row -> row.getString(1))
                .orElse(proposed);
    }

    @Override
    public String installation() {
        return installation;
    }

    @Override
    public Optional<Lease> acquire(String holder, Duration duration, Instant now) {
        if (holder.isEmpty()) {
            throw new IllegalArgumentException("a lease needs a holder");
        }
        return database.write(session -> leases.acquire(session, holder, duration, now));
    }

    @Override
    public boolean renew(Lease lease, Duration duration, Instant now) {
        return database.write(session -> leases.renew(session, lease, now.plus(duration)));
    }

    @Override
    public void release(Lease lease) {
        database.write(
                session -> {
                    leases.release(session, lease);
                    return lease;
                });
    }

    @Override
    public List<WriteResult> write(Lease lease, List<StoreWrite> writes) {
        return database.write(
                session -> {
                    leases.check(session, lease);
                    return BatchWriter.write(session, specs, writes);
                });
    }

    @Override
    public List<LiveJob> live() {
        return database.read(
                session -> {
                    List<LiveJob> live = new ArrayList<>();
                    List<LiveJob> portion;
                    long after = 0;
                    do {
                        portion = liveAfter(session, after);
                        live.addAll(portion);
                        after = portion.isEmpty() ? after : portion.getLast().job().id();
                    } while (portion.size() == LIVE_PORTION);
                    return live;
                });
    }

    private List<LiveJob> liveAfter(Session session, long id) throws SQLException {
        return session.rows(
                "select "
                        + JobRows.COLUMNS
                        + ", s.spec from (select id, version, state from job"
                        + " where live = 1 and id > ? order by id limit ?) j"
                        + " join job_header h on h.id = j.id"
                        + " join job_spec s on s.id = j.id order by j.id",
                List.of(id, (long) LIVE_PORTION),
                row -> {
                    StoredJob stored = JobRows.read(row);
                    JobSpec spec = specs.read(row.getString(JobRows.COUNT + 1));
                    return new LiveJob(stored.header(), stored.job(), spec);
                });
    }

    @Override
    public Optional<StoredJob> job(long id) {
        return database.read(session -> JobRows.one(session, id));
    }

    @Override
    public List<StoredJob> jobs(JobQuery query) {
        return database.read(session -> search(session, query).jobs());
    }

    @Override
    public Map<String, Long> counts(JobQuery query) {
        return database.read(session -> search(session, query).counts());
    }

    @Override
    public List<StoredJob> ended(JobQuery query) {
        return database.read(session -> search(session, query).ended());
    }

    @Override
    public Map<String, Long> endedCounts(JobQuery query) {
        return database.read(session -> search(session, query).endedCounts());
    }

    private JobSearch search(Session session, JobQuery query) {
        return new JobSearch(session, database.dialect(), query);
    }

    @Override
    public Optional<JobSpec> spec(long id) {
        return database.read(
                session ->
                        session.row(
                                "select spec from job_spec where id = ?",
                                List.of(id),
                                row -> specs.read(row.getString(1))));
    }

    @Override
    public Map<String, String> secrets(long id) {
        return database.read(
                session -> {
                    Map<String, String> secrets = new LinkedHashMap<>();
                    session.rows(
                            "select name, value from secret where job = ? order by name",
                            List.of(id),
                            row -> {
                                secrets.put(row.getString(1), row.getString(2));
                                return row;
                            });
                    return secrets;
                });
    }

    @Override
    public List<JournalEntry> journal(long id, long after, int limit) {
        return database.read(
                session ->
                        session.rows(
                                "with recursive chain (number, previous, task, tag, at, json) as ("
                                        + "select e.number, e.previous, e.task, e.tag, e.at, e.json"
                                        + " from event e join job j on j.last_event = e.number"
                                        + " where j.id = ? and e.number > ?"
                                        + " union all"
                                        + " select e.number, e.previous, e.task, e.tag, e.at, e.json"
                                        + " from event e join chain c on e.number = c.previous"
                                        + " where e.number > ?)"
                                        + " select number, task, tag, at, json from chain"
                                        + " order by number limit ?",
                                List.of(id, after, after, (long) limit),
                                row ->
                                        new JournalEntry(
                                                row.getLong(1),
                                                row.getInt(2),
                                                row.getString(3),
                                                InstantText.ofNanos(row.getLong(4)),
                                                row.getString(5))));
    }

    @Override
    public List<Attempt> attempts(long id, int task) {
        return database.read(
                session ->
                        session.rows(
                                "select json from attempt where job = ? and task = ?"
                                        + " order by number",
                                List.of(id, task),
                                row -> PlaceText.attempt(row.getString(1))));
    }

    @Override
    public List<Loss> losses(Instant since, int limit) {
        return database.read(
                session ->
                        session
                                .rows(
                                        // as in the index
                                        "select json from attempt where lost_at > 0"
                                                + " and lost_at >= ? order by lost_at desc limit ?",
                                        List.of(InstantText.nanos(since), (long) limit),
                                        row -> PlaceText.attempt(row.getString(1)))
                                .stream()
                                .flatMap(attempt -> Loss.of(attempt).stream())
                                .toList());
    }

    @Override
    public List<Work> work(Instant since, int limit) {
        return database.read(session -> WorkReader.read(session, since, limit));
    }

    @Override
    public List<ClusterRecord> clusters(boolean alsoGone) {
        return database.read(
                session ->
                        session.rows(
                                "select json from cluster"
                                        + (alsoGone ? "" : " where live = 1")
                                        + " order by name",
                                List.of(),
                                row -> ClusterText.read(row.getString(1))));
    }

    @Override
    public List<BucketRecord> buckets(boolean alsoGone) {
        return database.read(
                session ->
                        session.rows(
                                "select json from bucket"
                                        + (alsoGone ? "" : " where live = 1")
                                        + " order by uri",
                                List.of(),
                                row -> StorageText.bucket(row.getString(1))));
    }

    @Override
    public Optional<BucketRecord> bucket(StoreUri uri) {
        return database
                .read(
                        session ->
                                session.rows(
                                        "select json from bucket where uri = ?",
                                        List.of(uri.toString()),
                                        row -> StorageText.bucket(row.getString(1))))
                .stream()
                .findFirst();
    }

    @Override
    public Set<String> objectStores() {
        // One of each scheme, from the key alone: there is a row for each bucket that ever was.
        return database
                .read(
                        session ->
                                session.rows(
                                        "select json from bucket where uri in"
                                                + " (select min(uri) from bucket"
                                                + " group by substr(uri, 1, 5))",
                                        List.of(),
                                        row -> StorageText.bucket(row.getString(1))))
                .stream()
                .map(it -> it.uri().store())
                .collect(Collectors.toSet());
    }

    @Override
    public Outbox outbox() {
        return new SqlOutbox(database);
    }

    @Override
    public void close() {
        database.close();
    }
}
