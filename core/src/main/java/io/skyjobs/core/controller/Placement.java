package io.skyjobs.core.controller;

import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Resources;

import java.time.Instant;
import java.util.List;

/** Where a task could go now: asks the providers for offers and ranks them. May block. */
public interface Placement {
    /**
     * Ranks the places for a task.
     *
     * @param blocked places to leave aside until their time
     */
    Ranking rank(TaskSpec task, List<Progress.Block> blocked, Instant now);

    /** What came of ranking. */
    sealed interface Ranking {
        /** Places that fit, best first, at least one. */
        record Best(List<Choice> choices) implements Ranking {
            public Best {
                choices = List.copyOf(choices);
            }
        }

        /** Places fit, but none may be tried now. */
        record NotNow(Reason reason) implements Ranking {}

        /** No place can ever fit until the user acts. */
        record Never(Reason reason) implements Ranking {}
    }

    /**
     * A place and the option of the task that it satisfies.
     *
     * @param option index of the option, from 0
     */
    record Choice(Offer offer, int option, Resources resources) {}
}
