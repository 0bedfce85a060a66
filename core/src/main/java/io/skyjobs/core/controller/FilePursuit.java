package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.controller.TaskWork.Action;

import java.time.Instant;
import java.util.Optional;

/**
 * Sees that files are on the nodes before a run is started. Used by the mailbox of its job only.
 */
final class FilePursuit {
    private final ControllerCore core;
    private final Works works;
    private final WakeTimes timers;
    private final JobProcess process;

    FilePursuit(ControllerCore core, Works works, WakeTimes timers, JobProcess process) {
        this.core = core;
        this.works = works;
        this.timers = timers;
        this.process = process;
    }

    /** Begins to place the files of a part, unless that is under way or not due. */
    void place(Part part, Instant now) {
        TaskWork work = works.of(part.task());
        if (work.begun(part.attempt().number(), Action.PLACE, now, timers)) {
            work.placing(core.actions().place(part, process::post));
        }
    }

    /** Since when a launch could go on, as far as files are concerned. */
    Optional<Instant> since(Input input) {
        return switch (input) {
            case Input.Placed placed -> works.of(placed.task()).unplacedSince();
            case Input.StartAnswered started -> works.of(started.task()).placedAt();
            default -> Optional.empty();
        };
    }
}
