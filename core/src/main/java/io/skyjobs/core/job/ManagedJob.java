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
 * @param storage where its files and buckets in object stores stand
 */
public record ManagedJob(
        long id,
        long version,
        Instant submitted,
        List<TaskState> tasks,
        Optional<Cancel> cancel,
        StorageState storage) {
    /** A request to end the job. */
    public record Cancel(Instant at, String by) {}

    public ManagedJob {
        tasks = List.copyOf(tasks);
    }

    /** A job that has nothing in object stores. */
    public ManagedJob(
            long id,
            long version,
            Instant submitted,
            List<TaskState> tasks,
            Optional<Cancel> cancel) {
        this(id, version, submitted, tasks, cancel, new StorageState.None());
    }

    /** A job that was just accepted and has nothing in object stores. */
    public static ManagedJob accepted(long id, List<List<Integer>> needs, Instant at) {
        return accepted(id, needs, false, at);
    }

    /** A job that was just accepted. */
    public static ManagedJob accepted(
            long id, List<List<Integer>> needs, boolean usesStores, Instant at) {
        List<TaskState> states =
                needs.stream().map(of -> JobStateMachine.initial(at, !of.isEmpty())).toList();
        return new ManagedJob(
                id, 1, at, states, Optional.empty(), StorageMachine.initial(usesStores, at));
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
        return storage.isOver() && tasksEnded();
    }

    /** Whether no task has anything left to do; the job's storage may. */
    public boolean tasksEnded() {
        return tasks.stream().allMatch(TaskState.Ended.class::isInstance);
    }

    /** The job after an event of one of its tasks, or of its storage; the version is unchanged. */
    public ManagedJob with(int task, JobEvent event) {
        if (event instanceof JobEvent.OfStorage about) {
            return new ManagedJob(
                    id, version, submitted, tasks, cancel, StorageMachine.next(storage, about));
        }
        List<TaskState> next = new ArrayList<>(tasks);
        next.set(task, JobStateMachine.next(tasks.get(task), event));
        return new ManagedJob(id, version, submitted, next, cancel, storage);
    }

    /** The job with a request for its end noted. */
    public ManagedJob cancelled(Instant at, String by) {
        return new ManagedJob(
                id,
                version,
                submitted,
                tasks,
                cancel.or(() -> Optional.of(new Cancel(at, by))),
                storage);
    }

    /** The job as the next commit stores it. */
    public ManagedJob nextVersion() {
        return new ManagedJob(id, version + 1, submitted, tasks, cancel, storage);
    }
}
