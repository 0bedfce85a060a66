package io.skyjobs.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.skyjobs.core.recovery.Avoidance.Level;
import io.skyjobs.core.recovery.Avoidance.Part;
import io.skyjobs.core.spec.JobRecovery.Strategy;
import io.skyjobs.spi.Offer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The order that each strategy puts places in (P-18). */
class AvoidanceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    /** The task lost {@code aws/east/a}; others lost {@code aws/east/b} and {@code gcp/north/a}. */
    private static Avoidance after(Strategy strategy) {
        LossHistory losses =
                LossHistory.NONE
                        .after(Offers.spot("aws", "east", "a"), NOW)
                        .after(Offers.spot("aws", "east", "b"), NOW)
                        .after(Offers.spot("gcp", "north", "a"), NOW);
        return new Avoidance(strategy, Optional.of(Offers.spot("aws", "east", "a")), losses, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "EAGER_NEXT_REGION, aws, east, a, LOST_ZONE",
        "EAGER_NEXT_REGION, aws, east, b, LOST_REGION_COOL_ZONE",
        "EAGER_NEXT_REGION, aws, east, c, LOST_REGION",
        "EAGER_NEXT_REGION, aws, west, a, FREE",
        "EAGER_NEXT_REGION, gcp, north, a, COOL_ZONE",
        "EAGER_NEXT_REGION, gcp, north, b, FREE",
        "EAGER_NEXT_REGION, gcp, east, a, FREE",
        "FAILOVER, aws, east, a, LOST_ZONE",
        "FAILOVER, aws, east, b, COOL_ZONE",
        "FAILOVER, aws, east, c, FREE",
        "FAILOVER, aws, west, a, OTHER_REGION",
        "FAILOVER, gcp, north, a, COOL_ZONE",
        "FAILOVER, gcp, north, b, OTHER_REGION",
    })
    void levels(Strategy strategy, String provider, String region, String zone, Level level) {
        Offer offer = Offers.spot(provider, region, zone);

        assertThat(after(strategy).parts(offer)).containsExactly(new Part(offer, level));
    }

    /** Before any loss of its own a task avoids what others lost, whatever its strategy. */
    @ParameterizedTest
    @CsvSource({
        "EAGER_NEXT_REGION, a, COOL_ZONE",
        "EAGER_NEXT_REGION, c, COOL_REGION",
        "FAILOVER, a, COOL_ZONE",
        "FAILOVER, c, FREE",
        "NONE, a, COOL_ZONE",
        "NONE, c, COOL_REGION",
    })
    void lossesOfOthers(Strategy strategy, String zone, Level level) {
        Avoidance avoidance =
                new Avoidance(strategy, Optional.empty(), after(strategy).losses(), NOW);
        Offer offer = Offers.spot("aws", "east", zone);

        assertThat(avoidance.parts(offer)).containsExactly(new Part(offer, level));
    }

    /** On demand is no better in a zone than spot: a machine was lost there. */
    @Test
    void theMarketDoesNotMatter() {
        Offer offer = Offers.onDemand("aws", "east", "a", "1");

        assertThat(after(Strategy.FAILOVER).parts(offer))
                .containsExactly(new Part(offer, Level.LOST_ZONE));
    }

    @Test
    void anOfferForAnyOfSeveralZonesIsDivided() {
        assertThat(
                        after(Strategy.EAGER_NEXT_REGION)
                                .parts(Offers.anyZone("aws", "east", "a", "b", "c", "d")))
                .extracting(part -> part.offer().zones(), Part::level)
                .containsExactly(
                        tuple(List.of("c", "d"), Level.LOST_REGION),
                        tuple(List.of("b"), Level.LOST_REGION_COOL_ZONE),
                        tuple(List.of("a"), Level.LOST_ZONE));
    }

    @Test
    void anOfferWithoutRegionIsNeverAvoided() {
        assertThat(after(Strategy.EAGER_NEXT_REGION).parts(Offers.local()))
                .containsExactly(new Part(Offers.local(), Level.FREE));
    }

    /** Where the zone of the loss is not known, the strategies look at its region. */
    @ParameterizedTest
    @CsvSource({"EAGER_NEXT_REGION, LOST_REGION", "FAILOVER, FREE"})
    void aLossInAnUnknownZone(Strategy strategy, Level level) {
        Offer lost = Offers.anyZone("aws", "east", "a", "b");
        Avoidance avoidance =
                new Avoidance(strategy, Optional.of(lost), LossHistory.NONE.after(lost, NOW), NOW);

        assertThat(avoidance.parts(lost)).containsExactly(new Part(lost, level));
    }
}
