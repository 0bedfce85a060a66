package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.scenario.CloudPlan;
import io.skyjobs.providers.sim.scenario.Steps;
import io.skyjobs.providers.sim.scenario.ZonePlan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Something that a scenario does to a zone at a moment of the world's life. */
sealed interface ZoneTurn {
    /** When, from the beginning of the world. */
    Duration at();

    ZonePlan zone();

    /** Spot machines are told that they will be taken, at that moment or later. */
    record Take(Duration at, ZonePlan zone, Duration taken) implements ZoneTurn {}

    /**
     * There are fewer spot machines than before. Other machines stay: a cloud takes none of them
     * back for want of room.
     *
     * @param type of this type; empty for all types together
     */
    record Shrink(Duration at, ZonePlan zone, Optional<String> type, long left)
            implements ZoneTurn {}

    /** All machines end. */
    record Blackout(Duration at, ZonePlan zone) implements ZoneTurn {}

    /** All that a scenario does to the zones of a cloud, in order. */
    static List<ZoneTurn> of(CloudPlan plan) {
        var turns = new ArrayList<ZoneTurn>();
        for (var zone : plan.zones()) {
            var notice = zone.preemption().notice();
            for (var taken : zone.preemption().at()) {
                var told = taken.compareTo(notice) > 0 ? taken.minus(notice) : Duration.ZERO;
                turns.add(new Take(told, zone, taken));
            }
            zone.supply().spot().ifPresent(it -> shrinks(turns, zone, it, Optional.empty()));
            zone.supply()
                    .traces()
                    .forEach(
                            (type, trace) ->
                                    shrinks(turns, zone, trace.available(), Optional.of(type)));
            zone.outages().forEach(window -> turns.add(new Blackout(window.from(), zone)));
        }
        turns.sort(Comparator.comparing(ZoneTurn::at));
        return List.copyOf(turns);
    }

    private static void shrinks(
            List<ZoneTurn> turns, ZonePlan zone, Steps steps, Optional<String> type) {
        for (var step : steps.changes().entrySet()) {
            if (steps.fallsAt(step.getKey())) {
                turns.add(new Shrink(step.getKey(), zone, type, step.getValue()));
            }
        }
    }
}
