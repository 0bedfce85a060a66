package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.TaskState;

import java.util.ArrayList;
import java.util.List;

/** Which attempts changed with an event, as their rows are to be stored. Pure. */
final class AttemptLife {
    private AttemptLife() {}

    static List<Attempt> changed(TaskState before, JobEvent event, TaskState after) {
        List<Attempt> changed = new ArrayList<>(2);
        boolean over =
                event instanceof JobEvent.ClusterGone
                        // The next attempt pays from here on for what is left of the cluster.
                        || (event instanceof JobEvent.OfferChosen
                                && before instanceof TaskState.Recovering);
        if (over) {
            before.liveAttempt().ifPresent(it -> changed.add(it.terminated(event.at())));
        }
        if (event instanceof JobEvent.StandbyGone) {
            before.standby().ifPresent(it -> changed.add(it.attempt().terminated(event.at())));
        }
        if (!over || after instanceof TaskState.Starting) {
            after.liveAttempt().ifPresent(changed::add);
        }
        after.standby().ifPresent(it -> changed.add(it.attempt()));
        return changed;
    }
}
