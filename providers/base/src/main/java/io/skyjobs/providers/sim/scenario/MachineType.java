package io.skyjobs.providers.sim.scenario;

import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.util.List;
import java.util.Optional;

/**
 * A type of machine of a simulated cloud; immutable.
 *
 * @param price on demand
 * @param spotPrice price of a spot machine; empty where there is none
 * @param regions where it exists; empty for all regions
 */
public record MachineType(
        Shape shape, UsdPerHour price, Optional<UsdPerHour> spotPrice, List<String> regions) {
    public MachineType {
        regions = List.copyOf(regions);
    }

    /** Its name. */
    public String name() {
        return shape.instanceType();
    }

    /** Whether a region has it. */
    public boolean isIn(String region) {
        return regions.isEmpty() || regions.contains(region);
    }
}
