package io.skyjobs.core.recovery;

import io.skyjobs.core.recovery.LossHistory.Place;
import io.skyjobs.core.spec.JobRecovery.Strategy;
import io.skyjobs.spi.Offer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which places come after which others because machines were lost there: a strategy of recovery
 * with the facts it looks at. Pure; it only ever puts places in another order and never takes one
 * away, so what is feasible stays feasible.
 *
 * @param strategy the task's strategy
 * @param lost where the task itself lost machines last
 * @param losses where any task lost machines of late
 * @param now our clock
 */
public record Avoidance(Strategy strategy, Optional<Offer> lost, LossHistory losses, Instant now) {

    /** Why a place comes later than others; earlier constants are better. */
    public enum Level {
        /** Nothing speaks against it. */
        FREE("nothing was lost there of late"),
        /** It is not the region of the task's lost machines, and the strategy prefers that one. */
        OTHER_REGION("it is not the region that the strategy prefers"),
        /** Its region cools down. */
        COOL_REGION("its region cools down"),
        /** Its zone cools down. */
        COOL_ZONE("its zone cools down"),
        /** The task lost machines in its region last. */
        LOST_REGION("the job lost machines in its region last"),
        /** The same, and its zone cools down. */
        LOST_REGION_COOL_ZONE("the job lost machines in its region last, and its zone cools down"),
        /** The task lost machines there last. */
        LOST_ZONE("the job lost machines there last");

        private final String words;

        Level(String words) {
            this.words = words;
        }

        /** What it means, as the end of a sentence. */
        public String words() {
            return words;
        }
    }

    /**
     * An offer, or the part of it that lies in some of its zones.
     *
     * @param level why it comes later, the same for all of its zones
     */
    public record Part(Offer offer, Level level) {}

    /**
     * The offer divided by the levels of its zones, the best first: an offer for any of several
     * zones is one for the good ones, and another for those that are to be avoided.
     */
    public List<Part> parts(Offer offer) {
        if (offer.region().isEmpty()) {
            return List.of(new Part(offer, Level.FREE));
        }
        if (offer.zone().isPresent() || offer.zones().size() < 2) {
            return List.of(new Part(offer, Place.of(offer).map(this::level).orElse(Level.FREE)));
        }
        Map<Level, List<String>> zones = new EnumMap<>(Level.class);
        for (String zone : offer.zones()) {
            Place place = new Place(offer.provider(), offer.region().get(), Optional.of(zone));
            zones.computeIfAbsent(level(place), level -> new ArrayList<>()).add(zone);
        }
        return zones.entrySet().stream()
                .map(entry -> new Part(within(offer, entry.getValue()), entry.getKey()))
                .toList();
    }

    private static Offer within(Offer offer, List<String> zones) {
        return zones.size() == offer.zones().size()
                ? offer
                : new Offer(
                        offer.provider(),
                        offer.region(),
                        offer.zone(),
                        zones,
                        offer.shape(),
                        offer.spot(),
                        offer.price());
    }

    private Level level(Place place) {
        Optional<Place> mine = lost.flatMap(Place::of);
        boolean myRegion =
                mine.filter(own -> own.isWithin(place.provider(), place.region())).isPresent();
        return strategy == Strategy.FAILOVER
                ? failoverLevel(place, mine, myRegion)
                : eagerLevel(place, mine, myRegion);
    }

    private Level eagerLevel(Place place, Optional<Place> mine, boolean myRegion) {
        if (mine.equals(Optional.of(place))) {
            return Level.LOST_ZONE;
        }
        boolean coolZone = losses.coolUntil(place, now).isPresent();
        if (myRegion) {
            return coolZone ? Level.LOST_REGION_COOL_ZONE : Level.LOST_REGION;
        }
        if (coolZone) {
            return Level.COOL_ZONE;
        }
        return losses.isRegionCool(place.provider(), place.region(), now)
                ? Level.COOL_REGION
                : Level.FREE;
    }

    /** Where no zone is known the region itself is what the strategy prefers, lost or not. */
    private Level failoverLevel(Place place, Optional<Place> mine, boolean myRegion) {
        boolean zoneKnown = place.zone().isPresent();
        if (zoneKnown && mine.equals(Optional.of(place))) {
            return Level.LOST_ZONE;
        }
        if ((zoneKnown || !myRegion) && losses.coolUntil(place, now).isPresent()) {
            return Level.COOL_ZONE;
        }
        return mine.isEmpty() || myRegion ? Level.FREE : Level.OTHER_REGION;
    }
}
