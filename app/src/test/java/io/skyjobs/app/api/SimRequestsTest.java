package io.skyjobs.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

/** Which wishes for harm are no wishes at all. */
class SimRequestsTest {
    @Test
    void lengthsThatLeaveTheCalendarAreRefused() {
        // Such an outage was in force and could not be written down: the world was never read
        // again.
        Duration aeons = Duration.ofDays(110_000_000_000L);
        assertThatThrownBy(() -> new HarmRequest(Optional.of("us-east-1"), aeons))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3650 days");
        assertThatThrownBy(() -> new PreemptRequest("train-1-0-1-abc", Optional.empty(), aeons))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new HarmRequest(Optional.empty(), Duration.ofDays(3650)).length())
                .isEqualTo(Duration.ofDays(3650));
    }
}
