package io.skyjobs.providers.sim.scenario;

import io.skyjobs.spi.UsdPerHour;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A zone of a simulated cloud; immutable.
 *
 * @param region the region that it is in
 * @param provision how long a machine takes until it is up
 * @param terminate how long a machine takes until it is gone
 * @param supply how many machines there are, over time
 * @param spotPrices spot prices by type that differ from those of the types
 * @param preemption when spot machines are taken back
 * @param outages when all machines of it end and none can be made
 * @param partitions when its machines cannot be reached, and run on
 */
public record ZonePlan(
        String name,
        String region,
        Span provision,
        Span terminate,
        Supply supply,
        Map<String, UsdPerHour> spotPrices,
        Preemption preemption,
        List<Window> outages,
        List<Window> partitions) {
    public ZonePlan {
        spotPrices = Map.copyOf(spotPrices);
        outages = List.copyOf(outages);
        partitions = List.copyOf(partitions);
    }

    /**
     * How many machines a zone has.
     *
     * @param spot spot machines of all types together; empty for no limit
     * @param onDemand other machines of all types together; empty for no limit
     * @param traces what a trace says of single types
     */
    public record Supply(
            Optional<Steps> spot, Optional<Steps> onDemand, Map<String, Trace> traces) {
        public Supply {
            traces = Map.copyOf(traces);
        }
    }

    /**
     * Recorded life of one type in one zone.
     *
     * @param available spot machines of it
     * @param price millionths of a US dollar per hour of a spot machine
     */
    public record Trace(Steps available, Steps price) {}

    /**
     * When spot machines are taken back.
     *
     * @param mean mean life of a spot machine, exponentially distributed; empty for no such end
     * @param at moments at which all spot machines of the zone are taken
     * @param notice how long before that they are told; zero for no notice
     */
    public record Preemption(Optional<Duration> mean, List<Duration> at, Duration notice) {
        /** Never. */
        public static final Preemption NEVER =
                new Preemption(Optional.empty(), List.of(), Duration.ZERO);

        public Preemption {
            at = at.stream().sorted().toList();
        }
    }
}
