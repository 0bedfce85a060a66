package io.skyjobs.core.persistence;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.spi.Offer;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an attempt has cost, and where: columns beside its text. Pure. */
public final class AttemptCost {
    private static final BigInteger NANOS_PER_HOUR =
            BigInteger.valueOf(Duration.ofHours(1).toNanos());

    private AttemptCost() {}

    /**
     * Millionths of a US dollar: all nodes, from the instant all of them were up to the instant
     * that nothing was left of them; to its recorded end while that is unknown; 0 before.
     */
    static long micros(Attempt attempt) {
        Optional<Instant> until = attempt.times().terminated().or(attempt.times()::ended);
        return until.map(end -> micros(attempt, end)).orElse(0L);
    }

    /**
     * What it had cost by an instant, in millionths of a US dollar. As long as the provider did not
     * say that nothing is left of it, it costs on, even when its run is over.
     *
     * @param by up to when; what comes later is not counted
     */
    public static long micros(Attempt attempt, Instant by) {
        Instant until = attempt.times().terminated().filter(end -> end.isBefore(by)).orElse(by);
        if (attempt.times().up().isEmpty()) {
            return 0;
        }
        Duration paid = Duration.between(attempt.times().up().get(), until);
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
