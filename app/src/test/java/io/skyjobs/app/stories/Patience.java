package io.skyjobs.app.stories;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for something that must come soon, and fails when it does not. */
final class Patience {
    /** So long may a step of a story take, on a machine with little to spare. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration STEP = Duration.ofMillis(20);

    private final long deadline = System.nanoTime() + LIMIT.toNanos();

    /** Whether there is time left; fails with this sentence when there is none. */
    void check(Supplier<String> sentence) {
        if (System.nanoTime() - deadline > 0) {
            throw new AssertionError(
                    "After " + LIMIT.toSeconds() + " s still not: " + sentence.get());
        }
    }

    /** Asks again and again until there is an answer. */
    static <T> T await(Supplier<String> sentence, Supplier<Optional<T>> question) {
        Patience patience = new Patience();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            patience.check(sentence);
            LockSupport.parkNanos(STEP.toNanos());
        }
    }
}
