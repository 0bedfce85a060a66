package io.skyjobs.core.cluster;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.TaskState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an event of a task means for the clusters of its attempts: a pure function. */
public final class ClusterLife {
    private ClusterLife() {}

    /**
     * The records of the clusters that changed with an event; often none.
     *
     * @param of the task
     * @param before its state before the event
     * @param after its state after it
     */
    public static List<ClusterRecord> changed(
            OfTask of, TaskState before, JobEvent event, TaskState after) {
        List<ClusterRecord> changed = new ArrayList<>(2);
        changedByAttempt(of, before, event, after).ifPresent(changed::add);
        changedByStandby(of, before, event, after).ifPresent(changed::add);
        return changed;
    }

    /** A task of a job. */
    public record OfTask(long job, int task) {}

    private static Optional<ClusterRecord> changedByAttempt(
            OfTask of, TaskState before, JobEvent event, TaskState after) {
        if (event instanceof JobEvent.OfStandby) {
            return Optional.empty();
        }
        if (event instanceof JobEvent.ClusterGone gone) {
            return before.liveAttempt()
                    .map(old -> record(of, old, new ClusterState.Gone(gone.at(), gone.evidence())));
        }
        if (after instanceof TaskState.Starting starting) {
            ClusterState state =
                    starting.up() ? new ClusterState.Up(event.at()) : new ClusterState.Requested();
            return Optional.of(record(of, starting.attempt(), state));
        }
        return mayStay(before) && !mayStay(after)
                ? after.liveAttempt()
                        .map(old -> record(of, old, new ClusterState.Terminating(event.at())))
                : Optional.empty();
    }

    /** Whether the cluster of the live attempt is not about to go. */
    private static boolean mayStay(TaskState state) {
        return state instanceof TaskState.Starting
                || state instanceof TaskState.Running
                || (state instanceof TaskState.Recovering recovering && recovering.keeps());
    }

    private static Optional<ClusterRecord> changedByStandby(
            OfTask of, TaskState before, JobEvent event, TaskState after) {
        if (event instanceof JobEvent.StandbyGone gone) {
            return before.standby()
                    .map(
                            old ->
                                    record(
                                            of,
                                            old.attempt(),
                                            new ClusterState.Gone(gone.at(), gone.evidence())));
        }
        return after.standby()
                .filter(now -> !after.standby().equals(before.standby()))
                .map(now -> record(of, now.attempt(), state(now, event)));
    }

    private static ClusterState state(TaskState.Standby standby, JobEvent event) {
        if (standby.discarded()) {
            return new ClusterState.Terminating(event.at());
        }
        return standby.up() ? new ClusterState.Up(event.at()) : new ClusterState.Requested();
    }

    private static ClusterRecord record(OfTask of, Attempt attempt, ClusterState state) {
        return new ClusterRecord(
                attempt.cluster(),
                new ClusterOwner.OfAttempt(of.job(), of.task(), attempt.number()),
                attempt.offer(),
                attempt.nodes(),
                attempt.times().requested(),
                state);
    }
}
