package io.skyjobs.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobRecovery.Strategy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The budget matrix (P-15, P-17). */
class RecoveryPolicyTest {
    private static final Reason EXIT = Reason.of(ReasonCode.USER_EXIT);
    private static final Reason LOSS = Reason.of(ReasonCode.PREEMPTED);

    @Test
    void restartsOnErrorsAsOftenAsAllowedAndNoMore() {
        JobRecovery twice = new JobRecovery(Strategy.EAGER_NEXT_REGION, 2, List.of());
        assertThat(user(twice, 0, 1).again()).contains(Duration.ZERO);
        assertThat(user(twice, 1, 1).again()).contains(Duration.ZERO);
        assertThat(user(twice, 2, 1).again()).isEmpty();
        assertThat(user(twice, 0, 1).reason().sentence()).contains("restart 1 of 2 on errors");
    }

    @Test
    void lossesDoNotUseUpTheBudgetOfErrors() {
        JobRecovery none = new JobRecovery(Strategy.EAGER_NEXT_REGION, 0, List.of());
        Progress afterFifty = progress(0, 50, 0);
        assertThat(RecoveryPolicy.onLoss(none, afterFifty, LOSS).again()).isPresent();
        assertThat(RecoveryPolicy.onUserFailure(none, afterFifty, EXIT, List.of(1)).again())
                .isEmpty();
    }

    @Test
    void listedExitCodesAreAlwaysFollowedWithGrowingWaits() {
        JobRecovery listed = new JobRecovery(Strategy.EAGER_NEXT_REGION, 0, List.of(29));
        RecoveryPolicy.Verdict first = user(listed, 0, 0, 29);
        assertThat(first.again()).contains(Duration.ZERO);
        assertThat(first.reason().code()).isEqualTo(ReasonCode.RECOVERABLE_EXIT);
        Optional<Duration> tenth =
                RecoveryPolicy.onUserFailure(listed, progress(0, 0, 9), EXIT, List.of(0, 29))
                        .again();
        assertThat(tenth).contains(Duration.ofSeconds(256));
        Optional<Duration> later =
                RecoveryPolicy.onUserFailure(listed, progress(0, 0, 1000), EXIT, List.of(29))
                        .again();
        assertThat(later).contains(Duration.ofMinutes(5));
    }

    @Test
    void noneMeansNeverASecondAttempt() {
        JobRecovery none = new JobRecovery(Strategy.NONE, 3, List.of(1));
        assertThat(user(none, 0, 1).again()).isEmpty();
        assertThat(RecoveryPolicy.onLoss(none, Progress.NONE, LOSS).again()).isEmpty();
    }

    private static RecoveryPolicy.Verdict user(JobRecovery recovery, int errors, int... codes) {
        int code = codes[codes.length - 1];
        return RecoveryPolicy.onUserFailure(recovery, progress(errors, 0, 0), EXIT, List.of(code));
    }

    private static Progress progress(int errors, int preemptions, int infrastructure) {
        return new Progress(
                errors + preemptions,
                errors,
                preemptions,
                infrastructure,
                0,
                0,
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH),
                Duration.ZERO,
                List.of());
    }
}
