package io.skyjobs.core.persistence;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.recovery.LossHistory.Loss;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of one transaction, collected first and then written kind by kind, so that a remote
 * database is asked a few times and not once per row. What changes twice is written once.
 */
final class WriteSet {
    private final List<List<Object>> newJobs = new ArrayList<>();
    private final List<List<Object>> headers = new ArrayList<>();
    private final List<List<Object>> specs = new ArrayList<>();
    private final List<List<Object>> secrets = new ArrayList<>();
    private final List<List<Object>> events = new ArrayList<>();
    private final Map<AttemptKey, List<Object>> attempts = new LinkedHashMap<>();
    private final Map<String, List<Object>> clusters = new LinkedHashMap<>();
    private final Map<String, List<Object>> buckets = new LinkedHashMap<>();
    private final Map<Long, Change> changes = new LinkedHashMap<>();

    private record AttemptKey(long job, int task, int number) {}

    /** The last of the versions of a job in this transaction, over the one that is stored. */
    private record Change(StoredVersion stored, ManagedJob next, long lastEvent) {}

    /** A job as it is stored before the transaction. */
    record StoredVersion(long version, boolean live, long lastEvent) {}

    /** A job with what its rows hold. */
    record NewJob(ManagedJob job, String key, JobHeader header, String spec) {}

    void insert(NewJob fresh, Map<String, String> secretValues, long lastEvent) {
        ManagedJob job = fresh.job();
        JobHeader header = fresh.header();
        newJobs.add(
                List.of(
                        job.id(),
                        job.version(),
                        StatusCode.of(job.status()),
                        lastEvent,
                        StateText.write(job)));
        headers.add(
                List.of(
                        job.id(),
                        fresh.key(),
                        header.name(),
                        header.user(),
                        header.workspace(),
                        header.priority(),
                        InstantText.nanos(job.submitted()),
                        header.rank(),
                        header.copies(),
                        HeaderText.write(header),
                        header.shown()));
        specs.add(List.of(job.id(), fresh.spec()));
        secretValues.forEach((name, value) -> secrets.add(List.of(job.id(), name, value)));
    }

    /** One entry of the journal of a job. */
    record Entry(long number, long job, long previous, int task) {}

    void append(Entry entry, JobEvent event) {
        events.add(
                List.of(
                        entry.number(),
                        entry.job(),
                        entry.previous(),
                        entry.task(),
                        EventText.tag(event),
                        InstantText.nanos(event.at()),
                        EventText.write(event)));
    }

    void advance(StoredVersion stored, ManagedJob next, long lastEvent) {
        changes.merge(
                next.id(),
                new Change(stored, next, lastEvent),
                (earlier, later) -> new Change(earlier.stored, next, lastEvent));
    }

    void put(long job, int task, Attempt attempt) {
        attempts.put(
                new AttemptKey(job, task, attempt.number()),
                List.of(
                        job,
                        task,
                        attempt.number(),
                        AttemptCost.infra(attempt),
                        AttemptCost.micros(attempt),
                        Loss.of(attempt).map(Loss::at).map(InstantText::nanos).orElse(0L),
                        PlaceText.text(attempt)));
    }

    void put(ClusterRecord cluster) {
        String name = cluster.name().value();
        int live = cluster.state().mayExist() ? 1 : 0;
        clusters.put(name, List.of(name, live, ClusterText.write(cluster)));
    }

    void put(BucketRecord bucket) {
        String uri = bucket.uri().toString();
        int live = bucket.state().mayExist() ? 1 : 0;
        buckets.put(uri, List.of(uri, live, StorageText.write(bucket)));
    }

    /** Writes all of it. */
    void carryOut(Session session) throws SQLException {
        session.batch(WriteStatements.INSERT_JOB, newJobs);
        session.batch(WriteStatements.INSERT_HEADER, headers);
        session.batch(WriteStatements.INSERT_SPEC, specs);
        session.batch(WriteStatements.INSERT_SECRET, secrets);
        session.batch(WriteStatements.INSERT_EVENT, events);
        session.batch(WriteStatements.PUT_ATTEMPT, List.copyOf(attempts.values()));
        session.batch(WriteStatements.PUT_CLUSTER, List.copyOf(clusters.values()));
        session.batch(WriteStatements.PUT_BUCKET, List.copyOf(buckets.values()));
        updateJobs(session);
        endJobs(session);
    }

    private void updateJobs(Session session) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        for (Change change : changes.values()) {
            ManagedJob next = change.next;
            rows.add(
                    List.of(
                            next.version(),
                            StatusCode.of(next.status()),
                            change.lastEvent,
                            StateText.write(next),
                            next.id(),
                            change.stored.version));
        }
        for (int changed : session.batch(WriteStatements.UPDATE_JOB, rows)) {
            if (changed != 1) {
                throw new StoreException(
                        "A job in the store changed in the midst of a transaction; another program"
                                + " writes to it.");
            }
        }
    }

    private void endJobs(Session session) throws SQLException {
        List<List<Object>> ended = new ArrayList<>();
        List<List<Object>> tallied = new ArrayList<>();
        List<List<Object>> left = new ArrayList<>();
        for (Change change : changes.values()) {
            ManagedJob job = change.next;
            if (!job.ended()) {
                continue;
            }
            int status = StatusCode.of(job.status());
            ended.add(List.of(status, InstantText.nanos(ended(job)), job.id()));
            if (change.stored.live) {
                tallied.add(List.of(status, job.id()));
                left.add(List.of(job.id()));
            }
        }
        session.batch(WriteStatements.PUT_HISTORY, ended);
        session.batch(WriteStatements.COUNT_ENDED, tallied);
        session.batch(WriteStatements.LEAVE_LIVE, left);
        session.batch(WriteStatements.DELETE_SECRETS, left);
    }

    private static Instant ended(ManagedJob job) {
        Instant last = job.submitted();
        for (TaskState state : job.tasks()) {
            if (state instanceof TaskState.Ended task && task.outcome().at().isAfter(last)) {
                last = task.outcome().at();
            }
        }
        return last;
    }
}
