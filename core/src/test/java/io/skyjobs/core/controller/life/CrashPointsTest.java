package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.persistence.MemoryJobStore;

import org.junit.jupiter.api.Test;

/**
 * One small life, killed once at every single point before and after each durable write and each
 * call to a provider or a node (P-01, P-05, P-11, P-12). Chance may miss a point; this does not.
 */
class CrashPointsTest {
    @Test
    void keepsItsPromisesWhereverItIsKilled() {
        for (long seed = 1; seed <= 8; seed++) {
            Life whole = life(seed);
            whole.liveKilledAt(0);
            long points = whole.points();
            assertThat(points).as("points of life %d", seed).isGreaterThan(20);
            for (long point = 1; point <= points; point++) {
                try {
                    Life.Story story = life(seed).liveKilledAt(point);
                    assertThat(story.kills()).isEqualTo(1);
                } catch (RuntimeException | AssertionError broken) {
                    throw new AssertionError(
                            "life " + seed + " killed at point " + point + " of " + points, broken);
                }
            }
        }
    }

    private static Life life(long seed) {
        return new Life(
                seed, new MemoryJobStore(new MemoryJobStore.Disk("sim001")), new MemoryLogs());
    }
}
