package io.skyjobs.core.controller;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.StoreWrite.TaskEvent;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Sees to what a job has in object stores: that it is there before a task starts, and gone when the
 * job is over. Used by the mailbox of its job only.
 */
final class StoragePursuit {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final ControllerCore core;
    private final WakeTimes timers;
    private final JobProcess process;
    private final JobSpec spec;
    private Step step = Step.NONE;
    private boolean stopping;
    private Runnable stop = () -> {};
    private int tries;
    private Instant due = Instant.MIN;
    private final AtomicLong moved = new AtomicLong();

    /** What is under way. */
    private enum Step {
        NONE,
        PREPARE,
        CLEAR
    }

    StoragePursuit(ControllerCore core, WakeTimes timers, JobProcess process, JobSpec spec) {
        this.core = core;
        this.timers = timers;
        this.process = process;
        this.spec = spec;
    }

    /** What follows from an answer; often nothing. */
    List<TaskEvent> on(Input.OfStorage answer, ManagedJob job, Instant now) {
        boolean late = step == Step.PREPARE && job.storage() instanceof StorageState.Removing;
        step = Step.NONE;
        stopping = false;
        stop = () -> {};
        core.storage().noted(job.id(), Optional.empty());
        if (late) {
            tries = 0;
            due = Instant.MIN;
            return List.of();
        }
        Optional<Reason> trouble = answer.trouble();
        if (trouble.isPresent()) {
            tries++;
            due = now.plus(pause());
            return onTrouble(trouble.get(), job, now);
        }
        tries = 0;
        due = Instant.MIN;
        return switch (answer) {
            case Input.BucketsSeen seen ->
                    ofPreparing(job)
                            .filter(state -> state.planned().isEmpty())
                            .map(it -> of(new JobEvent.BucketsPlanned(now, seen.missing())))
                            .orElse(List.of());
            case Input.StoragePrepared done ->
                    ofPreparing(job)
                            .map(
                                    it ->
                                            of(
                                                    new JobEvent.StorageReady(
                                                            now,
                                                            done.staged(),
                                                            done.sent().files(),
                                                            done.sent().bytes(),
                                                            done.took(),
                                                            done.note())))
                            .orElse(List.of());
            case Input.StorageCleared cleared ->
                    job.storage() instanceof StorageState.Removing
                            ? of(new JobEvent.StorageRemoved(now, cleared.gone()))
                            : List.of();
            case Input.StorageBroke broke -> List.of();
        };
    }

    private static Optional<StorageState.Preparing> ofPreparing(ManagedJob job) {
        return job.storage() instanceof StorageState.Preparing preparing
                ? Optional.of(preparing)
                : Optional.empty();
    }

    private static List<TaskEvent> of(JobEvent.OfStorage event) {
        return List.of(new TaskEvent(-1, event));
    }

    private Duration pause() {
        Duration grown = FIRST_WAIT.multipliedBy(1L << Math.min(tries - 1, 6));
        return grown.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : grown;
    }

    private List<TaskEvent> onTrouble(Reason reason, ManagedJob job, Instant now) {
        return switch (job.storage()) {
            case StorageState.Preparing preparing when reason.needsUser() -> {
                List<TaskEvent> failed = new ArrayList<>();
                for (int task = 0; task < job.tasks().size(); task++) {
                    if (Deadlines.outcome(job.tasks().get(task)).isEmpty()) {
                        failed.add(new TaskEvent(task, new JobEvent.TaskFailed(now, reason)));
                    }
                }
                yield failed;
            }
            case StorageState.Preparing preparing ->
                    preparing.waiting().equals(reason)
                            ? List.of()
                            : of(new JobEvent.StorageTroubled(now, reason, due));
            case StorageState.Removing removing ->
                    removing.trouble().equals(Optional.of(reason))
                            ? List.of()
                            : of(new JobEvent.StorageTroubled(now, reason, due));
            case StorageState.None none -> List.of();
            case StorageState.Ready ready -> List.of();
            case StorageState.Removed removed -> List.of();
        };
    }

    /** What follows once no task has anything left to do. */
    static List<TaskEvent> followUps(ManagedJob job, Instant now) {
        boolean unneeded =
                job.tasks().stream().allMatch(TaskState.Ended.class::isInstance)
                        && (job.storage() instanceof StorageState.Preparing
                                || job.storage() instanceof StorageState.Ready);
        return unneeded ? of(new JobEvent.StorageUnneeded(now)) : List.of();
    }

    /** Begins what is due, unless something is under way. */
    void pursue(ManagedJob job, Instant now) {
        switch (job.storage()) {
            case StorageState.None none -> {}
            case StorageState.Ready ready -> {}
            case StorageState.Removed removed -> {}
            case StorageState.Preparing preparing -> {
                if (isDue(now)) {
                    begin(
                            Step.PREPARE,
                            preparing.planned().isEmpty()
                                    ? () -> actions().look(spec)
                                    : () -> make(job.id(), preparing.planned().get()));
                }
            }
            case StorageState.Removing removing -> {
                if (step == Step.PREPARE && !stopping) {
                    // What was being made may still be appearing: first it has to stop.
                    stopping = true;
                    stop.run();
                } else if (isDue(now)) {
                    begin(
                            Step.CLEAR,
                            () ->
                                    actions()
                                            .clear(
                                                    job.id(),
                                                    spec,
                                                    it ->
                                                            core.storage()
                                                                    .isUsedByOthers(it, job.id())));
                }
            }
        }
    }

    private Input make(long job, List<StoreUri> planned) {
        moved.set(0);
        return actions()
                .make(
                        spec,
                        planned,
                        bytes -> {
                            long done = moved.addAndGet(bytes);
                            core.storage().noted(job, Optional.of(progress(done)));
                        });
    }

    private static String progress(long bytes) {
        return "Uploading its files: " + (bytes >> 20) + " MiB done.";
    }

    private boolean isDue(Instant now) {
        if (step != Step.NONE) {
            return false;
        }
        if (due.isAfter(now)) {
            timers.set(due, now);
            return false;
        }
        return true;
    }

    private StorageActions actions() {
        return core.storage().actions();
    }

    private void begin(Step kind, Supplier<Input> act) {
        step = kind;
        long job = process.job().id();
        stop = actions().begin(() -> StorageActions.guarded(process::post, job, act));
    }
}
