package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** What becomes of the time when somebody sets the machine's clock. */
class SteadyClockTest {
    private Instant wall = Instant.parse("2026-01-01T12:00:00Z");
    private long nanos = 5;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

    @Test
    void goesOnWhereTheMachinesClockIsSetBack() {
        wall = wall.minus(Duration.ofHours(3));
        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo("2026-01-01T12:00:02Z");

        pass(Duration.ofHours(4));
        assertThat(clock.instant()).isEqualTo("2026-01-01T16:00:02Z");
    }

    @Test
    void followsWhereTheMachineSlept() {
        wall = wall.plus(Duration.ofHours(8));
        assertThat(clock.instant()).isEqualTo("2026-01-01T20:00:00Z");
        pass(Duration.ofSeconds(1));
        assertThat(clock.instant()).isEqualTo("2026-01-01T20:00:01Z");
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }
}
