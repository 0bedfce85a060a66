package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.TaskState;

import org.jspecify.annotations.Nullable;

/**
 * What is under way for the tasks of one job: for the attempt that is live, and for the one whose
 * cluster is made beforehand. Used by the mailbox of its job only.
 */
final class Works {
    private final @Nullable TaskWork[] live;
    private final @Nullable TaskWork[] standby;

    Works(int tasks) {
        this.live = new TaskWork[tasks];
        this.standby = new TaskWork[tasks];
    }

    int tasks() {
        return live.length;
    }

    /** Of the live attempt, and of the task as a whole. */
    TaskWork of(int task) {
        return in(live, task);
    }

    /** Of the attempt that an answer is about. */
    TaskWork of(int task, int attempt) {
        TaskWork beforehand = standby[task];
        return beforehand != null && beforehand.attempt() == attempt ? beforehand : of(task);
    }

    TaskWork ofStandby(int task) {
        return in(standby, task);
    }

    /** Follows a change of state: a standby may have taken over, or be gone, or all may be over. */
    void moved(int task, TaskState before, TaskState after) {
        int waiting = before.standby().map(it -> it.attempt().number()).orElse(-1);
        if (after.liveAttempt().map(Attempt::number).orElse(0) == waiting) {
            live[task] = ofStandby(task);
            standby[task] = null;
        } else if (after.standby().isEmpty() && before.standby().isPresent()) {
            standby[task] = null;
        }
        if (after instanceof TaskState.Ended) {
            live[task] = null;
            standby[task] = null;
        }
    }

    private static TaskWork in(@Nullable TaskWork[] works, int task) {
        TaskWork work = works[task];
        if (work == null) {
            work = new TaskWork();
            works[task] = work;
        }
        return work;
    }
}
