package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.life.Oracle.Work;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.TaskSpec;

import java.util.HashMap;
import java.util.Map;

/** Keeps its own count of what each task used up, and objects when the controller's differs. */
final class Budgets {
    private final Map<Work, Integer> runs = new HashMap<>();

    /** Looks at what was written for a task. */
    void written(Work work, TaskSpec spec, ManagedJob old, StoreWrite.Advance write) {
        int users = 0;
        int preempted = 0;
        for (StoreWrite.TaskEvent event : write.events()) {
            if (event.task() != work.task()) {
                continue;
            }
            if (event.event() instanceof JobEvent.RunStarted) {
                int begun = runs.merge(work, 1, Integer::sum);
                boolean once = spec.recovery().strategy() == JobRecovery.Strategy.NONE;
                if (once && begun > 1) {
                    throw new BrokenPromise(4, work + " was run again and is to run once (P-17)");
                }
            }
            ReasonCode code =
                    switch (event.event()) {
                        case JobEvent.AttemptFailed failed -> failed.reason().code();
                        case JobEvent.TaskFailed failed -> failed.reason().code();
                        case JobEvent.LaunchFailed failed -> failed.reason().code();
                        case JobEvent.StandbyDropped dropped -> dropped.reason().code();
                        default -> ReasonCode.SUBMITTED;
                    };
            switch (code) {
                case USER_EXIT, SETUP_EXIT, OUT_OF_MEMORY -> users++;
                case PREEMPTED -> preempted++;
                default -> {}
            }
        }
        Progress before = old.tasks().get(work.task()).progress();
        Progress after = write.next().tasks().get(work.task()).progress();
        check(work, "user errors", after.userErrors() - before.userErrors(), users);
        check(work, "preemptions", after.preemptions() - before.preemptions(), preempted);
        if (after.attempts() < before.attempts()) {
            throw new BrokenPromise(6, work + " counts its attempts down");
        }
    }

    private static void check(Work work, String what, int counted, int right) {
        if (counted != right) {
            throw new BrokenPromise(
                    4,
                    "%s counted %d %s where there were %d (P-15)"
                            .formatted(work, counted, what, right));
        }
    }
}
