package io.skyjobs.core.controller;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStore.JournalEntry;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.JobStore.Work;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobSpec;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * All that a server needs of the control plane: commands that are durable before they are answered,
 * and reads that show what has been committed. Safe for use from many threads.
 */
public interface ControlPlane {
    /**
     * Accepts a job. The answer comes once, on another thread, when the job is durable or refused.
     * Asking again with the same key gives the same job.
     */
    void submit(StoreWrite.Submit job, Consumer<SubmitAnswer> answer);

    /**
     * Asks for the end of a job. The answer comes once, when the request is durable or pointless.
     */
    default void cancel(long job, String by, Consumer<CancelAnswer> answer) {
        cancel(job, by, Duration.ZERO, answer);
    }

    /**
     * As above, but waits for a run to end by itself when told, and to save what it has.
     *
     * @param grace how long; zero for not waiting
     */
    void cancel(long job, String by, Duration grace, Consumer<CancelAnswer> answer);

    /** One job. */
    Optional<StoredJob> job(long id);

    /** Jobs, newest first. */
    List<StoredJob> jobs(JobQuery query);

    /** How many jobs of each public status match, limit and cursor left aside. */
    Map<ManagedJobStatus, Long> counts(JobQuery query);

    /** The specification of a job, without values of secrets. */
    Optional<JobSpec> spec(long id);

    /** Journal of a job after an entry number. */
    List<JournalEntry> journal(long id, long after, int limit);

    /** Attempts of a task in order. */
    List<Attempt> attempts(long id, int task);

    /** What was done from an instant on; see {@link JobStore#work}. */
    List<Work> work(Instant since, int limit);

    /** Why a job is where it is. */
    Optional<Explanation> explain(long id);

    /** Somebody reads the job's logs: for the next ten seconds they are fetched eagerly. */
    void attend(long job);

    /** Ids of the trees of files that live jobs need. */
    Set<String> trees();

    /** Clusters that may exist. */
    List<ClusterRecord> clusters();

    /** What this installation has in object stores. */
    Buckets buckets();

    /**
     * A bucket that this installation made, or a job's place in a shared one.
     *
     * @param users live jobs that use it
     */
    record Storage(BucketRecord bucket, List<Long> users) {
        public Storage {
            users = List.copyOf(users);
        }
    }

    /** What came of the wish to remove something from a store. */
    sealed interface DeleteAnswer {
        /** It is gone. */
        record Deleted() implements DeleteAnswer {}

        /** There is no such thing of ours. */
        record NotFound() implements DeleteAnswer {}

        /** Live jobs use it. */
        record InUse(List<Long> jobs) implements DeleteAnswer {
            public InUse {
                jobs = List.copyOf(jobs);
            }
        }

        /** It is not gone; the sentence says who must act. */
        record Refused(String sentence) implements DeleteAnswer {}
    }

    /** Logs of all attempts. */
    LogArchive logs();

    /**
     * Calls {@code changed} with a job's id after each commit of it, until the result is closed.
     */
    Subscription subscribe(LongConsumer changed);

    /** Whether commands are accepted, and if not, why. */
    Health health();

    /** An interest that can be given up. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * How the control plane is.
     *
     * @param accepting whether it may write
     * @param sentence why not, or that all is well
     * @param live jobs that have not ended
     * @param launching launch slots in use
     */
    record Health(boolean accepting, String sentence, int live, int launching) {}

    /** What came of a submit. */
    sealed interface SubmitAnswer {
        /** The job is durable. */
        record Accepted(StoredJob job, boolean earlier) implements SubmitAnswer {}

        /** It was not taken; the sentence says who must act. */
        record Refused(String sentence) implements SubmitAnswer {}
    }

    /** What came of a cancel. */
    sealed interface CancelAnswer {
        /** The answer for a job that is not live: it has ended, or there is none. */
        static CancelAnswer ofEnded(Optional<StoredJob> job) {
            return job.<CancelAnswer>map(ended -> new TooLate(ended.job().status()))
                    .orElseGet(NotFound::new);
        }

        /** The request is durable; the job is going to end. */
        record Scheduled() implements CancelAnswer {}

        /** The outcome was recorded before; it stays. */
        record TooLate(ManagedJobStatus status) implements CancelAnswer {}

        /** There is no such job. */
        record NotFound() implements CancelAnswer {}

        /** It was not taken; the sentence says who must act. */
        record Refused(String sentence) implements CancelAnswer {}
    }

    /**
     * Why a job is where it is.
     *
     * @param job its id
     * @param sentence the cause, in one sentence
     * @param tasks one entry per task
     */
    record Explanation(long job, String sentence, List<TaskExplanation> tasks) {
        public Explanation {
            tasks = List.copyOf(tasks);
        }

        /** The same with what is being done now, if anything is. */
        Explanation noting(Optional<String> doing) {
            return doing.map(it -> new Explanation(job, sentence + " " + it, tasks)).orElse(this);
        }

        /** The same with what stands in the way of looking after the job, if anything does. */
        Explanation with(@Nullable String trouble) {
            return trouble == null
                    ? this
                    : new Explanation(job, sentence + " Trouble: " + trouble, tasks);
        }
    }

    /**
     * Why a task is where it is.
     *
     * @param status public status
     * @param cause why
     * @param waiting what it waits for
     * @param history what it has behind it
     */
    record TaskExplanation(
            int task,
            String name,
            ManagedJobStatus status,
            Cause cause,
            Wait waiting,
            AttemptHistory history) {}

    /**
     * Why something is as it is.
     *
     * @param code stable reason code
     * @param sentence the cause, in one sentence
     * @param evidence raw facts behind it; may be empty
     * @param since since when it is so
     */
    record Cause(ReasonCode code, String sentence, String evidence, Instant since) {}

    /**
     * What is waited for.
     *
     * @param waitsFor what; empty when it waits for nothing
     * @param unblockedBy what a person could do about it; empty when nobody need do anything
     * @param position place in the queue for a launch, from 1; 0 when it is not in it
     * @param queued how many are in that queue
     * @param nextTry when it is tried again; empty when that depends on something else than time
     */
    record Wait(
            String waitsFor,
            String unblockedBy,
            int position,
            int queued,
            Optional<Instant> nextTry) {
        /** Nothing. */
        public static final Wait NOTHING = new Wait("", "", 0, 0, Optional.empty());

        /** For something that comes by itself. */
        static Wait of(String waitsFor) {
            return new Wait(waitsFor, "", 0, 0, Optional.empty());
        }
    }

    /**
     * What a task has behind it.
     *
     * @param lastLoss the newest attempt whose machines, or whose run on them, were lost
     * @param tried places that are left aside since a launch on them failed, oldest first
     * @param newest the newest attempts, oldest of them first
     * @param earlier how many attempts came before those
     * @param progress the counters
     * @param restartsLeft how many more errors of the user's own are followed by a restart
     */
    record AttemptHistory(
            Optional<Attempt> lastLoss,
            List<Progress.Block> tried,
            List<Attempt> newest,
            int earlier,
            Progress progress,
            int restartsLeft) {
        public AttemptHistory {
            tried = List.copyOf(tried);
            newest = List.copyOf(newest);
        }
    }
}
