package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.JobController;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore;

import java.util.List;
import java.util.Set;

/** Reads as users do, at any moment, and objects when what it reads cannot be. */
final class QueueReader {
    private QueueReader() {}

    static void check(JobController serving, JobStore store, Set<Long> accepted) {
        for (long job : accepted) {
            String sentence = serving.explain(job).orElseThrow().sentence();
            if (sentence.isBlank() || sentence.contains("Exception")) {
                throw new BrokenPromise(8, "job " + job + " is explained by: " + sentence);
            }
        }
        checkQueue(serving, store);
    }

    /**
     * The queue is read from memory and the history; it must show what is stored, each job once.
     */
    private static void checkQueue(JobController serving, JobStore store) {
        JobQuery all = JobQuery.newest(1000);
        List<Long> shown = serving.jobs(all).stream().map(it -> it.job().id()).toList();
        List<Long> stored = store.jobs(all).stream().map(it -> it.job().id()).toList();
        if (!shown.equals(stored)) {
            throw new BrokenPromise(4, "the queue shows " + shown + " of " + stored);
        }
        long counted = serving.counts(all).values().stream().mapToLong(Long::longValue).sum();
        // A job whose end is stored but not yet followed up is counted twice for a moment.
        if (counted < shown.size()) {
            throw new BrokenPromise(4, "the queue counts " + counted + " of " + shown.size());
        }
    }
}
