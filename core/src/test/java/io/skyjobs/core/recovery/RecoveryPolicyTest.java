package io.skyjobs.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.recovery.RecoveryPolicy.History;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobRecovery.Strategy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The matrix of budgets (P-15 to P-17). */
class RecoveryPolicyTest {
    private static final Reason EXIT = Reason.of(ReasonCode.USER_EXIT);
    private static final Reason LOSS = Reason.of(ReasonCode.PREEMPTED);
    private static final Duration LONG = Duration.ofHours(1);

    /** P-16: strategy, restarts, listed codes, errors before, exit code, seconds to wait. */
    @ParameterizedTest
    @CsvSource({
        "EAGER_NEXT_REGION, 0, 29, 0, 1, -1, USER_EXIT",
        "EAGER_NEXT_REGION, 2, 29, 0, 1, 0, USER_EXIT",
        "EAGER_NEXT_REGION, 2, 29, 1, 1, 0, USER_EXIT",
        "EAGER_NEXT_REGION, 2, 29, 2, 1, -1, USER_EXIT",
        "EAGER_NEXT_REGION, 0, 29, 0, 29, 0, RECOVERABLE_EXIT",
        "EAGER_NEXT_REGION, 2, 29, 2, 29, 0, RECOVERABLE_EXIT",
        "FAILOVER, 2, 29, 1, 1, 0, USER_EXIT",
        "FAILOVER, 0, 29, 0, 29, 0, RECOVERABLE_EXIT",
        "NONE, 2, 29, 0, 1, -1, USER_EXIT",
        "NONE, 2, 29, 0, 29, -1, USER_EXIT",
    })
    void userFailures(
            Strategy strategy,
            int restarts,
            int listed,
            int errors,
            int code,
            long wait,
            ReasonCode shown) {
        JobRecovery recovery = new JobRecovery(strategy, restarts, List.of(listed));

        RecoveryPolicy.Verdict verdict =
                RecoveryPolicy.onUserFailure(
                        recovery, new History(errors, 0, LONG), EXIT, List.of(0, code));

        assertThat(verdict.again().map(Duration::toSeconds).orElse(-1L)).isEqualTo(wait);
        assertThat(verdict.reason().code()).isEqualTo(shown);
    }

    @Test
    void aRestartSaysHowManyAreLeft() {
        JobRecovery twice = new JobRecovery(Strategy.EAGER_NEXT_REGION, 2, List.of());

        assertThat(
                        RecoveryPolicy.onUserFailure(
                                        twice, new History(1, 0, LONG), EXIT, List.of(1))
                                .reason()
                                .sentence())
                .isEqualTo(
                        "The run command failed. Restarting the job (restart 2 of 2 on errors).");
    }

    /** P-15: losses, however many, are always followed, and leave the budget of errors alone. */
    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"EAGER_NEXT_REGION", "FAILOVER"})
    void lossesAreAlwaysFollowed(Strategy strategy) {
        JobRecovery none = new JobRecovery(strategy, 0, List.of());

        for (int quick = 0; quick < 5_000; quick++) {
            assertThat(RecoveryPolicy.onLoss(none, new History(0, quick, LONG), LOSS))
                    .isEqualTo(new RecoveryPolicy.Verdict(LOSS, Optional.of(Duration.ZERO)));
        }
        assertThat(
                        RecoveryPolicy.onUserFailure(
                                        none, new History(0, 50, LONG), EXIT, List.of(1))
                                .again())
                .isEmpty();
    }

    /** P-17. */
    @Test
    void noneMeansNeverASecondAttempt() {
        JobRecovery none = new JobRecovery(Strategy.NONE, 3, List.of(1));

        assertThat(RecoveryPolicy.onLoss(none, new History(0, 0, LONG), LOSS).again()).isEmpty();
    }

    /** Runs in a row that died quickly before, how long this one ran, seconds to wait. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 0, 1",
        "2, 0, 2",
        "3, 59, 4",
        "8, 59, 128",
        "9, 0, 256",
        "10, 0, 300",
        "1000000, 0, 300",
        "0, 60, 0",
        "1000000, 60, 0",
        "1000000, 86400, 0",
    })
    void quickDeathsAreFollowedEverLater(int before, long ran, long wait) {
        JobRecovery listed = new JobRecovery(Strategy.EAGER_NEXT_REGION, 9, List.of(29));
        History history = new History(0, before, Duration.ofSeconds(ran));

        assertThat(
                        List.of(
                                RecoveryPolicy.onUserFailure(listed, history, EXIT, List.of(29)),
                                RecoveryPolicy.onUserFailure(listed, history, EXIT, List.of(1)),
                                RecoveryPolicy.onLoss(listed, history, LOSS)))
                .allSatisfy(
                        verdict -> assertThat(verdict.again()).contains(Duration.ofSeconds(wait)));
    }

    @Test
    void aCrashLoopIsCalledSo() {
        JobRecovery listed = new JobRecovery(Strategy.EAGER_NEXT_REGION, 0, List.of(29));
        Duration quick = Duration.ofSeconds(5);

        assertThat(
                        RecoveryPolicy.onUserFailure(
                                        listed, new History(0, 8, quick), EXIT, List.of(29))
                                .reason()
                                .sentence())
                .doesNotContain("Crash loop");
        assertThat(
                        RecoveryPolicy.onUserFailure(
                                        listed, new History(0, 10, quick), EXIT, List.of(29))
                                .reason()
                                .sentence())
                .isEqualTo(
                        "Exit code(s) [29] matched recover_on_exit_codes [29]. Crash loop: 11 runs"
                                + " in a row ended within 1 minute, so the next one starts after a"
                                + " wait of 300 seconds.");
    }
}
