package io.skyjobs.core.job;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that happened to a task; appended to the journal in the transaction that changes the
 * state. Whatever concerns an attempt names its number.
 */
public sealed interface JobEvent {
    /** When it was recorded, by our clock. */
    Instant at();

    /** An event about one attempt. */
    sealed interface OfAttempt extends JobEvent {
        /** Number of the attempt. */
        int attempt();
    }

    /** An event about the attempt whose cluster is made while an earlier one is still there. */
    sealed interface OfStandby extends JobEvent {
        /** Number of the attempt. */
        int attempt();
    }

    /** An event about what the job as a whole has in object stores. */
    sealed interface OfStorage extends JobEvent {}

    /**
     * All buckets were looked at.
     *
     * @param missing those that are not there and are made for the job: the intent before the
     *     effect
     */
    record BucketsPlanned(Instant at, List<StoreUri> missing) implements OfStorage {
        public BucketsPlanned {
            missing = List.copyOf(missing);
        }
    }

    /**
     * The buckets are there and the files in them.
     *
     * @param staged whether the files of the submitting machine are in the store
     * @param files how many files were to be there
     * @param bytes how many bytes these have
     * @param took how long it took to bring them there
     * @param note why the files go from the server to the nodes after all; empty when they do not
     */
    record StorageReady(
            Instant at, boolean staged, long files, long bytes, Duration took, String note)
            implements OfStorage {}

    /**
     * Something stands in the way of preparing or of removing; it is tried again.
     *
     * @param notBefore not before this instant
     */
    record StorageTroubled(Instant at, Reason reason, Instant notBefore) implements OfStorage {}

    /** No task needs what is in the stores any more; what is to go is removed from here on. */
    record StorageUnneeded(Instant at) implements OfStorage {}

    /**
     * Nothing is left in the stores that should not be.
     *
     * @param gone the buckets of ours that were removed
     */
    record StorageRemoved(Instant at, List<StoreUri> gone) implements OfStorage {
        public StorageRemoved {
            gone = List.copyOf(gone);
        }
    }

    /**
     * The job was accepted.
     *
     * @param traceParent the span of whoever submitted it, as a W3C trace context names it; empty
     *     when none was named
     */
    record Submitted(Instant at, Optional<String> traceParent) implements JobEvent {
        /** By somebody who keeps no trace. */
        public Submitted(Instant at) {
            this(at, Optional.empty());
        }
    }

    /** The next try is put off. */
    record Postponed(Instant at, Reason reason, Instant notBefore) implements JobEvent {}

    /**
     * A place was chosen and a cluster of this name is about to be asked for: the intent before the
     * effect.
     */
    record OfferChosen(
            Instant at, int attempt, ClusterName cluster, Offer offer, int option, int nodes)
            implements OfAttempt {}

    /** All nodes of the cluster are up. */
    record ClusterUp(Instant at, int attempt, List<Attempt.Host> hosts) implements OfAttempt {
        public ClusterUp {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * The files of the task are on every node of the attempt.
     *
     * @param nodes how many nodes did not have them yet
     * @param files how many files a node is given
     * @param bytes how many bytes these have
     * @param took how long it took to place them on all nodes
     */
    record FilesPlaced(Instant at, int attempt, int nodes, long files, long bytes, Duration took)
            implements OfAttempt {}

    /** The run was started on every node. */
    record RunStarted(Instant at, int attempt) implements OfAttempt {}

    /** Setup is over on every node. */
    record SetupPassed(Instant at, int attempt) implements OfAttempt {}

    /**
     * The launch came to nothing, and another is to follow.
     *
     * @param blocked all places that are not to be tried for a while
     */
    record LaunchFailed(Instant at, int attempt, Reason reason, List<Progress.Block> blocked)
            implements OfAttempt {
        public LaunchFailed {
            blocked = List.copyOf(blocked);
        }
    }

    /** The run ended with 0 on every node. */
    record RunSucceeded(Instant at, int attempt, String evidence) implements OfAttempt {}

    /**
     * The attempt failed or was lost, and another is to follow.
     *
     * @param notBefore not before this instant
     * @param exitCode what its run exited with, where it had a report
     * @param keeps whether its cluster is to serve the next attempt too
     */
    record AttemptFailed(
            Instant at,
            int attempt,
            Reason reason,
            List<Progress.Block> blocked,
            Instant notBefore,
            OptionalInt exitCode,
            boolean keeps)
            implements OfAttempt {
        public AttemptFailed {
            blocked = List.copyOf(blocked);
        }

        /** Of an attempt that left no exit code, and of whose cluster nothing is kept. */
        public AttemptFailed(
                Instant at,
                int attempt,
                Reason reason,
                List<Progress.Block> blocked,
                Instant notBefore) {
            this(at, attempt, reason, blocked, notBefore, OptionalInt.empty(), false);
        }
    }

    /** The provider says that it will take a machine of the attempt. */
    record NoticeGiven(Instant at, int attempt, Instant until, String evidence)
            implements OfAttempt {}

    /** What was left of the attempt's cluster cannot serve another; it goes as a whole. */
    record SurvivorsLeft(Instant at, int attempt, Reason reason) implements OfAttempt {}

    /**
     * A place was chosen for the next attempt before the current one is gone, and a cluster of this
     * name is about to be asked for.
     */
    record StandbyChosen(
            Instant at, int attempt, ClusterName cluster, Offer offer, int option, int nodes)
            implements OfStandby {}

    /** All nodes of the standby are up. */
    record StandbyUp(Instant at, int attempt, List<Attempt.Host> hosts) implements OfStandby {
        public StandbyUp {
            hosts = List.copyOf(hosts);
        }
    }

    /** The standby came to nothing or is not needed; what there is of it is cleared away. */
    record StandbyDropped(Instant at, int attempt, Reason reason, List<Progress.Block> blocked)
            implements OfStandby {
        public StandbyDropped {
            blocked = List.copyOf(blocked);
        }
    }

    /** The provider says that nothing is left of the standby's cluster. */
    record StandbyGone(Instant at, int attempt, String evidence) implements OfStandby {}

    /** The task failed for good; an attempt that is live ends with it. */
    record TaskFailed(Instant at, Reason reason) implements JobEvent {}

    /** The task has nothing to run and so succeeded. */
    record NothingToRun(Instant at) implements JobEvent {}

    /**
     * The user wants it to end.
     *
     * @param graceUntil until when a run may save what it has; empty when that is not waited for
     */
    record CancelRequested(Instant at, String by, Optional<Instant> graceUntil)
            implements JobEvent {
        /** Without waiting for what the run may still save. */
        public CancelRequested(Instant at, String by) {
            this(at, by, Optional.empty());
        }
    }

    /** A cancelled run ended and saved what it had, or has no more time to. */
    record GraceOver(Instant at, int attempt, String evidence) implements OfAttempt {}

    /** It is not going to run, because an earlier task of the job did not succeed. */
    record Skipped(Instant at, Reason reason) implements JobEvent {}

    /** All that can be had of an attempt's logs is stored. */
    record LogsKept(Instant at, int attempt) implements OfAttempt {}

    /** The provider says that nothing is left of an attempt's cluster. */
    record ClusterGone(Instant at, int attempt, String evidence) implements OfAttempt {}

    /** Something stands in the way of clearing an attempt away; it is tried again. */
    record CleanupTroubled(Instant at, int attempt, Reason reason) implements OfAttempt {}
}
