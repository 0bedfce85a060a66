package io.skyjobs.core.job;

import io.skyjobs.spi.Offer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a task has behind it, in every state: the counters that budgets are held against, and times.
 *
 * @param attempts how many attempts were begun; the number of the latest
 * @param userErrors failures of the user's own code that count against {@code
 *     max_restarts_on_errors}, all attempts together
 * @param preemptions machines that their provider took back
 * @param infrastructure losses and troubles that are nobody's fault
 * @param capacity launches that failed for want of capacity or quota, since the last success
 * @param recoveries how often it ran again after it had run
 * @param firstStarting when the first attempt was begun
 * @param firstRunning when it first ran
 * @param ran how long it ran, in attempts before the current one
 * @param blocked places not to be tried for a while
 * @param past what the runs before the current one came to
 */
public record Progress(
        int attempts,
        int userErrors,
        int preemptions,
        int infrastructure,
        int capacity,
        int recoveries,
        Optional<Instant> firstStarting,
        Optional<Instant> firstRunning,
        Duration ran,
        List<Block> blocked,
        Past past) {
    /** A run that was over sooner than this died quickly: such runs are restarted ever later. */
    public static final Duration QUICK = Duration.ofMinutes(1);

    /** A task that has done nothing yet. */
    public static final Progress NONE =
            new Progress(
                    0, 0, 0, 0, 0, 0, Optional.empty(), Optional.empty(), Duration.ZERO, List.of());

    /**
     * A place that is not to be tried for a while; an empty part stands for all.
     *
     * @param until when it may be tried again
     */
    public record Block(
            String provider,
            Optional<String> region,
            Optional<String> zone,
            Optional<String> instanceType,
            Optional<Boolean> spot,
            Instant until,
            Reason reason) {}

    /**
     * What the runs before the current one came to.
     *
     * @param recoverableExits runs that ended with a code of {@code recover_on_exit_codes}
     * @param quickDeaths runs in a row that were over within {@link Progress#QUICK}
     * @param lastExit the exit code of the latest run that had a report of its own failure
     * @param lost where machines were lost last
     * @param ranOnDemand whether it has run on a machine that is not spot
     */
    public record Past(
            int recoverableExits,
            int quickDeaths,
            OptionalInt lastExit,
            Optional<Offer> lost,
            boolean ranOnDemand) {
        /** No run is over. */
        public static final Past NONE =
                new Past(0, 0, OptionalInt.empty(), Optional.empty(), false);

        private Past after(JobEvent.AttemptFailed failed, Attempt attempt, Duration ran) {
            ReasonCode code = failed.reason().code();
            return new Past(
                    code == ReasonCode.RECOVERABLE_EXIT ? recoverableExits + 1 : recoverableExits,
                    ran.compareTo(QUICK) < 0 ? quickDeaths + 1 : 0,
                    failed.exitCode().isPresent() ? failed.exitCode() : lastExit,
                    failed.reason().isLoss() ? Optional.of(attempt.offer()) : lost,
                    ranOnDemand);
        }

        private Past onDemand() {
            return ranOnDemand
                    ? this
                    : new Past(recoverableExits, quickDeaths, lastExit, lost, true);
        }
    }

    public Progress {
        blocked = List.copyOf(blocked);
    }

    /** With no run over. */
    public Progress(
            int attempts,
            int userErrors,
            int preemptions,
            int infrastructure,
            int capacity,
            int recoveries,
            Optional<Instant> firstStarting,
            Optional<Instant> firstRunning,
            Duration ran,
            List<Block> blocked) {
        this(
                attempts,
                userErrors,
                preemptions,
                infrastructure,
                capacity,
                recoveries,
                firstStarting,
                firstRunning,
                ran,
                blocked,
                Past.NONE);
    }

    /** Whether it ever ran. */
    public boolean hasRun() {
        return firstRunning.isPresent();
    }

    Progress beginning(int attempt, Instant at) {
        return new Progress(
                attempt,
                userErrors,
                preemptions,
                infrastructure,
                capacity,
                recoveries,
                firstStarting.or(() -> Optional.of(at)),
                firstRunning,
                ran,
                blocked,
                past);
    }

    Progress running(Instant at) {
        return new Progress(
                attempts,
                userErrors,
                preemptions,
                infrastructure,
                0,
                hasRun() ? recoveries + 1 : recoveries,
                firstStarting,
                firstRunning.or(() -> Optional.of(at)),
                ran,
                List.of(),
                past);
    }

    /** Running, on a machine that is spot or not. */
    Progress running(Instant at, boolean spot) {
        Progress next = running(at);
        return spot ? next : next.with(past.onDemand());
    }

    Progress ranFor(Duration more) {
        return new Progress(
                attempts,
                userErrors,
                preemptions,
                infrastructure,
                capacity,
                recoveries,
                firstStarting,
                firstRunning,
                more.isNegative() ? ran : ran.plus(more),
                blocked,
                past);
    }

    /** After a run that failed or was lost, which had run for a while. */
    Progress failed(JobEvent.AttemptFailed failed, Attempt attempt, Duration length) {
        return counting(failed.reason().code())
                .blocking(failed.blocked())
                .with(past.after(failed, attempt, length));
    }

    Progress counting(ReasonCode code) {
        return switch (code) {
            case USER_EXIT, SETUP_EXIT, OUT_OF_MEMORY ->
                    counted(userErrors + 1, preemptions, infrastructure, capacity);
            case PREEMPTED -> counted(userErrors, preemptions + 1, infrastructure, capacity);
            case CAPACITY, QUOTA -> counted(userErrors, preemptions, infrastructure, capacity + 1);
            case NODE_LOST, INFRASTRUCTURE, STORAGE, THROTTLED ->
                    counted(userErrors, preemptions, infrastructure + 1, capacity);
            default -> this;
        };
    }

    Progress blocking(List<Block> places) {
        return new Progress(
                attempts,
                userErrors,
                preemptions,
                infrastructure,
                capacity,
                recoveries,
                firstStarting,
                firstRunning,
                ran,
                places,
                past);
    }

    private Progress with(Past next) {
        return new Progress(
                attempts,
                userErrors,
                preemptions,
                infrastructure,
                capacity,
                recoveries,
                firstStarting,
                firstRunning,
                ran,
                blocked,
                next);
    }

    private Progress counted(int user, int preempted, int machine, int space) {
        return new Progress(
                attempts,
                user,
                preempted,
                machine,
                space,
                recoveries,
                firstStarting,
                firstRunning,
                ran,
                blocked,
                past);
    }
}
