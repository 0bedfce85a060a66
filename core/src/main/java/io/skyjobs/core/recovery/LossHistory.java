package io.skyjobs.core.recovery;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.Offer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where machines were lost of late, and how long each place cools down because of it; never
 * changes. The same losses in the order of their time always give the same history.
 *
 * <p>The figures are our own choice, made to fit spot markets whose shortages last from minutes to
 * hours: a first loss costs a place five minutes, each further one within a day doubles that, up to
 * four hours. Many machines lost at once are one loss, or a single bad minute of a big fleet would
 * count as a bad day.
 *
 * @param places the places with a loss within the last day before their latest one
 */
public record LossHistory(Map<Place, Losses> places) {
    /** How long a place cools down after its first loss. */
    public static final Duration FIRST = Duration.ofMinutes(5);

    /** The longest that a place ever cools down. */
    public static final Duration LONGEST = Duration.ofHours(4);

    /** Losses that lie further back than this before the latest one are forgotten. */
    public static final Duration WINDOW = Duration.ofDays(1);

    /** Losses that follow the first within this time are the same one. */
    public static final Duration BURST = Duration.ofMinutes(1);

    /** So many losses reach the longest time; more need not be remembered. */
    private static final int MOST = 7;

    /** Zones of a region that must cool down before the whole region does. */
    private static final int ZONES_OF_BAD_REGION = 2;

    /** Nothing was lost. */
    public static final LossHistory NONE = new LossHistory(Map.of());

    public LossHistory {
        places = Map.copyOf(places);
    }

    /**
     * A zone, or a region where nobody knows in which of its zones the machine was.
     *
     * @param provider lower-case provider name
     * @param zone empty where the provider has none, or where any of several would do
     */
    public record Place(String provider, String region, Optional<String> zone) {
        /** The place of an offer; empty for providers without regions, which are one place only. */
        public static Optional<Place> of(Offer offer) {
            Optional<String> only =
                    offer.zones().size() == 1
                            ? Optional.of(offer.zones().getFirst())
                            : Optional.empty();
            return offer.region()
                    .map(
                            region ->
                                    new Place(
                                            offer.provider(), region, offer.zone().or(() -> only)));
        }

        boolean isWithin(String ofProvider, String ofRegion) {
            return provider.equals(ofProvider) && region.equals(ofRegion);
        }

        /** {@code aws/us-east-1/us-east-1a}. */
        @Override
        public String toString() {
            return provider + "/" + region + zone.map(name -> "/" + name).orElse("");
        }
    }

    /**
     * The losses at one place.
     *
     * @param times when each was, oldest first, at least one
     */
    public record Losses(List<Instant> times) {
        public Losses {
            times = List.copyOf(times);
        }

        Instant latest() {
            return times.getLast();
        }

        Duration length() {
            Duration grown = FIRST.multipliedBy(1L << (times.size() - 1));
            return grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
        }

        Losses with(Instant at) {
            if (at.isBefore(latest().plus(BURST))) {
                return this;
            }
            Instant oldest = at.minus(WINDOW);
            List<Instant> kept =
                    new ArrayList<>(times.stream().filter(time -> time.isAfter(oldest)).toList());
            kept.add(at);
            return new Losses(kept.subList(Math.max(0, kept.size() - MOST), kept.size()));
        }

        /** Compares with the time since the loss, so that a clock set back does not prolong it. */
        boolean coolsAt(Instant now) {
            return Duration.between(latest(), now).abs().compareTo(length()) < 0;
        }
    }

    /**
     * A place that is avoided while another fits.
     *
     * @param until when it no longer is
     * @param losses how often machines were lost there within a day
     */
    public record Cooling(Place place, Instant until, int losses) {}

    /**
     * One loss.
     *
     * @param offer where the machines were
     * @param at when it was recorded
     */
    public record Loss(Offer offer, Instant at) {
        /** The loss that ended an attempt; empty when something else did, or nothing yet. */
        public static Optional<Loss> of(Attempt attempt) {
            return attempt.end()
                    .map(Reason::code)
                    .filter(ReasonCode::isLoss)
                    .flatMap(code -> attempt.times().ended())
                    .map(at -> new Loss(attempt.offer(), at));
        }
    }

    /** The history of some losses, in whatever order they come. */
    public static LossHistory of(List<Loss> losses) {
        LossHistory history = NONE;
        for (Loss loss : losses.stream().sorted(Comparator.comparing(Loss::at)).toList()) {
            history = history.after(loss.offer(), loss.at());
        }
        return history;
    }

    /** The history with one more loss; one that is known already changes nothing. */
    public LossHistory after(Offer offer, Instant at) {
        Optional<Place> place = Place.of(offer);
        if (place.isEmpty()) {
            return this;
        }
        Map<Place, Losses> next = new TreeMap<>(ORDER);
        places.forEach(
                (where, losses) -> {
                    if (losses.latest().plus(WINDOW).isAfter(at)) {
                        next.put(where, losses);
                    }
                });
        Losses before = next.get(place.get());
        Losses after = before == null ? new Losses(List.of(at)) : before.with(at);
        if (after.equals(before)) {
            return this;
        }
        next.put(place.get(), after);
        return new LossHistory(next);
    }

    /** Until when a zone cools down, or a region in which the zone is not known. */
    public Optional<Instant> coolUntil(Place place, Instant now) {
        Losses losses = places.get(place);
        return losses != null && losses.coolsAt(now)
                ? Optional.of(losses.latest().plus(losses.length()))
                : Optional.empty();
    }

    /**
     * Whether a whole region cools down: several of its zones do, or the zone of a loss there is
     * not known. One bad zone says little about its neighbours.
     */
    public boolean isRegionCool(String provider, String region, Instant now) {
        List<Place> cool =
                places.entrySet().stream()
                        .filter(entry -> entry.getKey().isWithin(provider, region))
                        .filter(entry -> entry.getValue().coolsAt(now))
                        .map(Map.Entry::getKey)
                        .toList();
        return cool.size() >= ZONES_OF_BAD_REGION
                || cool.stream().anyMatch(place -> place.zone().isEmpty());
    }

    /** The places that cool down, in the order of their names. */
    public List<Cooling> cooling(Instant now) {
        return places.keySet().stream()
                .sorted(ORDER)
                .flatMap(place -> cooling(place, now))
                .toList();
    }

    private Stream<Cooling> cooling(Place place, Instant now) {
        return coolUntil(place, now).stream()
                .map(until -> new Cooling(place, until, lossesAt(place)));
    }

    private int lossesAt(Place place) {
        Losses losses = places.get(place);
        return losses == null ? 0 : losses.times().size();
    }

    private static final Comparator<Place> ORDER = Comparator.comparing(Place::toString);
}
