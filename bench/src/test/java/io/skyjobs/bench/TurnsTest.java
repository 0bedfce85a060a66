package io.skyjobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The shortest turn and the one in the middle. */
class TurnsTest {
    @Test
    void sayTheLeastAndTheMedianInAnyOrder() {
        Turns turns = new Turns();
        turns.add(5);
        turns.add(1);
        turns.add(3);

        assertThat(turns.least()).isEqualTo(1);
        assertThat(turns.median()).isEqualTo(3);

        turns.add(4);

        assertThat(turns.median()).isEqualTo(4);
    }
}
