package io.skyjobs.core.persistence;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.recovery.LossHistory.Loss;
import io.skyjobs.core.spec.JobSpec;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A store of plain objects that keeps the contract of {@link JobStore} and can be told to fail, for
 * simulations of many lives.
 *
 * <p>What it holds is its {@link Disk}, which outlives it: a process that was killed and started
 * again is a new store on the same disk.
 */
public final class MemoryJobStore implements JobStore {
    private final Disk disk;
    private final Supplier<Fault> faults;
    private boolean closed;

    /** A store on a disk that never fails. */
    public MemoryJobStore(Disk disk) {
        this(disk, () -> Fault.NONE);
    }

    /** A store on a disk; the faults are asked for once for each {@link #write}. */
    public MemoryJobStore(Disk disk, Supplier<Fault> faults) {
        this.disk = disk;
        this.faults = faults;
    }

    /** What happens to a write. */
    public enum Fault {
        /** It is carried out. */
        NONE,
        /** It throws, and nothing was written. */
        BEFORE,
        /** It throws, although everything was written. */
        AFTER
    }

    /** What outlives the processes that write to it. */
    public static final class Disk {
        private final String installation;
        private final TreeMap<Long, MemoryRow> jobs = new TreeMap<>();
        private final TreeMap<Long, MemoryRow> live = new TreeMap<>();
        private final Map<String, MemoryRow> keys = new HashMap<>();
        private final SortedMap<String, ClusterRecord> clusters = new TreeMap<>();
        private final SortedMap<String, BucketRecord> buckets = new TreeMap<>();
        private final MemoryOutbox outbox = new MemoryOutbox();
        private String holder = "";
        private long epoch;
        private Instant expires = Instant.MIN;
        private long entries;

        /** An empty disk of an installation. */
        public Disk(String installation) {
            this.installation = installation;
        }
    }

    @Override
    public String installation() {
        return disk.installation;
    }

    @Override
    public Optional<Lease> acquire(String holder, Duration duration, Instant now) {
        synchronized (disk) {
            checkOpen();
            boolean free =
                    disk.holder.isEmpty()
                            || disk.holder.equals(holder)
                            || !disk.expires.isAfter(now);
            if (!free) {
                return Optional.empty();
            }
            disk.holder = holder;
            disk.epoch++;
            disk.expires = now.plus(duration);
            return Optional.of(new Lease(holder, disk.epoch));
        }
    }

    @Override
    public boolean renew(Lease lease, Duration duration, Instant now) {
        synchronized (disk) {
            checkOpen();
            if (!isHeld(lease)) {
                return false;
            }
            disk.expires = now.plus(duration);
            return true;
        }
    }

    @Override
    public void release(Lease lease) {
        synchronized (disk) {
            checkOpen();
            if (isHeld(lease)) {
                disk.holder = "";
            }
        }
    }

    private boolean isHeld(Lease lease) {
        return disk.epoch == lease.epoch() && disk.holder.equals(lease.holder());
    }

    @Override
    public List<WriteResult> write(Lease lease, List<StoreWrite> writes) {
        synchronized (disk) {
            checkOpen();
            if (!isHeld(lease)) {
                throw new LeaseLostException("Another controller has taken over the store.");
            }
            Fault fault = faults.get();
            if (fault == Fault.BEFORE) {
                throw new StoreException("The simulated store could not write.");
            }
            List<WriteResult> results = new ArrayList<>();
            for (StoreWrite write : writes) {
                results.add(
                        switch (write) {
                            case StoreWrite.Submit submit -> submit(submit);
                            case StoreWrite.Advance advance -> advance(advance);
                            case StoreWrite.PutBucket put -> {
                                disk.buckets.put(put.bucket().uri().toString(), put.bucket());
                                yield new WriteResult.Put();
                            }
                            case StoreWrite.OfOutbox change ->
                                    disk.outbox.put(change, disk.live::containsKey);
                        });
            }
            results.replaceAll(this::asItIsNow);
            if (fault == Fault.AFTER) {
                throw new StoreException("The simulated store lost its answer.");
            }
            return results;
        }
    }

    private WriteResult asItIsNow(WriteResult result) {
        return result instanceof WriteResult.Submitted it && it.earlier()
                ? new WriteResult.Submitted(row(it.job().id()).orElseThrow().job, it.header(), true)
                : result;
    }

    private WriteResult submit(StoreWrite.Submit submit) {
        MemoryRow known = disk.keys.get(submit.key());
        if (known != null) {
            return new WriteResult.Submitted(known.job, known.header, true);
        }
        long id = disk.jobs.isEmpty() ? 1 : disk.jobs.lastKey() + 1;
        ManagedJob job =
                ManagedJob.accepted(
                        id, submit.spec().needs(), submit.spec().usesStores(), submit.at());
        MemoryRow row = new MemoryRow(HeaderText.withId(submit.header(), id), job, submit);
        disk.entries++;
        row.journal.add(
                new MemoryRow.Entry(
                        disk.entries,
                        -1,
                        new JobEvent.Submitted(submit.at(), submit.traceParent())));
        disk.jobs.put(id, row);
        disk.live.put(id, row);
        disk.keys.put(submit.key(), row);
        disk.outbox.submitted(job, submit);
        return new WriteResult.Submitted(job, row.header, false);
    }

