package io.skyjobs.core.recovery;

import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.util.List;
import java.util.Optional;

/** Hand-made offers of one shape. */
public final class Offers {
    private static final Shape SHAPE =
            new Shape("m.large", 8, 32, Optional.empty(), Optional.empty(), false);

    private Offers() {}

    /** A spot machine of 10 cents an hour. */
    public static Offer spot(String provider, String region, String zone) {
        return spot(provider, region, zone, "0.1");
    }

    /** A spot machine of a price. */
    public static Offer spot(String provider, String region, String zone, String price) {
        return of(provider, region, Optional.of(zone), List.of(zone), true, price);
    }

    /** A machine on demand of a price. */
    public static Offer onDemand(String provider, String region, String zone, String price) {
        return of(provider, region, Optional.of(zone), List.of(zone), false, price);
    }

    /** A spot machine in any of several zones. */
    public static Offer anyZone(String provider, String region, String... zones) {
        return of(provider, region, Optional.empty(), List.of(zones), true, "0.1");
    }

    /** A machine of a provider without regions. */
    public static Offer local() {
        return new Offer(
                "local",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                SHAPE,
                false,
                UsdPerHour.FREE);
    }

    private static Offer of(
            String provider,
            String region,
            Optional<String> zone,
            List<String> zones,
            boolean spot,
            String price) {
        return new Offer(
                provider, Optional.of(region), zone, zones, SHAPE, spot, UsdPerHour.of(price));
    }
}
