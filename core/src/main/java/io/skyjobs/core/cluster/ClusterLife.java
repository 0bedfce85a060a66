package io.skyjobs.core.cluster;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.TaskState;

import java.util.Optional;

/** What an event of a task means for the cluster of its attempt: a pure function. */
public final class ClusterLife {
    private ClusterLife() {}

    /**
     * The record of the cluster that changed with an event, or empty when none did.
     *
     * @param before the task's state before the event
     * @param event the event
     * @param after the task's state after it
     */
    public static Optional<ClusterRecord> changed(
            long job, int task, TaskState before, JobEvent event, TaskState after) {
        if (event instanceof JobEvent.ClusterGone gone) {
            return before.liveAttempt()
                    .map(
                            old ->
                                    record(
                                            job,
                                            task,
                                            old,
                                            new ClusterState.Gone(gone.at(), gone.evidence())));
        }
        if (after instanceof TaskState.Starting starting) {
            ClusterState state =
                    starting.up() ? new ClusterState.Up(event.at()) : new ClusterState.Requested();
            return Optional.of(record(job, task, starting.attempt(), state));
        }
        boolean leaving =
                after instanceof TaskState.Recovering || after instanceof TaskState.Finishing;
        boolean wasLive =
                before instanceof TaskState.Starting || before instanceof TaskState.Running;
        return leaving && wasLive
                ? after.liveAttempt()
                        .map(
                                old ->
                                        record(
                                                job,
                                                task,
                                                old,
                                                new ClusterState.Terminating(event.at())))
                : Optional.empty();
    }

    private static ClusterRecord record(long job, int task, Attempt attempt, ClusterState state) {
        return new ClusterRecord(
                attempt.cluster(),
                new ClusterOwner.OfAttempt(job, task, attempt.number()),
                attempt.offer(),
                attempt.nodes(),
                attempt.times().requested(),
                state);
    }
}
