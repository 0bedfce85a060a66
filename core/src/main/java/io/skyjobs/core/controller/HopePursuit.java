package io.skyjobs.core.controller;

import io.skyjobs.core.controller.LaunchSlots.Seat;
import io.skyjobs.core.controller.TaskWork.Action;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.spec.JobSpec;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks whether there is another place at all for a task that only a person can help. Used by the
 * mailbox of its job only.
 */
final class HopePursuit {
    private final ControllerCore core;
    private final Works works;
    private final JobSpec spec;
    private final JobProcess process;

    HopePursuit(ControllerCore core, Works works, JobSpec spec, JobProcess process) {
        this.core = core;
        this.works = works;
        this.spec = spec;
        this.process = process;
    }

    /**
     * What only a person can mend is said at once, and not when what is left could be cleared away:
     * that may need the very credentials that are refused.
     */
    void ask(ManagedJob job, int task, TaskState.Recovering state, Instant now) {
        Optional<Reason> shut =
                Stream.of(state.waiting(), state.cause()).filter(Reason::needsUser).findFirst();
        TaskWork work = works.of(task);
        if (shut.isEmpty() || work.isUnderWay(Action.RANK) || !work.mayAskForHope(now)) {
            return;
        }
        Progress.Block here =
                new Progress.Block(
                        state.leftover().orElseThrow().offer().provider(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        now.plus(core.parts().settings().blockFor()),
                        shut.get());
        List<Progress.Block> blocked =
                Stream.concat(state.progress().blocked().stream(), Stream.of(here)).toList();
        Progress.Past past = state.progress().past();
        work.begin(Action.RANK);
        core.actions()
                .rank(
                        new Seat(job.id(), task),
                        spec.tasks().get(task),
                        new Placement.Past(blocked, past.lost(), past.ranOnDemand()),
                        process::post);
    }
}
