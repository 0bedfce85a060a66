package io.skyjobs.core.controller.life;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.Outbox;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.persistence.WriteResult;
import io.skyjobs.core.recovery.LossHistory.Loss;
import io.skyjobs.core.spec.JobSpec;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store at whose every write the writer may be killed, and which shows each write to an oracle.
 */
final class MortalStore implements JobStore {
    private final JobStore store;
    private final Runnable mayKill;
    private final Oracle oracle;

    MortalStore(JobStore store, Runnable mayKill, Oracle oracle) {
        this.store = store;
        this.mayKill = mayKill;
        this.oracle = oracle;
    }

    @Override
    public List<WriteResult> write(Lease lease, List<StoreWrite> writes) {
        mayKill.run();
        List<Optional<StoredJob>> before =
                writes.stream()
                        .map(
                                write ->
                                        write instanceof StoreWrite.Advance advance
                                                ? store.job(advance.next().id())
                                                : Optional.<StoredJob>empty())
                        .toList();
        List<WriteResult> results = store.write(lease, writes);
        for (int place = 0; place < writes.size(); place++) {
            if (writes.get(place) instanceof StoreWrite.Advance advance
                    && results.get(place) instanceof WriteResult.Advanced) {
                oracle.written(before.get(place).orElseThrow().job(), advance);
            }
        }
        mayKill.run();
        return results;
    }

    @Override
    public String installation() {
        return store.installation();
    }

    @Override
    public Optional<Lease> acquire(String holder, Duration duration, Instant now) {
        return store.acquire(holder, duration, now);
    }

    @Override
    public boolean renew(Lease lease, Duration duration, Instant now) {
        return store.renew(lease, duration, now);
    }

    @Override
    public void release(Lease lease) {
        store.release(lease);
    }

    @Override
    public List<LiveJob> live() {
        return store.live();
    }

    @Override
    public Optional<StoredJob> job(long id) {
        return store.job(id);
    }

    @Override
    public List<StoredJob> jobs(JobQuery query) {
        return store.jobs(query);
    }

    @Override
    public Map<String, Long> counts(JobQuery query) {
        return store.counts(query);
    }

    @Override
    public List<StoredJob> ended(JobQuery query) {
        return store.ended(query);
    }

    @Override
    public Map<String, Long> endedCounts(JobQuery query) {
        return store.endedCounts(query);
    }

    @Override
    public Optional<JobSpec> spec(long id) {
        return store.spec(id);
    }

    @Override
    public Map<String, String> secrets(long id) {
        return store.secrets(id);
    }

    @Override
    public List<JournalEntry> journal(long id, long after, int limit) {
        return store.journal(id, after, limit);
    }

    @Override
    public List<Attempt> attempts(long id, int task) {
        return store.attempts(id, task);
    }

    @Override
    public List<Work> work(Instant since, int limit) {
        return store.work(since, limit);
    }

    @Override
    public List<Loss> losses(Instant since, int limit) {
        return store.losses(since, limit);
    }

    @Override
    public List<ClusterRecord> clusters(boolean alsoGone) {
        return store.clusters(alsoGone);
    }

    @Override
    public List<BucketRecord> buckets(boolean alsoGone) {
        return store.buckets(alsoGone);
    }

    @Override
    public Outbox outbox() {
        return store.outbox();
    }

    @Override
    public void close() {}
}
