package io.skyjobs.core.persistence;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.recovery.LossHistory.Loss;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The durable truth: jobs, their journal, attempts and clusters.
 *
 * <p>{@link #write} is atomic and durable when it returns. Reads see what was written. Safe for use
 * from many threads; writes are one at a time.
 */
public interface JobStore extends AutoCloseable {
    /** The id of this installation: made once for the store, 6 lower-case letters and digits. */
    String installation();

    /**
     * Takes the right to write for a holder, if nobody else has it or the one who had it let it
     * expire or is the same holder. Each success gives a greater epoch than any before.
     *
     * @param holder who asks; a new one for each process
     * @param duration how long it lasts without {@link #renew}
     * @param now our wall clock
     */
    Optional<Lease> acquire(String holder, Duration duration, Instant now);

    /** Prolongs a lease; false when it was taken over. */
    boolean renew(Lease lease, Duration duration, Instant now);

    /** Gives a lease back, so that the next process need not wait. */
    void release(Lease lease);

    /**
     * Carries out all writes in one transaction, in order, if the lease is still the newest.
     *
     * <p>A write that is refused ({@link WriteResult.Stale}) does not harm the others.
     *
     * @return one result per write, in the same order
     * @throws LeaseLostException when another epoch has begun; nothing was written
     * @throws StoreException when the store could not write; nothing was written, and whether an
     *     earlier write is durable must be assumed unknown
     */
    List<WriteResult> write(Lease lease, List<StoreWrite> writes);

    /** All jobs that have not ended, with what is needed to go on with them, oldest first. */
    List<LiveJob> live();

    /** One job, live or ended. */
    Optional<StoredJob> job(long id);

    /** Jobs by newest first; see {@link JobQuery}. */
    List<StoredJob> jobs(JobQuery query);

    /** How many jobs of each status match the query, with its limit and cursor left aside. */
    Map<String, Long> counts(JobQuery query);

    /** Jobs that have ended by newest first, as {@link #jobs} would show them. */
    List<StoredJob> ended(JobQuery query);

    /** How many jobs that have ended, as {@link #counts} would count them. */
    Map<String, Long> endedCounts(JobQuery query);

    /** The specification of a job. */
    Optional<JobSpec> spec(long id);

    /** Values of the secrets of a job, by name. Empty when it has none or has ended. */
    Map<String, String> secrets(long id);

    /** Journal of a job in order, entries with a greater number than {@code after}. */
    List<JournalEntry> journal(long id, long after, int limit);

    /** Attempts of a task in order. */
    List<Attempt> attempts(long id, int task);

    /**
     * Attempts that ended because their machines were lost, newest first.
     *
     * @param since only those that were recorded at this instant or later
     * @param limit at most so many
     */
    List<Loss> losses(Instant since, int limit);

    /**
     * Jobs that have not ended or ended at an instant or later, with their attempts, newest first.
     *
     * @param limit of attempts that are read, for live and for ended jobs each; a job without any
     *     counts as one
     */
    List<Work> work(Instant since, int limit);

    /** Clusters that may exist, and, when asked, those that are gone too. */
    List<ClusterRecord> clusters(boolean alsoGone);

    /** Buckets of ours that may exist, and, when asked, those that are gone too. */
    List<BucketRecord> buckets(boolean alsoGone);

    /** What was last stored of a bucket of ours, also when it is gone. */
    default Optional<BucketRecord> bucket(StoreUri uri) {
        return buckets(true).stream().filter(it -> it.uri().equals(uri)).findFirst();
    }

    /** Names of the object stores in which a bucket of ours is, or ever was. */
    default Set<String> objectStores() {
        return buckets(true).stream().map(it -> it.uri().store()).collect(Collectors.toSet());
    }

    /** What endpoints of webhooks are still to be told. */
    Outbox outbox();

    /** Closes connections. Leases stay as they are. */
    @Override
    void close();

    /**
     * The right to write.
     *
     * @param holder who has it
     * @param epoch grows with every change of hands
     */
    record Lease(String holder, long epoch) {}

    /**
     * A job as it was submitted, apart from its specification.
     *
     * @param name job name
     * @param user who submitted it
     * @param workspace {@code default} unless said otherwise
     * @param priority more is sooner
     * @param taskNames names by task index
     * @param resources what each task asked for, as the queue shows it
     * @param taskIds {@code SKYPILOT_TASK_ID} by task index, fixed at submit
     * @param rank position among copies submitted together, from 0
     * @param copies how many were submitted together
     * @param shown the plan the user agreed to, as JSON text; {@code {}} when none was shown
     */
    record JobHeader(
            String name,
            String user,
            String workspace,
            int priority,
            List<String> taskNames,
            List<String> resources,
            List<String> taskIds,
            int rank,
            int copies,
            String shown) {
        public JobHeader {
            taskNames = List.copyOf(taskNames);
            resources = List.copyOf(resources);
            taskIds = List.copyOf(taskIds);
        }
    }

    /** A job with its header. */
    record StoredJob(JobHeader header, ManagedJob job) {}

    /** A live job with its header and specification. */
    record LiveJob(JobHeader header, ManagedJob job, JobSpec spec) {}

    /**
     * What was done for a job.
     *
     * @param job its id
     * @param status its public status
     * @param submitted when it was accepted
     * @param ended when nothing was left of it to do; empty while it is live
     * @param attempts of all its tasks
     */
    record Work(
            long job,
            String status,
            Instant submitted,
            Optional<Instant> ended,
            List<Attempt> attempts) {
        public Work {
            attempts = List.copyOf(attempts);
        }
    }

    /**
     * One line of a job's journal.
     *
     * @param number grows over all jobs
     * @param task task index; -1 for the job as a whole
     * @param tag stable name of the event's kind
     * @param at when it was recorded
     * @param json the whole event as JSON text
     */
    record JournalEntry(long number, int task, String tag, Instant at, String json) {}
}
