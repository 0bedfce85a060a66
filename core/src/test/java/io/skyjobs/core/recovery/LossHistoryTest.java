package io.skyjobs.core.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.recovery.LossHistory.Cooling;
import io.skyjobs.core.recovery.LossHistory.Loss;
import io.skyjobs.core.recovery.LossHistory.Place;
import io.skyjobs.spi.Offer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Places cool down for longer with each further loss (P-18). */
class LossHistoryTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Offer ZONE_A = Offers.spot("aws", "east", "a");
    private static final Place A = new Place("aws", "east", Optional.of("a"));

    private static Instant at(long minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    /** Losses one hour apart, and how long the zone cools down after the last. */
    @ParameterizedTest
    @CsvSource({
        "1, 5", "2, 10", "3, 20", "4, 40", "5, 80", "6, 160", "7, 240", "8, 240", "20, 240"
    })
    void eachFurtherLossDoublesTheTime(int count, long minutes) {
        LossHistory history = LossHistory.NONE;
        for (int loss = 0; loss < count; loss++) {
            history = history.after(ZONE_A, at(60L * loss));
        }
        Instant last = at(60L * (count - 1));

        assertThat(history.coolUntil(A, last)).contains(last.plus(Duration.ofMinutes(minutes)));
        assertThat(history.coolUntil(A, last.plus(Duration.ofMinutes(minutes)).minusNanos(1)))
                .isPresent();
        assertThat(history.coolUntil(A, last.plus(Duration.ofMinutes(minutes)))).isEmpty();
    }

    @Test
    void aDayWithoutLossesForgetsThem() {
        LossHistory history = LossHistory.NONE;
        for (int loss = 0; loss < 6; loss++) {
            history = history.after(ZONE_A, at(2L * loss));
        }
        Instant later = at(10 + 24 * 60);

        assertThat(history.after(ZONE_A, later).coolUntil(A, later))
                .contains(later.plus(LossHistory.FIRST));
    }

    @Test
    void manyMachinesLostAtOnceAreOneLoss() {
        LossHistory history = LossHistory.NONE;
        for (int machine = 0; machine < 10_000; machine++) {
            history = history.after(ZONE_A, START.plusMillis(5L * machine));
        }

        assertThat(history.cooling(at(1)))
                .containsExactly(new Cooling(A, START.plus(LossHistory.FIRST), 1));
    }

    @Test
    void oneLossToldTwiceCountsOnce() {
        LossHistory once = LossHistory.NONE.after(ZONE_A, START);

        assertThat(once.after(ZONE_A, START)).isSameAs(once);
    }

    @Test
    void aClockSetBackDoesNotProlongIt() {
        LossHistory history = LossHistory.NONE.after(ZONE_A, at(600));

        assertThat(history.coolUntil(A, at(0))).isEmpty();
    }

    /** One bad zone says little about its neighbours; two do, and so does one that is not known. */
    @Test
    void aRegionCoolsDownWithTwoOfItsZones() {
        LossHistory one = LossHistory.NONE.after(ZONE_A, START);
        LossHistory two = one.after(Offers.spot("aws", "east", "b"), START);
        LossHistory unknown =
                LossHistory.NONE.after(Offers.anyZone("aws", "east", "a", "b"), START);

        assertThat(one.isRegionCool("aws", "east", START)).isFalse();
        assertThat(two.isRegionCool("aws", "east", START)).isTrue();
        assertThat(two.isRegionCool("aws", "west", START)).isFalse();
        assertThat(two.isRegionCool("gcp", "east", START)).isFalse();
        assertThat(two.isRegionCool("aws", "east", at(5))).isFalse();
        assertThat(unknown.isRegionCool("aws", "east", START)).isTrue();
    }

    @Test
    void aProviderWithoutRegionsIsOnePlaceAndNeverAvoided() {
        assertThat(LossHistory.NONE.after(Offers.local(), START)).isEqualTo(LossHistory.NONE);
    }

    /** What is read at start in any order is what was known before. */
    @Test
    void theOrderOfReadingDoesNotMatter() {
        SplittableRandom random = new SplittableRandom(1);
        List<Loss> losses = new ArrayList<>();
        LossHistory live = LossHistory.NONE;
        for (int loss = 0; loss < 200; loss++) {
            Offer offer = Offers.spot("aws", "east", "z" + random.nextInt(4));
            Instant at = at(7L * loss);
            losses.add(new Loss(offer, at));
            live = live.after(offer, at);
        }
        losses.sort(Comparator.comparing(loss -> loss.offer().zone().orElse("")));

        assertThat(LossHistory.of(losses)).isEqualTo(live);
    }
}