    private WriteResult advance(StoreWrite.Advance advance) {
        ManagedJob next = advance.next();
        MemoryRow row = disk.jobs.get(next.id());
        if (row == null) {
            return new WriteResult.Stale(0);
        }
        boolean revived = row.job.ended() && !next.ended();
        if (row.job.version() != next.version() - 1 || revived) {
            return new WriteResult.Stale(row.job.version());
        }
        row.job = next;
        for (StoreWrite.TaskEvent happened : advance.events()) {
            disk.entries++;
            row.journal.add(new MemoryRow.Entry(disk.entries, happened.task(), happened.event()));
        }
        for (StoreWrite.TaskAttempt of : advance.attempts()) {
            row.attempts
                    .computeIfAbsent(of.task(), task -> new TreeMap<>())
                    .put(of.attempt().number(), of.attempt());
        }
        advance.clusters().forEach(cluster -> disk.clusters.put(cluster.name().value(), cluster));
        advance.buckets().forEach(bucket -> disk.buckets.put(bucket.uri().toString(), bucket));
        advance.told().forEach(told -> disk.outbox.tell(next, told));
        if (next.ended()) {
            disk.live.remove(next.id());
            row.secrets = Map.of();
        }
        return new WriteResult.Advanced();
    }

    @Override
    public Outbox outbox() {
        return disk.outbox;
    }

    @Override
    public List<LiveJob> live() {
        return read(
                () ->
                        disk.live.values().stream()
                                .map(row -> new LiveJob(row.header, row.job, row.spec))
                                .toList());
    }

    @Override
    public Optional<StoredJob> job(long id) {
        return read(() -> row(id).map(MemoryRow::stored));
    }

    @Override
    public List<StoredJob> jobs(JobQuery query) {
        return page(query, job -> true);
    }

    @Override
    public List<StoredJob> ended(JobQuery query) {
        return page(query, job -> job.job().ended());
    }

    private List<StoredJob> page(JobQuery query, Predicate<StoredJob> which) {
        return read(
                () ->
                        matching(query)
                                .filter(which)
                                .filter(query::isAfterCursor)
                                .sorted(query.order().comparator())
                                .limit(query.limit())
                                .toList());
    }

    @Override
    public Map<String, Long> counts(JobQuery query) {
        return counts(query, job -> true);
    }

    @Override
    public Map<String, Long> endedCounts(JobQuery query) {
        return counts(query, job -> job.job().ended());
    }

    private Map<String, Long> counts(JobQuery query, Predicate<StoredJob> which) {
        Map<String, Long> counts = new TreeMap<>();
        read(() -> matching(query).filter(which).toList())
                .forEach(job -> counts.merge(job.job().status().name(), 1L, Long::sum));
        return counts;
    }

    private Stream<StoredJob> matching(JobQuery query) {
        return disk.jobs.descendingMap().values().stream()
                .filter(row -> MemoryMatch.isAt(query, row.stored(), row.lastAttempt()))
                .map(MemoryRow::stored)
                .filter(job -> MemoryMatch.of(query, job));
    }

    @Override
    public List<Work> work(Instant since, int limit) {
        return read(
                () ->
                        disk.jobs.descendingMap().values().stream()
                                .map(MemoryRow::work)
                                .filter(
                                        work ->
                                                work.ended()
                                                        .map(end -> !end.isBefore(since))
                                                        .orElse(true))
                                .limit(limit)
                                .toList());
    }

    @Override
    public Optional<JobSpec> spec(long id) {
        return read(() -> row(id).map(row -> row.spec));
    }

    @Override
    public Map<String, String> secrets(long id) {
        return read(() -> row(id).map(row -> row.secrets).orElse(Map.of()));
    }

    @Override
    public List<JournalEntry> journal(long id, long after, int limit) {
        return read(
                () ->
                        row(id).stream()
                                .flatMap(row -> row.journal.stream())
                                .filter(entry -> entry.number() > after)
                                .limit(limit)
                                .map(
                                        entry ->
                                                new JournalEntry(
                                                        entry.number(),
                                                        entry.task(),
                                                        EventText.tag(entry.event()),
                                                        entry.event().at(),
                                                        EventText.write(entry.event())))
                                .toList());
    }

    @Override
    public List<Attempt> attempts(long id, int task) {
        return read(
                () ->
                        row(id).map(row -> row.attempts.get(task))
                                .map(attempts -> List.copyOf(attempts.values()))
                                .orElse(List.of()));
    }

    @Override
    public List<Loss> losses(Instant since, int limit) {
        return read(
                () ->
                        disk.jobs.values().stream()
                                .flatMap(row -> row.attempts.values().stream())
                                .flatMap(attempts -> attempts.values().stream())
                                .flatMap(attempt -> Loss.of(attempt).stream())
                                .filter(loss -> !loss.at().isBefore(since))
                                .sorted(Comparator.comparing(Loss::at).reversed())
                                .limit(limit)
                                .toList());
    }

    @Override
    public List<BucketRecord> buckets(boolean alsoGone) {
        return read(
                () ->
                        disk.buckets.values().stream()
                                .filter(bucket -> alsoGone || bucket.state().mayExist())
                                .toList());
    }

    @Override
    public List<ClusterRecord> clusters(boolean alsoGone) {
        return read(
                () ->
                        disk.clusters.values().stream()
                                .filter(cluster -> alsoGone || cluster.state().mayExist())
                                .toList());
    }

    @Override
    public void close() {
        synchronized (disk) {
            closed = true;
        }
    }

    private <T> T read(Supplier<T> rows) {
        synchronized (disk) {
            checkOpen();
            return rows.get();
        }
    }

    private Optional<MemoryRow> row(long id) {
        return Optional.ofNullable(disk.jobs.get(id));
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException("The store is closed.");
        }
    }
}
