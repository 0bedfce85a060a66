package io.skyjobs.core.bundle;

import io.skyjobs.spi.Infra;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which part of which job a node runs, and what its scripts are told of it.
 *
 * <p>All of it is fixed when the job is submitted, apart from {@link Place} and {@link History}, so
 * that a recovered task sees what it saw before.
 *
 * @param task which task of which job
 * @param submitter who submitted it
 * @param copies its place among copies that were submitted together
 * @param place the cluster and the node
 * @param history what was before
 * @param mounts what the node is to have of object stores, an outer destination before those below
 *     it
 * @param secrets values of the secrets of the job, by name; only those that the task names are used
 */
public record RunContext(
        Task task,
        Submitter submitter,
        Copies copies,
        Place place,
        History history,
        List<NodeMount> mounts,
        Map<String, String> secrets) {
    /**
     * A task of a job.
     *
     * @param jobId id of the managed job
     * @param jobName name of the job
     * @param index index of the task, from 0
     * @param ids {@code SKYPILOT_TASK_ID} of every task, fixed at submit
     */
    public record Task(long jobId, String jobName, int index, List<String> ids) {
        public Task {
            ids = List.copyOf(ids);
            if (index < 0 || index >= ids.size()) {
                throw new IllegalArgumentException(
                        "task " + index + " is not one of " + ids.size() + " tasks");
            }
        }

        /** {@code SKYPILOT_TASK_ID} of the task. */
        public String id() {
            return ids.get(index);
        }
    }

    /**
     * Who submitted a job.
     *
     * @param name user name
     * @param id the user's stable id
     */
    public record Submitter(String name, String id) {}

    /**
     * The place of a job among copies submitted together.
     *
     * @param rank from 0; 0 for a job without copies
     * @param count how many there are, at least 1
     */
    public record Copies(int rank, int count) {
        /** A job that was submitted alone. */
        public static final Copies ALONE = new Copies(0, 1);
    }

    /**
     * What the task has behind it when this attempt begins.
     *
     * @param attempt number of the attempt, from 1
     * @param preemptions machines that were taken back from it so far
     * @param lastExit exit code of the latest attempt that has one of its own; empty when none has
     */
    public record History(long attempt, int preemptions, OptionalInt lastExit) {
        /** The first attempt. */
        public static final History NEW = new History(1, 0, OptionalInt.empty());
    }

    /**
     * A node of a cluster.
     *
     * @param cluster name of the cluster
     * @param infra provider, region and zone of the cluster, as far as it has them
     * @param addresses addresses of all nodes, head first
     * @param rank the node, 0 for the head
     * @param accelerators accelerators of the node; may be a fraction, 0 for none
     */
    public record Place(
            String cluster, Infra infra, List<String> addresses, int rank, double accelerators) {
        public Place {
            addresses = List.copyOf(addresses);
            if (rank < 0 || rank >= addresses.size()) {
                throw new IllegalArgumentException(
                        "node " + rank + " is not one of " + addresses.size() + " nodes");
            }
        }
    }

    /** Of a task that needs nothing of object stores. */
    public RunContext(
            Task task,
            Submitter submitter,
            Copies copies,
            Place place,
            History history,
            Map<String, String> secrets) {
        this(task, submitter, copies, place, history, List.of(), secrets);
    }

    public RunContext {
        mounts = List.copyOf(mounts);
        secrets = Map.copyOf(secrets);
    }

    /** Without the values of secrets, so that no log ever has them. */
    @Override
    public String toString() {
        return "RunContext[" + task + ", " + place + ", attempt " + history.attempt() + "]";
    }
}
