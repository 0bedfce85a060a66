package io.skyjobs.core.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;

/**
 * The timers of one job that are set; each was set because none would ring as early, so there are
 * never more than what is due at different times. Used by the mailbox of its job only.
 */
final class WakeTimes {
    private final ControllerCore core;
    private final JobProcess process;
    private final TreeSet<Instant> set = new TreeSet<>();

    WakeTimes(ControllerCore core, JobProcess process) {
        this.core = core;
        this.process = process;
    }

    /** Sees that something rings by then. */
    void set(Instant due, Instant now) {
        // One that rings earlier asks again what is due, so it stands for this one too.
        if (set.floor(due) != null) {
            return;
        }
        set.add(due);
        core.parts()
                .timers()
                .after(Duration.between(now, due), () -> process.post(new Input.TimerRang(due)));
    }

    /** Notes that one has rung. */
    void rang(Instant due) {
        set.remove(due);
    }
}
