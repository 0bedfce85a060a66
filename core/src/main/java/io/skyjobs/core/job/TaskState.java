package io.skyjobs.core.job;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a task stands, with exactly the facts that this state has. Made only by {@link
 * JobStateMachine}.
 */
public sealed interface TaskState {
    /** What it has behind it. */
    Progress progress();

    /** The attempt that still has, or may have, something running or to be paid for. */
    default Optional<Attempt> liveAttempt() {
        return Optional.empty();
    }

    /** The next attempt's cluster that is made while an earlier attempt is still there. */
    default Optional<Standby> standby() {
        return Optional.empty();
    }

    /** The public name of the state. */
    ManagedJobStatus status();

    /**
     * Nothing was launched, or the last launch came to nothing and was cleared away.
     *
     * @param waiting what it waits for
     * @param notBefore the earliest instant of the next try
     */
    record Pending(Progress progress, Reason waiting, Instant notBefore) implements TaskState {
        @Override
        public ManagedJobStatus status() {
            return ManagedJobStatus.PENDING;
        }
    }

    /**
     * A cluster is being made, or the run on it is about to be started.
     *
     * @param up whether the nodes are there and only the run is missing
     */
    record Starting(Progress progress, Attempt attempt, boolean up) implements TaskState {
        @Override
        public Optional<Attempt> liveAttempt() {
            return Optional.of(attempt);
        }

        @Override
        public ManagedJobStatus status() {
            return progress.hasRun() ? ManagedJobStatus.RECOVERING : ManagedJobStatus.STARTING;
        }
    }

    /**
     * The run was started on every node; its setup counts as running.
     *
     * @param pastSetup whether setup is over on all nodes
     * @param notice that the provider is about to take a machine, once it said so
     * @param standby the cluster that is to take over, once it is asked for
     */
    record Running(
            Progress progress,
            Attempt attempt,
            boolean pastSetup,
            Optional<Notice> notice,
            Optional<Standby> standby)
            implements TaskState {
        /** Nothing is known that would end it. */
        public Running(Progress progress, Attempt attempt, boolean pastSetup) {
            this(progress, attempt, pastSetup, Optional.empty(), Optional.empty());
        }

        @Override
        public Optional<Attempt> liveAttempt() {
            return Optional.of(attempt);
        }

        @Override
        public ManagedJobStatus status() {
            return ManagedJobStatus.RUNNING;
        }
    }

    /**
     * An attempt came to nothing and another is to follow.
     *
     * @param leftover the attempt that is being cleared away; empty once nothing is left of it
     * @param logsKept whether all that can be had of the leftover's logs is stored
     * @param keeps whether the leftover's cluster is to serve the next attempt too, with new nodes
     *     in the place of lost ones
     * @param standby the cluster that is to take over, if one was asked for
     * @param cause why the attempt ended
     * @param waiting what it waits for now
     * @param notBefore the earliest instant of the next try
     */
    record Recovering(
            Progress progress,
            Optional<Attempt> leftover,
            boolean logsKept,
            boolean keeps,
            Optional<Standby> standby,
            Reason cause,
            Reason waiting,
            Instant notBefore)
            implements TaskState {
        /** Without anything kept or made beforehand. */
        public Recovering(
                Progress progress,
                Optional<Attempt> leftover,
                boolean logsKept,
                Reason cause,
                Reason waiting,
                Instant notBefore) {
            this(progress, leftover, logsKept, false, Optional.empty(), cause, waiting, notBefore);
        }

        @Override
        public Optional<Attempt> liveAttempt() {
            return leftover;
        }

        @Override
        public ManagedJobStatus status() {
            return progress.hasRun() ? ManagedJobStatus.RECOVERING : ManagedJobStatus.STARTING;
        }
    }

    /**
     * The outcome is known and shown; logs and machines are still to be taken care of.
     *
     * @param leftover the attempt that is being cleared away; empty when there is nothing to clear
     * @param standby a cluster that was to take over and is being cleared away too
     */
    record Finishing(
            Progress progress,
            Optional<Attempt> leftover,
            Outcome outcome,
            Cleanup cleanup,
            Optional<Standby> standby)
            implements TaskState {
        /** Without a standby. */
        public Finishing(
                Progress progress, Optional<Attempt> leftover, Outcome outcome, Cleanup cleanup) {
            this(progress, leftover, outcome, cleanup, Optional.empty());
        }

        @Override
        public Optional<Attempt> liveAttempt() {
            return leftover;
        }

        @Override
        public ManagedJobStatus status() {
            return outcome.kind() == Outcome.Kind.CANCELLED
                    ? ManagedJobStatus.CANCELLING
                    : ManagedJobStatus.ofOutcome(outcome);
        }
    }

    /** Nothing is left to do or to pay for. */
    record Ended(Progress progress, Outcome outcome) implements TaskState {
        @Override
        public ManagedJobStatus status() {
            return ManagedJobStatus.ofOutcome(outcome);
        }
    }

    /**
     * That the provider is about to take a machine.
     *
     * @param until when it is taken, by our clock
     * @param evidence the provider's own words
     */
    record Notice(Instant until, String evidence) {}

    /**
     * A cluster that is made while the attempt before it is still there. Nothing is started on it
     * until nothing is left of that one.
     *
     * @param attempt the next attempt
     * @param up whether all of its nodes are there
     * @param discarded whether it is not to be used and is being cleared away
     */
    record Standby(Attempt attempt, boolean up, boolean discarded) {
        /** Whether it is still being made, to be used. */
        public boolean isMade() {
            return !up && !discarded;
        }

        Standby discard(Reason why, Instant at) {
            return discarded ? this : new Standby(attempt.ended(why, at), up, true);
        }
    }

    /**
     * How far the clearing away has come; it never touches the outcome.
     *
     * @param logsKept whether all that can be had of the logs is stored
     * @param clusterGone whether the provider said that nothing is left
     * @param trouble what stands in the way, when something does
     * @param graceUntil until when the run may end and save what it has, while it is waited for
     */
    record Cleanup(
            boolean logsKept,
            boolean clusterGone,
            Optional<Reason> trouble,
            Optional<Instant> graceUntil) {
        /** Of a run that is not waited for. */
        public Cleanup(boolean logsKept, boolean clusterGone, Optional<Reason> trouble) {
            this(logsKept, clusterGone, trouble, Optional.empty());
        }

        /** Everything is still to be done. */
        public static final Cleanup OPEN = new Cleanup(false, false, Optional.empty());

        /** There was nothing to do. */
        public static final Cleanup NOTHING = new Cleanup(true, true, Optional.empty());

        /** Whether nothing is left to do. */
        public boolean done() {
            return logsKept && clusterGone;
        }
    }
}
