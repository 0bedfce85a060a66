package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.ProvisionException;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the controller tells whoever counts and measures. Called from many threads, often and while
 * jobs wait: an implementation returns at once and never throws. No fact names a job, so that what
 * is kept of it stays small.
 */
public interface Telemetry {
    /** Counts nothing. */
    Telemetry NONE = new Telemetry() {};

    /** Tells whom to ask how things stand; once, before anything else. */
    default void standing(Supplier<Census> census) {}

    /** Something happened, and is durable. */
    default void happened(Fact fact) {}

    /**
     * The launch of an attempt is over, and that is durable: its run is through setup on all nodes,
     * or it ended before. Whoever wants to know more reads the store.
     */
    default void launched(Launch launch) {}

    /**
     * A launch that is over.
     *
     * @param over when that was recorded
     */
    record Launch(long job, int task, int attempt, Instant over) {
        /** The launch of an attempt, if it is over. */
        public static Optional<Launch> of(long job, int task, Attempt attempt) {
            return attempt.times()
                    .running()
                    .or(() -> attempt.times().ended())
                    .map(over -> new Launch(job, task, attempt.number(), over));
        }
    }

    /** A call to a provider begins. */
    default Call calling(String provider, Operation operation) {
        return Call.UNNOTICED;
    }

    /** What providers are asked. */
    enum Operation {
        /** To make a cluster, or what is missing of it. */
        ENSURE,
        /** How clusters are. */
        INSPECT,
        /** To end a cluster. */
        TERMINATE,
        /** What there is of ours. */
        LIST
    }

    /** A call to a provider that is under way; one of its methods is called, once. */
    interface Call {
        /** Of which nothing is kept. */
        Call UNNOTICED = new Call() {};

        /** It was answered. */
        default void answered() {}

        /** The provider could not do it. */
        default void refused(ProvisionException trouble) {}

        /** The provider's own code broke. */
        default void broke() {}
    }

    /** What can happen. */
    sealed interface Fact {}

    /** A job was accepted. */
    record JobSubmitted() implements Fact {}

    /** The outcome of a job is known. */
    record JobEnded(ManagedJobStatus status) implements Fact {}

    /**
     * A job runs for the first time.
     *
     * @param after how long after its job was submitted
     */
    record FirstStarted(Duration after) implements Fact {}

    /**
     * A launch is over.
     *
     * @param failure why it came to nothing; empty when the run was started on all nodes
     * @param took since the place was chosen
     */
    record LaunchOver(String provider, Optional<ReasonCode> failure, Duration took)
            implements Fact {}

    /**
     * An attempt that ran is over, and was not cancelled.
     *
     * @param cause why; {@code SUCCEEDED} when it did what it should
     * @param witness whose word it rests on
     * @param noticed how soon that was noticed; empty when this process has not seen it run
     */
    record AttemptOver(
            String provider, ReasonCode cause, Witness witness, Optional<Noticed> noticed)
            implements Fact {}

    /**
     * How soon something was noticed: the time from its sign until it was durable.
     *
     * @param hinted whether the sign was a provider's hint; else it is the last look that found all
     *     in order, so that the true time is shorter
     */
    record Noticed(boolean hinted, Duration within) {}

    /**
     * A task runs again.
     *
     * @param cause why the attempt before ended; empty when an earlier process saw that
     * @param took since the end of that attempt was recorded
     */
    record RanAgain(String provider, Optional<ReasonCode> cause, Optional<Duration> took)
            implements Fact {}

    /** Whose word the end of an attempt rests on. */
    enum Witness {
        /** The run's own report. */
        REPORT,
        /** The provider says that machines are gone, or told us that they would be. */
        PROVIDER,
        /** The node says that it has no such run. */
        NODE,
        /** Nobody could say anything for as long as that may last. */
        NOBODY,
        /** We ended it: a limit of time, or trouble on its nodes. */
        CONTROLLER
    }
}
