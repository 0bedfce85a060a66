package io.skyjobs.core.persistence;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.spi.Offer;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an attempt has cost, and where: columns beside its text. Pure. */
final class AttemptCost {
    private static final BigInteger NANOS_PER_HOUR =
            BigInteger.valueOf(Duration.ofHours(1).toNanos());

    private AttemptCost() {}

    /**
     * Millionths of a US dollar: all nodes, from the instant all of them were up to the instant
     * that nothing was left of them; to its recorded end while that is unknown; 0 before.
     */
    static long micros(Attempt attempt) {
        Optional<Instant> until = attempt.times().terminated().or(attempt.times()::ended);
        if (attempt.times().up().isEmpty() || until.isEmpty()) {
            return 0;
        }
        Duration paid = Duration.between(attempt.times().up().get(), until.get());
        if (paid.isNegative()) {
            return 0;
        }
        BigInteger nanos =
                BigInteger.valueOf(paid.getSeconds())
                        .multiply(BigInteger.valueOf(1_000_000_000L))
                        .add(BigInteger.valueOf(paid.getNano()));
        return nanos.multiply(BigInteger.valueOf(attempt.offer().price().micros()))
                .multiply(BigInteger.valueOf(attempt.nodes()))
                .divide(NANOS_PER_HOUR)
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    /** {@code aws/us-east-1/us-east-1a}: where it is or was. */
    static String infra(Attempt attempt) {
        Offer offer = attempt.offer();
        return offer.provider()
                + offer.region().map(region -> "/" + region).orElse("")
                + offer.zone().map(zone -> "/" + zone).orElse("");
    }
}
