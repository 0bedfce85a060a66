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
 */
public final class RecoveryPolicy {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private RecoveryPolicy() {}

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
            JobRecovery recovery, Progress progress, Reason reason, List<Integer> exitCodes) {
        if (recovery.strategy() == JobRecovery.Strategy.NONE) {
            return new Verdict(reason, Optional.empty());
        }
        if (exitCodes.stream().anyMatch(recovery.recoverOnExitCodes()::contains)) {
            Reason matched =
                    new Reason(
                            ReasonCode.RECOVERABLE_EXIT,
                            "Exit code(s) "
                                    + exitCodes
                                    + " matched recover_on_exit_codes "
                                    + recovery.recoverOnExitCodes()
                                    + ".",
                            reason.evidence());
            return new Verdict(matched, Optional.of(delay(progress.infrastructure())));
        }
        if (progress.userErrors() >= recovery.maxRestartsOnErrors()) {
            return new Verdict(reason, Optional.empty());
        }
        Reason counted =
                new Reason(
                        reason.code(),
                        reason.sentence()
                                + " Restarting the job (restart "
                                + (progress.userErrors() + 1)
                                + " of "
                                + recovery.maxRestartsOnErrors()
                                + " on errors).",
                        reason.evidence());
        return new Verdict(counted, Optional.of(Duration.ZERO));
    }

    /** The verdict on an attempt whose machines were lost. */
    public static Verdict onLoss(JobRecovery recovery, Progress progress, Reason reason) {
        if (recovery.strategy() == JobRecovery.Strategy.NONE) {
            return new Verdict(reason, Optional.empty());
        }
        return new Verdict(reason, Optional.of(delay(progress.infrastructure())));
    }

    /** Nothing the first time, then doubling from a second to five minutes. */
    private static Duration delay(int before) {
        if (before == 0) {
            return Duration.ZERO;
        }
        Duration grown = FIRST_DELAY.multipliedBy(1L << Math.min(before - 1, 20));
        return grown.compareTo(LONGEST_DELAY) < 0 ? grown : LONGEST_DELAY;
    }
}
