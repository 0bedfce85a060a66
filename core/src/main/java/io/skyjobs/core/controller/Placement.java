package io.skyjobs.core.controller;

import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Resources;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a task could go now: asks the providers for offers and ranks them. May block. */
public interface Placement {
    /** Ranks the places for a task. */
    Ranking rank(TaskSpec task, Past past, Instant now);

    /**
     * Tells that machines were lost on a place: from now on no task goes there again for a while,
     * as long as another place fits. Told twice of one loss, it counts once. Does not block.
     *
     * @param offer where the attempt was
     * @param at when the loss was recorded, by our clock
     */
    void lost(Offer offer, Instant at);

    /**
     * What a task has behind it that bears on where it goes next.
     *
     * @param blocked places to leave aside until their time
     * @param lost where machines of it were lost last
     * @param ranOnDemand whether it has run on machines that are not spot
     */
    record Past(List<Progress.Block> blocked, Optional<Offer> lost, boolean ranOnDemand) {
        /** Nothing was launched yet. */
        public static final Past NONE = new Past(List.of(), Optional.empty(), false);

        public Past {
            blocked = List.copyOf(blocked);
        }
    }

    /** What came of ranking. */
    sealed interface Ranking {
        /**
         * Places that fit.
         *
         * @param choices best first, at least one
         * @param why why the first is the best, in sentences for people; may be empty
         */
        record Best(List<Choice> choices, String why) implements Ranking {
            public Best {
                choices = List.copyOf(choices);
            }
        }

        /**
         * Places fit, but none may be tried now.
         *
         * @param sharedAgain when the first machine or pool that is shared, and costs nothing to
         *     ask, is left aside no longer
         */
        record NotNow(Reason reason, Optional<Instant> sharedAgain) implements Ranking {
            /** Without a shared place. */
            public NotNow(Reason reason) {
                this(reason, Optional.empty());
            }
        }

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
