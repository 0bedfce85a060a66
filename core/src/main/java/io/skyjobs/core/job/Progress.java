package io.skyjobs.core.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a task has behind it, in every state: the counters that budgets are held against, and times.
 *
 * @param attempts how many attempts were begun; the number of the latest
 * @param userErrors failures of the user's own code, all attempts together
 * @param preemptions machines that their provider took back
 * @param infrastructure losses and troubles that are nobody's fault
 * @param capacity launches that failed for want of capacity or quota, since the last success
 * @param recoveries how often it ran again after it had run
 * @param firstStarting when the first attempt was begun
 * @param firstRunning when it first ran
 * @param ran how long it ran, in attempts before the current one
 * @param blocked places not to be tried for a while
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
        List<Block> blocked) {
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

    public Progress {
        blocked = List.copyOf(blocked);
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
                blocked);
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
                List.of());
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
                blocked);
    }

    Progress counting(ReasonCode code) {
        return switch (code) {
            case USER_EXIT, SETUP_EXIT, OUT_OF_MEMORY ->
                    counted(userErrors + 1, preemptions, infrastructure, capacity);
            case PREEMPTED -> counted(userErrors, preemptions + 1, infrastructure, capacity);
            case CAPACITY, QUOTA -> counted(userErrors, preemptions, infrastructure, capacity + 1);
            default -> counted(userErrors, preemptions, infrastructure + 1, capacity);
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
                places);
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
                blocked);
    }
}
