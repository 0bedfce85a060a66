package io.skyjobs.testkit;

import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The places of a fake cloud: three regions, two sizes, on demand and spot. */
final class FakeOffers {
    private FakeOffers() {}

    static List<Offer> of(String provider) {
        List<Offer> all = new ArrayList<>();
        for (int region = 1; region <= 3; region++) {
            for (int size = 1; size <= 2; size++) {
                for (boolean spot : new boolean[] {false, true}) {
                    Shape shape =
                            new Shape(
                                    "f" + size,
                                    8 * size,
                                    32 * size,
                                    Optional.empty(),
                                    Optional.empty(),
                                    false);
                    long micros = (spot ? 100_000L : 400_000L) * size + region;
                    all.add(
                            new Offer(
                                    provider,
                                    Optional.of("r" + region),
                                    spot ? Optional.of("r" + region + "a") : Optional.empty(),
                                    List.of("r" + region + "a"),
                                    shape,
                                    spot,
                                    new UsdPerHour(micros)));
                }
            }
        }
        return List.copyOf(all);
    }

    /** A number from 0 to 1 that is the same for the same place and time. */
    static double shaken(String place, long window) {
        long mixed = (place.hashCode() * 0x9E3779B97F4A7C15L) ^ (window * 0xC2B2AE3D27D4EB4FL);
        mixed ^= mixed >>> 32;
        mixed *= 0xD6E8FEB86659FD93L;
        mixed ^= mixed >>> 32;
        return (mixed >>> 11) * 0x1.0p-53;
    }
}
