package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.Readiness;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The last answer on whether a store can be used. Safe for use from many threads. */
final class KnownReadiness {
    /** How old an answer may be; a refusal is asked again sooner, as somebody may mend it. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private static final Duration REFUSAL_KEPT = Duration.ofSeconds(10);

    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

    private record Known(Readiness readiness, Instant at) {
        boolean isFresh(Instant now) {
            return at.plus(readiness.enabled() ? KEPT : REFUSAL_KEPT).isAfter(now);
        }
    }

    /** The last answer if it is fresh, else a new one. */
    Readiness orAsk(Instant now, Supplier<Readiness> question) {
        Optional<Known> before = known.get().filter(it -> it.isFresh(now));
        if (before.isPresent()) {
            return before.get().readiness();
        }
        Readiness answer = question.get();
        known.set(Optional.of(new Known(answer, now)));
        return answer;
    }
}
