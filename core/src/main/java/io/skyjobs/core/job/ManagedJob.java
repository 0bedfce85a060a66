package io.skyjobs.core.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The durable life of one job: its tasks' states and what concerns the job as a whole.
 *
 * @param id from 1, given by the store, never reused
 * @param version grows by one with every commit; a commit names the version it has seen
 * @param submitted when it was accepted
 * @param tasks by task index
 * @param cancel who asked for its end and when, once somebody did
 */
public record ManagedJob(
        long id, long version, Instant submitted, List<TaskState> tasks, Optional<Cancel> cancel) {
    /** A request to end the job. */
    public record Cancel(Instant at, String by) {}

    public ManagedJob {
        tasks = List.copyOf(tasks);
    }

    /** A job that was just accepted. */
    public static ManagedJob accepted(long id, List<List<Integer>> needs, Instant at) {
        List<TaskState> states =
                needs.stream().map(of -> JobStateMachine.initial(at, !of.isEmpty())).toList();
        return new ManagedJob(id, 1, at, states, Optional.empty());
    }

    /** The public status: one function of the tasks' statuses. */
    public ManagedJobStatus status() {
        // Of one task the rule says its own status; most jobs have one, and the queue asks for all.
        return tasks.size() == 1
                ? tasks.getFirst().status()
                : ManagedJobStatus.ofTasks(tasks.stream().map(TaskState::status).toList());
    }

    /** Whether nothing is left to do or to pay for. */
    public boolean ended() {
        return tasks.stream().allMatch(TaskState.Ended.class::isInstance);
    }

    /** The job after an event of one of its tasks, with the version unchanged. */
    public ManagedJob with(int task, JobEvent event) {
        List<TaskState> next = new ArrayList<>(tasks);
        next.set(task, JobStateMachine.next(tasks.get(task), event));
        return new ManagedJob(id, version, submitted, next, cancel);
    }

    /** The job with a request for its end noted. */
    public ManagedJob cancelled(Instant at, String by) {
        return new ManagedJob(
                id, version, submitted, tasks, cancel.or(() -> Optional.of(new Cancel(at, by))));
    }

    /** The job as the next commit stores it. */
    public ManagedJob nextVersion() {
        return new ManagedJob(id, version + 1, submitted, tasks, cancel);
    }
}
