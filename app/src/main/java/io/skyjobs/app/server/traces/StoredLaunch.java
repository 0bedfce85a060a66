package io.skyjobs.app.server.traces;

import io.skyjobs.core.controller.Telemetry.Launch;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.persistence.EventText;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStore.JournalEntry;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.StoreException;
import io.skyjobs.core.spec.JobSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the store has of a launch that is over.
 *
 * @param attempt the attempt itself
 * @param before the attempt of the task before it
 * @param needs indices of the tasks that it waits for
 * @param journal of the job, up to the end of the launch, oldest first
 */
record StoredLaunch(
        Launch launch,
        StoredJob job,
        Attempt attempt,
        Optional<Attempt> before,
        List<Integer> needs,
        List<Entry> journal) {
    private static final int PAGE = 1000;

    /** Of a job that has lived through more, only so many are read. */
    private static final int MOST_ENTRIES = 20_000;

    /**
     * An entry of the journal.
     *
     * @param task -1 for the job as a whole
     */
    record Entry(int task, JobEvent event) {}

    StoredLaunch {
        needs = List.copyOf(needs);
        journal = List.copyOf(journal);
    }

    /** Reads it; empty when there is no such attempt, as of a job that was removed. */
    static Optional<StoredLaunch> read(JobStore store, Launch launch) {
        Optional<StoredJob> job = store.job(launch.job());
        List<Attempt> attempts = store.attempts(launch.job(), launch.task());
        return job.flatMap(
                stored ->
                        numbered(attempts, launch.attempt())
                                .map(
                                        attempt ->
                                                new StoredLaunch(
                                                        launch,
                                                        stored,
                                                        attempt,
                                                        numbered(attempts, launch.attempt() - 1),
                                                        needs(store, stored, launch),
                                                        journal(store, launch))));
    }

    /** The span of whoever submitted the job. */
    Optional<TraceParent> parent() {
        return journal.stream()
                .map(Entry::event)
                .filter(JobEvent.Submitted.class::isInstance)
                .map(JobEvent.Submitted.class::cast)
                .findFirst()
                .flatMap(JobEvent.Submitted::traceParent)
                .flatMap(TraceParent::parse);
    }

    private static Optional<Attempt> numbered(List<Attempt> attempts, int number) {
        return attempts.stream().filter(it -> it.number() == number).findFirst();
    }

    private static List<Integer> needs(JobStore store, StoredJob job, Launch launch) {
        if (job.job().tasks().size() == 1) {
            return List.of();
        }
        return store.spec(launch.job())
                .map(JobSpec::needs)
                .filter(needs -> launch.task() < needs.size())
                .map(needs -> needs.get(launch.task()))
                .orElse(List.of());
    }

    private static List<Entry> journal(JobStore store, Launch launch) {
        List<Entry> journal = new ArrayList<>();
        long read = 0;
        while (journal.size() < MOST_ENTRIES) {
            List<JournalEntry> page = store.journal(launch.job(), read, PAGE);
            for (JournalEntry entry : page) {
                if (entry.at().isAfter(launch.over())) {
                    return journal;
                }
                event(entry).ifPresent(event -> journal.add(new Entry(entry.task(), event)));
            }
            if (page.size() < PAGE) {
                return journal;
            }
            read = page.getLast().number();
        }
        return journal;
    }

    private static Optional<JobEvent> event(JournalEntry entry) {
        try {
            return Optional.of(EventText.read(entry.json()));
        } catch (StoreException unknown) {
            // Written by a later version; the trace does without it.
            return Optional.empty();
        }
    }
}
