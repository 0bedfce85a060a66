package io.skyjobs.core.persistence;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.JobStore.Work;
import io.skyjobs.core.spec.JobSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A job of a {@link MemoryJobStore} with all that belongs to it. */
final class MemoryRow {
    final JobHeader header;
    final JobSpec spec;
    final List<Entry> journal = new ArrayList<>();
    final TreeMap<Integer, TreeMap<Integer, Attempt>> attempts = new TreeMap<>();
    Map<String, String> secrets;
    ManagedJob job;

    /** An entry of the journal. */
    record Entry(long number, int task, JobEvent event) {}

    MemoryRow(JobHeader header, ManagedJob job, StoreWrite.Submit submit) {
        this.header = header;
        this.job = job;
        this.spec = submit.spec();
        this.secrets = OutboxWrites.without(submit.secrets(), submit.spec().webhookKeys());
    }

    StoredJob stored() {
        return new StoredJob(header, job);
    }

    Optional<Attempt> lastAttempt() {
        return attempts.isEmpty()
                ? Optional.empty()
                : Optional.of(attempts.lastEntry().getValue().lastEntry().getValue());
    }

    Work work() {
        return new Work(
                job.id(),
                job.status().name(),
                job.submitted(),
                job.ended() ? Optional.of(journal.getLast().event().at()) : Optional.empty(),
                attempts.values().stream().flatMap(all -> all.values().stream()).toList());
    }
}
