package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.scenario.CloudPlan;
import io.skyjobs.providers.sim.scenario.MachineType;
import io.skyjobs.providers.sim.scenario.RegionPlan;
import io.skyjobs.providers.sim.scenario.ZonePlan;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.UsdPerHour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a simulated cloud has on offer: on demand by region, spot by zone. */
record Market(CloudPlan plan) {
    /** All offers when the world is of an age. */
    List<Offer> offers(Duration age) {
        var offers = new ArrayList<Offer>();
        for (var type : plan.types()) {
            for (var region : plan.regions()) {
                if (type.isIn(region.name())) {
                    add(offers, type, region, age);
                }
            }
        }
        return offers;
    }

    private void add(List<Offer> offers, MachineType type, RegionPlan region, Duration age) {
        var zones = region.zones().stream().map(ZonePlan::name).toList();
        offers.add(
                new Offer(
                        plan.name(),
                        Optional.of(region.name()),
                        Optional.empty(),
                        zones,
                        type.shape(),
                        false,
                        type.price()));
        for (var zone : region.zones()) {
            spotPrice(type, zone, age)
                    .ifPresent(
                            price ->
                                    offers.add(
                                            new Offer(
                                                    plan.name(),
                                                    Optional.of(region.name()),
                                                    Optional.of(zone.name()),
                                                    List.of(zone.name()),
                                                    type.shape(),
                                                    true,
                                                    price)));
        }
    }

    private static Optional<UsdPerHour> spotPrice(MachineType type, ZonePlan zone, Duration age) {
        var trace = zone.supply().traces().get(type.name());
        return Optional.ofNullable(trace)
                .map(it -> new UsdPerHour(it.price().at(age)))
                .or(() -> Optional.ofNullable(zone.spotPrices().get(type.name())))
                .or(type::spotPrice);
    }
}
