package io.skyjobs.spi;

import java.util.List;
import java.util.Optional;

/**
 * One priced place: a machine shape that a provider offers in a region or zone, spot or on demand.
 *
 * @param provider lower-case provider name
 * @param region empty where the provider has none
 * @param zone the one zone it is about; empty where any zone of {@link #zones} will do
 * @param zones zones of the region where the shape exists; empty where the provider has none
 * @param shape the machine
 * @param spot whether the provider may take it back
 * @param price for one node
 */
public record Offer(
        String provider,
        Optional<String> region,
        Optional<String> zone,
        List<String> zones,
        Shape shape,
        boolean spot,
        UsdPerHour price) {
    public Offer {
        zones = List.copyOf(zones);
    }

    /** {@code aws/us-east-1/use1-az1 m6i.2xlarge[Spot]}, for logs and sentences. */
    @Override
    public String toString() {
        return provider
                + region.map(name -> "/" + name).orElse("")
                + zone.map(name -> "/" + name).orElse("")
                + " "
                + shape.instanceType()
                + (spot ? "[Spot]" : "");
    }
}
