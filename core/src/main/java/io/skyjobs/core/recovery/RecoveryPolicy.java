package io.skyjobs.core.recovery;

import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.spec.JobRecovery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether another attempt follows one that failed or was lost. Pure: the same facts always
 * give the same verdict.
 *
 * <p>Runs that die quickly one after another are restarted ever later, but never given up for that
 * alone: what makes them die may be a service that comes back. Who wants an end sets {@code
 * max_restarts_on_errors} or {@code max_duration}.
 */
public final class RecoveryPolicy {
    /** So many quick deaths in a row are called a crash loop. */
    public static final int CRASH_LOOP = 10;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private RecoveryPolicy() {}

    /**
     * What the policy must know of a task at the end of a run.
     *
     * @param userErrors failures of the user's own code that counted, before this one
     * @param quickDeaths runs in a row that died quickly, up to the one before this
     * @param ran how long this run lasted
     */
    public record History(int userErrors, int quickDeaths, Duration ran) {
        private int deathsInARow() {
            return ran.compareTo(Progress.QUICK) < 0 ? quickDeaths + 1 : 0;
        }
    }

    /**
     * What came of a run that failed by its own doing.
     *
     * @param reason why, in the words that are shown
     * @param again how long to wait before another attempt; empty for none
     */
    public record Verdict(Reason reason, Optional<Duration> again) {}

    /**
     * The verdict on a run whose own processes failed.
     *
     * @param exitCodes one per node, as far as they are known
     */
    public static Verdict onUserFailure(
            JobRecovery recovery, History history, Reason reason, List<Integer> exitCodes) {
        if (recovery.strategy() == JobRecovery.Strategy.NONE) {
            return new Verdict(reason, Optional.empty());
        }
        if (exitCodes.stream().anyMatch(recovery.recoverOnExitCodes()::contains)) {
            String sentence =
                    "Exit code(s) "
                            + exitCodes
                            + " matched recover_on_exit_codes "
                            + recovery.recoverOnExitCodes()
                            + ".";
            return again(
                    new Reason(ReasonCode.RECOVERABLE_EXIT, sentence, reason.evidence()), history);
        }
        if (history.userErrors() >= recovery.maxRestartsOnErrors()) {
            return new Verdict(reason, Optional.empty());
        }
        String sentence =
                reason.sentence()
                        + " Restarting the job (restart "
                        + (history.userErrors() + 1)
                        + " of "
                        + recovery.maxRestartsOnErrors()
                        + " on errors).";
        return again(new Reason(reason.code(), sentence, reason.evidence()), history);
    }

    /** The verdict on an attempt whose machines were lost. */
    public static Verdict onLoss(JobRecovery recovery, History history, Reason reason) {
        if (recovery.strategy() == JobRecovery.Strategy.NONE) {
            return new Verdict(reason, Optional.empty());
        }
        return new Verdict(reason, Optional.of(delay(history.deathsInARow())));
    }

    private static Verdict again(Reason reason, History history) {
        int deaths = history.deathsInARow();
        Duration delay = delay(deaths);
        if (deaths < CRASH_LOOP) {
            return new Verdict(reason, Optional.of(delay));
        }
        String sentence =
                reason.sentence()
                        + " Crash loop: "
                        + deaths
                        + " runs in a row ended within "
                        + Progress.QUICK.toMinutes()
                        + " minute, so the next one starts after a wait of "
                        + delay.toSeconds()
                        + " seconds.";
        return new Verdict(
                new Reason(reason.code(), sentence, reason.evidence()), Optional.of(delay));
    }

    /** Nothing after the first quick death, then doubling from a second to five minutes. */
    private static Duration delay(int deaths) {
        if (deaths <= 1) {
            return Duration.ZERO;
        }
        Duration grown = FIRST_DELAY.multipliedBy(1L << Math.min(deaths - 2, 20));
        return grown.compareTo(LONGEST_DELAY) < 0 ? grown : LONGEST_DELAY;
    }
}
