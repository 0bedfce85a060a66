package io.skyjobs.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A blocked place is the first half of P-18: it is not tried while an alternative is feasible. */
class BlocklistTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Offer ZONAL = offer(Optional.of("z1"), true);
    private static final Offer OPEN = offer(Optional.empty(), false);

    @Test
    void anEntryMatchesOnEachPartThatItNames() {
        assertThat(blocks(entry("", "", "", Optional.empty()), ZONAL)).isTrue();
        assertThat(blocks(entry("r", "", "", Optional.empty()), ZONAL)).isTrue();
        assertThat(blocks(entry("r", "z1", "t", Optional.of(true)), ZONAL)).isTrue();
        assertThat(blocks(entry("q", "", "", Optional.empty()), ZONAL)).isFalse();
        assertThat(blocks(entry("r", "z2", "", Optional.empty()), ZONAL)).isFalse();
        assertThat(blocks(entry("", "", "u", Optional.empty()), ZONAL)).isFalse();
        assertThat(blocks(entry("", "", "", Optional.of(false)), ZONAL)).isFalse();
        assertThat(blocks(entry("", "", "", Optional.of(false)), OPEN)).isTrue();
    }

    @Test
    void anotherProviderIsNeverBlocked() {
        Offer other = Market.vm("other/r", "t", 1, 1, "1");

        assertThat(blocks(entry("", "", "", Optional.empty()), other)).isFalse();
    }

    @Test
    void anOfferWithOpenZoneIsBlockedWhenAllItsZonesAre() {
        Blocklist one = Blocklist.NONE.with(until(entry("r", "z1", "", Optional.empty()), 60));
        Blocklist both = one.with(until(entry("r", "z2", "", Optional.empty()), 30));

        assertThat(one.blockedAt(OPEN, NOW)).isEmpty();
        assertThat(one.openZones(OPEN, NOW)).containsExactly("z2");
        assertThat(both.blockedAt(OPEN, NOW))
                .hasValueSatisfying(it -> assertThat(it.until()).isEqualTo(NOW.plusSeconds(30)));
    }

    @Test
    void ofTwoEntriesForOnePlaceTheLongerCounts() {
        Blocklist list =
                Blocklist.NONE
                        .with(until(entry("r", "", "", Optional.empty()), 90))
                        .with(until(entry("r", "z1", "", Optional.empty()), 30));

        assertThat(list.blockedAt(ZONAL, NOW))
                .hasValueSatisfying(it -> assertThat(it.until()).isEqualTo(NOW.plusSeconds(90)));
    }

    @Test
    void anEntryIsOverAtItsTime() {
        Blocklist list = Blocklist.NONE.with(until(entry("r", "", "", Optional.empty()), 30));

        assertThat(list.blockedAt(ZONAL, NOW.plusMillis(29_999))).isPresent();
        assertThat(list.blockedAt(ZONAL, NOW.plusSeconds(30))).isEmpty();
        assertThat(list.withoutExpired(NOW.plusMillis(29_999))).isSameAs(list);
        assertThat(list.withoutExpired(NOW.plusSeconds(30))).isEqualTo(Blocklist.NONE);
    }

    @Test
    void addingLeavesTheListAsItWas() {
        Blocklist more = Blocklist.NONE.with(entry("", "", "", Optional.empty()));

        assertThat(Blocklist.NONE.entries()).isEmpty();
        assertThat(more.entries()).hasSize(1);
    }

    private static boolean blocks(Blocklist.Entry entry, Offer offer) {
        return Blocklist.NONE.with(entry).blockedAt(offer, NOW).isPresent();
    }

    private static Blocklist.Entry entry(
            String region, String zone, String type, Optional<Boolean> spot) {
        return new Blocklist.Entry(
                "p", named(region), named(zone), named(type), spot, NOW.plusSeconds(1), "why");
    }

    private static Blocklist.Entry until(Blocklist.Entry entry, long seconds) {
        return new Blocklist.Entry(
                entry.provider(),
                entry.region(),
                entry.zone(),
                entry.instanceType(),
                entry.spot(),
                NOW.plusSeconds(seconds),
                entry.reason());
    }

    private static Optional<String> named(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Offer offer(Optional<String> zone, boolean spot) {
        return new Offer(
                "p",
                Optional.of("r"),
                zone,
                List.of("z1", "z2"),
                new Shape("t", 1, 1, Optional.empty(), Optional.empty(), false),
                spot,
                UsdPerHour.of("1"));
    }
}
