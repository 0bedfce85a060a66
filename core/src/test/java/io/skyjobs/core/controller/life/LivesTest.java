package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.JobEvent;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Thousands of lives of the controller, none of which may break a promise (P-01, P-02, P-03, P-05,
 * P-07, P-10, P-11, P-12, P-13, P-15, P-16, P-17, P-22, P-30, P-32, P-34, P-42). A life that does
 * is told by its seed; run it alone with {@code -Dskyjobs.life.seed=N}.
 */
class LivesTest {
    private static final int LIVES = Integer.getInteger("skyjobs.lives", 20_000);

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
        long start = System.nanoTime();
        Lives.Toll toll = Lives.live(first, last, Runtime.getRuntime().availableProcessors());
        System.out.println(LivesMain.figures(toll, Duration.ofNanos(System.nanoTime() - start)));
        toll.broken()
                .ifPresent(
                        broken -> {
                            throw new AssertionError(
                                    "life " + broken.seed() + ": " + broken.why().getMessage(),
                                    broken.why());
                        });
        assertThat(toll.events().keySet())
                .as("kinds of events that happened in some life")
                .containsExactlyInAnyOrderElementsOf(kinds());
        assertThat(toll.kills()).isGreaterThanOrEqualTo(last - first + 1);
        assertThat(toll.pauses()).isPositive();
    }
}
