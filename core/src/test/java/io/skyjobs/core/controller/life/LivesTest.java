package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.persistence.MemoryJobStore;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Thousands of lives of the controller, none of which may break a promise (P-01, P-02, P-03, P-05,
 * P-07, P-11, P-12, P-17, P-22, P-34). A life that does is told by its seed; run it alone with
 * {@code -Dskyjobs.life.seed=N}.
 */
class LivesTest {
    private static final int LIVES = Integer.getInteger("skyjobs.lives", 10_000);

    /** All kinds of events but the one that a submit writes by itself. */
    private static List<String> kinds() {
        return Arrays.stream(JobEvent.class.getPermittedSubclasses())
                .flatMap(
                        kind ->
                                kind.isSealed()
                                        ? Arrays.stream(kind.getPermittedSubclasses())
                                        : Stream.of(kind))
                .map(Class::getSimpleName)
                .filter(kind -> !kind.equals("Submitted"))
                .distinct()
                .toList();
    }

    @Test
    void keepsItsPromisesInEveryLife() {
        Long only = Long.getLong("skyjobs.life.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? LIVES : only;
        long jobs = 0;
        long kills = 0;
        Map<String, Long> events = new TreeMap<>();
        for (long seed = first; seed <= last; seed++) {
            Life life =
                    new Life(
                            seed,
                            new MemoryJobStore(new MemoryJobStore.Disk("sim001")),
                            new MemoryLogs());
            try {
                Life.Story story = life.live();
                jobs += story.jobs();
                kills += story.kills();
                story.events().forEach((kind, count) -> events.merge(kind, count, Long::sum));
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError("life " + seed + ": " + broken.getMessage(), broken);
            }
        }
        assertThat(events.keySet())
                .as("kinds of events that happened in some life")
                .containsExactlyInAnyOrderElementsOf(kinds());
        System.out.printf("%d lives, %d jobs, %d kills%n", last - first + 1, jobs, kills);
        assertThat(kills).isGreaterThanOrEqualTo(last - first + 1);
    }
}
