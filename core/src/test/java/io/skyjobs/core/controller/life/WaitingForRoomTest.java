package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.testkit.Weather;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What a job costs that waits for room, and that it does not wait longer than it must (P-20). */
class WaitingForRoomTest {
    @Test
    void triesSeldomAndRunsWhenThereIsRoom() {
        Calm calm = new Calm(cloud -> cloud, new MemoryLogs());
        calm.cloud().weather(Weather.FULL);
        long job = calm.submit("sleep 1");

        calm.pass(Duration.ofHours(1));
        int inTheFirstHour = attempts(calm, job);
        calm.pass(Duration.ofHours(1));
        int inTheSecond = attempts(calm, job) - inTheFirstHour;

        // Six places, each left aside for five minutes after it was full.
        assertThat(inTheFirstHour).isBetween(6, 6 * 13);
        assertThat(inTheSecond).isLessThanOrEqualTo(6 * 13);
        assertThat(calm.controller().health().launching()).as("launch slots held").isZero();

        calm.cloud().weather(Weather.CLEAR);
        calm.pass(Duration.ofMinutes(10));
        assertThat(calm.controller().job(job))
                .map(stored -> stored.job().status())
                .contains(ManagedJobStatus.SUCCEEDED);
    }

    private static int attempts(Calm calm, long job) {
        TaskState state = calm.controller().job(job).orElseThrow().job().tasks().getFirst();
        return state.progress().attempts();
    }
}
