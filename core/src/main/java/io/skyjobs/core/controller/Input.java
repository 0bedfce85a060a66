package io.skyjobs.core.controller;

import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.PreemptionNotices;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Something that arrives in the mailbox of a job. Facts name the attempt they are about. */
sealed interface Input {
    /** Time has passed, or the world may have changed: look at the state and go on. */
    record Wake() implements Input {}

    /** The timer that was set for this instant has rung; else the same as {@link Wake}. */
    record TimerRang(Instant due) implements Input {}

    /** A provider hints that something on the job's cluster changed. */
    record Hint() implements Input {}

    /** Somebody began to read the job's logs. */
    record Attended() implements Input {}

    /** Capacity was freed where a task waits for it. */
    record CapacityFreed() implements Input {}

    /**
     * The user wants the job to end.
     *
     * @param grace how long a run may take to end and to save what it has; zero for not waiting
     */
    record Cancel(String by, Duration grace, Consumer<ControlPlane.CancelAnswer> answer)
            implements Input {}

    /**
     * A launch slot was given to a task.
     *
     * @param standby whether it is for the cluster that is made beforehand
     */
    record SlotGranted(int task, boolean standby) implements Input {}

    /** Places were ranked for a task that has a slot. */
    record Ranked(int task, boolean standby, Placement.Ranking ranking) implements Input {}

    /** A result of an action for what the job has in object stores. */
    sealed interface OfStorage extends Input {
        /** What stands in the way; empty when it was done. */
        Optional<Reason> trouble();
    }

    /**
     * All buckets of the job were looked at.
     *
     * @param missing those that are to be made
     */
    record BucketsSeen(List<StoreUri> missing, Optional<Reason> trouble) implements OfStorage {
        public BucketsSeen {
            missing = List.copyOf(missing);
        }
    }

    /**
     * Buckets were made and files brought there.
     *
     * @param staged whether the files of the submitting machine are in the store
     * @param sent what was to be there
     * @param took how long it took
     * @param note why they are not there, though nothing stands in the way
     */
    record StoragePrepared(
            boolean staged,
            TreeUploads.Sent sent,
            Duration took,
            String note,
            Optional<Reason> trouble)
            implements OfStorage {}

    /**
     * What goes with the job was removed.
     *
     * @param gone the buckets of ours that are gone
     */
    record StorageCleared(List<StoreUri> gone, Optional<Reason> trouble) implements OfStorage {
        public StorageCleared {
            gone = List.copyOf(gone);
        }
    }

    /** An action for storage broke for a reason that is nobody's but ours; it is tried again. */
    record StorageBroke(String sentence) implements OfStorage {
        @Override
        public Optional<Reason> trouble() {
            return Optional.of(new Reason(ReasonCode.STORAGE, sentence, ""));
        }
    }

    /** A result of an action for an attempt. */
    sealed interface OfAttempt extends Input {
        int task();

        int attempt();
    }

    /** The provider answered about a cluster that is being made. */
    record Ensured(int task, int attempt, ClusterView view) implements OfAttempt {}

    /** The provider could not make the cluster. */
    record EnsureFailed(int task, int attempt, ProvisionException trouble) implements OfAttempt {}

    /**
     * The files of the task were placed on all nodes, or could not be.
     *
     * @param providerSays the provider's statement, when a node could not be reached
     */
    record Placed(int task, int attempt, PlacedFiles files, Optional<Statement> providerSays)
            implements OfAttempt {}

    /**
     * The run was started on all nodes, or a node could not be reached.
     *
     * @param providerSays the provider's statement, when a node could not be reached
     */
    record StartAnswered(
            int task, int attempt, Optional<String> trouble, Optional<Statement> providerSays)
            implements OfAttempt {}

    /** How all nodes of a running attempt look. */
    record Sighted(int task, int attempt, Sighting sighting) implements OfAttempt {}

    /**
     * Log bytes were fetched.
     *
     * @param grew whether there were any
     * @param complete whether everything that the nodes hold is stored
     * @param stopping whether something still runs there and was told to end
     */
    record LogsFetched(int task, int attempt, boolean grew, boolean complete, boolean stopping)
            implements OfAttempt {}

    /** The nodes were told that a machine is about to be taken, or could not be. */
    record Warned(int task, int attempt, Optional<String> trouble) implements OfAttempt {}

    /**
     * The runs on what is left of a cluster were ended.
     *
     * @param done whether it is known of every node that nothing of the attempt runs on it
     */
    record Fenced(int task, int attempt, boolean done, String evidence) implements OfAttempt {}

    /**
     * The provider was asked to end a cluster, and then whether it is gone.
     *
     * @param gone whether it said so twice
     * @param goneOnce whether it said so once, and could not be asked a second time
     * @param taken whether it took the request to end it, or was not asked again
     */
    record TerminateAnswered(
            int task,
            int attempt,
            boolean gone,
            boolean goneOnce,
            boolean taken,
            String evidence,
            Optional<Reason> trouble)
            implements OfAttempt {}

    /**
     * An action broke for a reason that is nobody's but ours; it is tried again.
     *
     * @param attempt the attempt that it was for; 0 for the task as a whole
     */
    record ActionBroke(int task, int attempt, TaskWork.Action action, String sentence)
            implements Input {}

    /**
     * What came of placing files.
     *
     * @param nodes how many nodes they were placed on; those that run the attempt already are not
     * @param files how many files a node is given
     * @param bytes how many bytes these have
     * @param took how long it took
     * @param trouble why some node does not have them
     * @param needsUser whether that stays so until the user changes something
     */
    record PlacedFiles(
            int nodes,
            long files,
            long bytes,
            Duration took,
            Optional<String> trouble,
            boolean needsUser) {}

    /**
     * How the nodes of an attempt look.
     *
     * @param nodes by rank; empty where the node could not be asked
     * @param troubles why nodes could not be asked
     * @param notice the most pressing notice that a machine is about to be taken
     * @param providerSays the provider's statement, when it was asked and answered
     */
    record Sighting(
            List<Optional<RunView>> nodes,
            List<String> troubles,
            Optional<PreemptionNotices.Notice> notice,
            Optional<Statement> providerSays) {
        public Sighting {
            nodes = List.copyOf(nodes);
            troubles = List.copyOf(troubles);
        }

        /** The ranks of the nodes that could not be asked. */
        Set<Integer> silent() {
            return IntStream.range(0, nodes.size())
                    .filter(rank -> nodes.get(rank).isEmpty())
                    .boxed()
                    .collect(Collectors.toSet());
        }
    }

    /**
     * What the provider says of a cluster.
     *
     * @param gone whether the cluster or a node of it is gone for good
     * @param survivors whether other nodes of it are up
     * @param confirms whether it says that all of the cluster is there
     */
    record Statement(boolean gone, boolean survivors, boolean confirms, String evidence) {}
}
