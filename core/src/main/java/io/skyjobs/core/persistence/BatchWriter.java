package io.skyjobs.core.persistence;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.WriteSet.StoredVersion;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out many writes within one transaction: reads what they depend on, decides in memory
 * which of them hold, writes the rows. Nobody else writes meanwhile, because of the lease.
 */
final class BatchWriter {
    private final Session session;
    private final SpecCodec specs;
    private final WriteSet rows = new WriteSet();
    private final OutboxWrites outbox = new OutboxWrites();
    private final Map<Long, StoredVersion> stored = new HashMap<>();
    private final Map<Long, StoredVersion> current = new HashMap<>();
    private final Map<String, Long> submitted = new HashMap<>();
    private long lastJob;
    private long lastEvent;

    private BatchWriter(Session session, SpecCodec specs) {
        this.session = session;
        this.specs = specs;
    }

    static List<WriteResult> write(Session session, SpecCodec specs, List<StoreWrite> writes)
            throws SQLException {
        return new BatchWriter(session, specs).write(writes);
    }

    /** A result, or the id of the earlier job that it is to name. */
    private record Answer(Optional<WriteResult> result, long earlierJob) {
        static Answer of(WriteResult result) {
            return new Answer(Optional.of(result), 0);
        }
    }

    private List<WriteResult> write(List<StoreWrite> writes) throws SQLException {
        look(writes);
        long jobsBefore = lastJob;
        List<Answer> answers = new ArrayList<>();
        for (StoreWrite write : writes) {
            answers.add(
                    switch (write) {
                        case StoreWrite.Submit submit -> submit(submit);
                        case StoreWrite.Advance advance -> Answer.of(advance(advance));
                        case StoreWrite.PutBucket put -> {
                            rows.put(put.bucket());
                            yield Answer.of(new WriteResult.Put());
                        }
                        case StoreWrite.OfOutbox change -> {
                            outbox.put(change);
                            yield Answer.of(new WriteResult.Put());
                        }
                    });
        }
        if (lastJob > jobsBefore) {
            session.update("update counter set value = ? where name = 'job'", List.of(lastJob));
        }
        rows.carryOut(session);
        outbox.carryOut(session);
        List<WriteResult> results = new ArrayList<>();
        for (Answer answer : answers) {
            results.add(
                    answer.result.isPresent() ? answer.result.get() : earlier(answer.earlierJob));
        }
        return results;
    }

    private void look(List<StoreWrite> writes) throws SQLException {
        Set<String> keys = new LinkedHashSet<>();
        Set<Long> ids = new LinkedHashSet<>();
        for (StoreWrite write : writes) {
            switch (write) {
                case StoreWrite.Submit submit -> keys.add(submit.key());
                case StoreWrite.Advance advance -> ids.add(advance.next().id());
                case StoreWrite.PutBucket put -> {}
                case StoreWrite.OfOutbox change -> {}
            }
        }
        for (List<Long> portion : InList.portions(ids)) {
            List<Long> padded = InList.padded(portion);
            session.rows(
                    "select id, version, live, last_event from job where id in "
                            + InList.marks(padded.size()),
                    padded,
                    row ->
                            stored.put(
                                    row.getLong(1),
                                    new StoredVersion(
                                            row.getLong(2), row.getInt(3) == 1, row.getLong(4))));
        }
        for (List<String> portion : InList.portions(keys)) {
            List<String> padded = InList.padded(portion);
            session.rows(
                    "select submit_key, id from job_header where submit_key in "
                            + InList.marks(padded.size()),
                    padded,
                    row -> submitted.put(row.getString(1), row.getLong(2)));
        }
        current.putAll(stored);
        lastEvent = session.number("select max(number) from event", List.of());
        if (!keys.isEmpty()) {
            lastJob = session.number("select value from counter where name = 'job'", List.of());
        }
    }

    private Answer submit(StoreWrite.Submit submit) {
        Long known = submitted.get(submit.key());
        if (known != null) {
            return new Answer(Optional.empty(), known);
        }
        lastJob++;
        submitted.put(submit.key(), lastJob);
        ManagedJob job =
                ManagedJob.accepted(
                        lastJob, submit.spec().needs(), submit.spec().usesStores(), submit.at());
        JobHeader header = HeaderText.withId(submit.header(), job.id());
        lastEvent++;
        rows.append(
                new WriteSet.Entry(lastEvent, job.id(), 0, -1),
                new JobEvent.Submitted(submit.at(), submit.traceParent()));
        rows.insert(
                new WriteSet.NewJob(job, submit.key(), header, specs.write(submit.spec())),
                OutboxWrites.without(submit.secrets(), submit.spec().webhookKeys()),
                lastEvent);
        outbox.submitted(job, submit);
        return Answer.of(new WriteResult.Submitted(job, header, false));
    }

    private WriteResult advance(StoreWrite.Advance advance) {
        ManagedJob next = advance.next();
        StoredVersion seen = current.get(next.id());
        if (seen == null) {
            return new WriteResult.Stale(0);
        }
        boolean revived = !seen.live() && !next.ended();
        if (seen.version() != next.version() - 1 || revived) {
            return new WriteResult.Stale(seen.version());
        }
        long previous = seen.lastEvent();
        for (StoreWrite.TaskEvent happened : advance.events()) {
            lastEvent++;
            rows.append(
                    new WriteSet.Entry(lastEvent, next.id(), previous, happened.task()),
                    happened.event());
            previous = lastEvent;
        }
        advance.attempts().forEach(of -> rows.put(next.id(), of.task(), of.attempt()));
        advance.clusters().forEach(rows::put);
        advance.buckets().forEach(rows::put);
        advance.told().forEach(told -> outbox.tell(next, told));
        rows.advance(stored.getOrDefault(next.id(), seen), next, previous);
        current.put(next.id(), new StoredVersion(next.version(), !next.ended(), previous));
        return new WriteResult.Advanced();
    }

    private WriteResult earlier(long id) throws SQLException {
        StoredJob job =
                JobRows.one(session, id)
                        .orElseThrow(
                                () ->
                                        new StoreException(
                                                "The store is damaged: job "
                                                        + id
                                                        + " has lost its state; restore it from a"
                                                        + " backup."));
        return new WriteResult.Submitted(job.job(), job.header(), true);
    }
}
