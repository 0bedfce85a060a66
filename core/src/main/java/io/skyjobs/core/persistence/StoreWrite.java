package io.skyjobs.core.persistence;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.webhook.StatusChange;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One thing to write; see {@link JobStore#write}. */
public sealed interface StoreWrite {
    /**
     * A new job. The store gives it an id, or answers with the id that an earlier submit with the
     * same key was given. The task ids of the header may hold the placeholder {@code {job}}, which
     * the store replaces by the id.
     *
     * @param key the client's idempotency key; unique over the store's life
     * @param secrets values of secrets, kept apart from the specification; those of the job's own
     *     webhooks are kept until its last message was sent, the others until it ends
     * @param endpoints whom to tell that it was accepted
     * @param traceParent the span of whoever submits, as a W3C trace context names it
     */
    record Submit(
            String key,
            JobStore.JobHeader header,
            JobSpec spec,
            Map<String, String> secrets,
            Instant at,
            List<String> endpoints,
            Optional<String> traceParent)
            implements StoreWrite {
        /** Of which nobody is told. */
        public Submit(
                String key,
                JobStore.JobHeader header,
                JobSpec spec,
                Map<String, String> secrets,
                Instant at) {
            this(key, header, spec, secrets, at, List.of());
        }

        /** Of whose submit no trace is kept. */
        public Submit(
                String key,
                JobStore.JobHeader header,
                JobSpec spec,
                Map<String, String> secrets,
                Instant at,
                List<String> endpoints) {
            this(key, header, spec, secrets, at, endpoints, Optional.empty());
        }

        /**
         * @throws IllegalArgumentException when a text holds the character NUL, which not every
         *     database takes: one such write would fail all that share its transaction
         */
        public Submit {
            secrets = Map.copyOf(secrets);
            endpoints = List.copyOf(endpoints);
            Stream.concat(
                            Stream.of(key, header.name(), header.user(), header.workspace()),
                            secrets.values().stream())
                    .filter(text -> text.indexOf('\0') >= 0)
                    .findAny()
                    .ifPresent(
                            text -> {
                                throw new IllegalArgumentException(
                                        "The job holds the character NUL.");
                            });
        }

        /** The same, of which these endpoints are told. */
        public Submit telling(List<String> others) {
            return new Submit(key, header, spec, secrets, at, others, traceParent);
        }

        /** The same, as a part of what a caller traces. */
        public Submit within(Optional<String> span) {
            return new Submit(key, header, spec, secrets, at, endpoints, span);
        }

        @Override
        public String toString() {
            return "Submit[" + key + ", " + header.name() + "]";
        }
    }

    /**
     * The next version of a job, with what happened.
     *
     * @param next the job; its version is one more than the version seen
     * @param events what happened, in order
     * @param attempts attempts that changed
     * @param clusters clusters that changed
     * @param buckets buckets of ours that changed
     * @param told what endpoints of webhooks are to be told
     */
    record Advance(
            ManagedJob next,
            List<TaskEvent> events,
            List<TaskAttempt> attempts,
            List<ClusterRecord> clusters,
            List<BucketRecord> buckets,
            List<Told> told)
            implements StoreWrite {
        /** Of a change that nobody is told of. */
        public Advance(
                ManagedJob next,
                List<TaskEvent> events,
                List<TaskAttempt> attempts,
                List<ClusterRecord> clusters,
                List<BucketRecord> buckets) {
            this(next, events, attempts, clusters, buckets, List.of());
        }

        /** Of a change that is not about buckets. */
        public Advance(
                ManagedJob next,
                List<TaskEvent> events,
                List<TaskAttempt> attempts,
                List<ClusterRecord> clusters) {
            this(next, events, attempts, clusters, List.of());
        }

        public Advance {
            events = List.copyOf(events);
            attempts = List.copyOf(attempts);
            clusters = List.copyOf(clusters);
            buckets = List.copyOf(buckets);
            told = List.copyOf(told);
        }
    }

    /** A bucket of ours changed, for no job in particular. */
    record PutBucket(BucketRecord bucket) implements StoreWrite {}

    /** What changes the outbox alone; see {@link Outbox}. */
    sealed interface OfOutbox extends StoreWrite {}

    /** A message was delivered. */
    record Delivered(Outbox.Line line, long sequence) implements OfOutbox {}

    /** Messages of changes before an instant are given up, and counted. */
    record Lapsed(Instant before, Instant at) implements OfOutbox {}

    /**
     * Keys of jobs that have ended, and of which nothing waits, are forgotten.
     *
     * @param job one job; empty for all
     */
    record KeysUnneeded(OptionalLong job) implements OfOutbox {}

    /** What one endpoint is to be told. */
    record Told(String endpoint, StatusChange change) {}

    /** An event of a task, or of the job as a whole with task -1. */
    record TaskEvent(int task, JobEvent event) {}

    /** An attempt of a task. */
    record TaskAttempt(int task, Attempt attempt) {}
}
