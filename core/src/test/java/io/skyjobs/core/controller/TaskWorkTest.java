package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** How long a node counts as silent (P-07, P-10). */
class TaskWorkTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final TaskWork work = new TaskWork();
    private Instant now = START;

    @Test
    void eachNodeIsSilentForItselfAlone() {
        // Nodes that are out of reach one after the other add up to no loss.
        listen(Duration.ofMinutes(20), Set.of(0));
        listen(Duration.ofMinutes(1), Set.of(0, 1));
        Instant second = now.minus(Duration.ofMinutes(1)).plusSeconds(15);
        listen(Duration.ofMinutes(20), Set.of(1));
        assertThat(work.unconfirmedSince()).contains(second);
        listen(Duration.ofSeconds(15), Set.of());
        assertThat(work.unconfirmedSince()).isEmpty();
    }

    @Test
    void whatNobodyListenedToIsNoSilence() {
        // A laptop whose lid was shut for a night, or a clock that was set forward.
        listen(Duration.ofMinutes(1), Set.of(0));
        now = now.plus(Duration.ofHours(8));
        listen(Duration.ofMinutes(1), Set.of(0));
        assertThat(Duration.between(work.unconfirmedSince().orElseThrow(), now))
                .isLessThan(Duration.ofMinutes(8));
        listen(Duration.ofMinutes(30), Set.of(0));
        assertThat(Duration.between(work.unconfirmedSince().orElseThrow(), now))
                .isGreaterThan(Duration.ofMinutes(30));
    }

    private void listen(Duration length, Set<Integer> silent) {
        Instant until = now.plus(length);
        while (now.isBefore(until)) {
            now = now.plusSeconds(15);
            work.heard(now, silent, false);
        }
    }
}
