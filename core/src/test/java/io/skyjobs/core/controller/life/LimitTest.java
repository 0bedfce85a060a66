package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.spec.JobRecovery;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a user's limit of time costs, and that it holds. */
class LimitTest {
    private static final JobRecovery RECOVERY =
            new JobRecovery(JobRecovery.Strategy.FAILOVER, 0, List.of());

    @Test
    void keepsNothingInMemoryForDaysOnceTheJobIsOver() {
        Calm calm = new Calm(cloud -> cloud, new MemoryLogs());
        submit(calm, "sleep 5", Duration.ofDays(30));
        calm.pass(Duration.ofMinutes(5));

        assertThat(calm.controller().health().live()).isZero();
        assertThat(calm.longestTimer()).isLessThanOrEqualTo(Duration.ofHours(1));
    }

    @Test
    void endsARunWhenItsTimeIsUp() {
        Calm calm = new Calm(cloud -> cloud, new MemoryLogs());
        long job = submit(calm, "sleep 600000", Duration.ofHours(3));
        calm.pass(Duration.ofHours(3).minusMinutes(1));
        assertThat(state(calm, job)).isInstanceOf(TaskState.Running.class);
        calm.pass(Duration.ofMinutes(2));

        assertThat(state(calm, job))
                .isInstanceOfSatisfying(
                        TaskState.Ended.class,
                        ended ->
                                assertThat(ended.outcome().reason().code())
                                        .isEqualTo(ReasonCode.MAX_DURATION));
    }

    private static long submit(Calm calm, String run, Duration most) {
        return calm.submit(
                Calm.task(run, new Calm.Machines(1, false), RECOVERY, Optional.of(most)));
    }

    private static TaskState state(Calm calm, long job) {
        return calm.controller().job(job).orElseThrow().job().tasks().getFirst();
    }
}
