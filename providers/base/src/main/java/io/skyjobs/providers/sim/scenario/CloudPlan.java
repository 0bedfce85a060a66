package io.skyjobs.providers.sim.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A simulated cloud; immutable.
 *
 * @param name lower-case provider name
 * @param title name for people
 * @param types its machine types
 * @param regions its regions, at least one
 * @param lease how long a machine waits for its first renewal before it ends by itself
 * @param api what is wrong with its interface, and when
 */
public record CloudPlan(
        String name,
        String title,
        List<MachineType> types,
        List<RegionPlan> regions,
        Duration lease,
        Api api) {
    public CloudPlan {
        types = List.copyOf(types);
        regions = List.copyOf(regions);
    }

    /**
     * What is wrong with the interface of a cloud.
     *
     * @param refused when it refuses our credentials
     * @param outages when it does not answer
     * @param throttle how many calls it takes
     * @param halfMade how likely it is that making a cluster stops halfway, from 0 to 1
     * @param undead machines that live on when the cloud says that they are gone
     */
    public record Api(
            List<Window> refused,
            List<Window> outages,
            Optional<Throttle> throttle,
            double halfMade,
            Optional<Undead> undead) {
        /** Nothing is wrong. */
        public static final Api SOUND =
                new Api(List.of(), List.of(), Optional.empty(), 0, Optional.empty());

        public Api {
            refused = List.copyOf(refused);
            outages = List.copyOf(outages);
        }
    }

    /**
     * How many calls are taken in how much time.
     *
     * @param calls at least 1
     */
    public record Throttle(int calls, Duration per) {}

    /**
     * Machines that live on when the cloud says that they are gone.
     *
     * @param chance how likely that is for one machine, from 0 to 1
     * @param length how long it lives on
     */
    public record Undead(double chance, Duration length) {}

    /** All zones, of all regions. */
    public List<ZonePlan> zones() {
        return regions.stream().flatMap(region -> region.zones().stream()).toList();
    }
}
