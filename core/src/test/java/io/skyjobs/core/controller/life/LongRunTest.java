package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What a job costs that runs for long. */
class LongRunTest {
    @Test
    void costsNoMoreTheLongerItRuns() {
        Calm calm = new Calm(cloud -> cloud, new MemoryLogs());
        calm.submit("sleep 1000000");

        calm.pass(Duration.ofHours(1));
        int inTheFirstHour = calm.timersSet();
        calm.pass(Duration.ofHours(10));
        int before = calm.timersSet();
        calm.pass(Duration.ofHours(1));

        assertThat(calm.timersSet() - before)
                .as("timers set in an hour, of which the first set " + inTheFirstHour)
                .isLessThanOrEqualTo(inTheFirstHour)
                .isLessThan(2500);
    }
}
