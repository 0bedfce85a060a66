package io.skyjobs.providers.sim.scenario;

import java.util.List;
import java.util.Optional;

/**
 * A region of a simulated cloud; immutable.
 *
 * @param zones its zones, at least one
 * @param quota how much of it an account may have
 * @param capacityReach how far a lack of machines is said to reach when one zone was asked for
 */
public record RegionPlan(
        String name, List<ZonePlan> zones, Optional<Quota> quota, CapacityReach capacityReach) {
    public RegionPlan {
        zones = List.copyOf(zones);
    }

    /** How far a lack of machines is said to reach. */
    public enum CapacityReach {
        ZONE,
        REGION
    }

    /**
     * How much of a region an account may have.
     *
     * @param instances most machines; empty for any number
     * @param vcpus most virtual CPUs; empty for any number
     */
    public record Quota(Optional<Integer> instances, Optional<Double> vcpus) {}
}
