package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Offer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Places that are not to be tried for a while, each with the time when it may be tried again; never
 * changes.
 *
 * @param entries in the order they were added
 */
public record Blocklist(List<Entry> entries) {
    /** Nothing is blocked. */
    public static final Blocklist NONE = new Blocklist(List.of());

    public Blocklist {
        entries = List.copyOf(entries);
    }

    /**
     * A blocked place; an empty part stands for all.
     *
     * @param provider lower-case provider name
     * @param region region
     * @param zone zone
     * @param instanceType the provider's name of the machine's type
     * @param spot whether spot machines are meant, or those on demand
     * @param until from when on it is free again
     * @param reason one sentence for people
     */
    public record Entry(
            String provider,
            Optional<String> region,
            Optional<String> zone,
            Optional<String> instanceType,
            Optional<Boolean> spot,
            Instant until,
            String reason) {

        private boolean covers(Offer offer, Optional<String> place) {
            return provider.equals(offer.provider())
                    && (region.isEmpty() || region.equals(offer.region()))
                    && (zone.isEmpty() || zone.equals(place))
                    && (instanceType.isEmpty()
                            || instanceType.get().equals(offer.shape().instanceType()))
                    && (spot.isEmpty() || spot.get() == offer.spot());
        }
    }

    /**
     * The entry that blocks an offer at a time. An offer that leaves the zone open is blocked when
     * each of its zones is; the answer then is the entry that is over first.
     */
    public Optional<Entry> blockedAt(Offer offer, Instant now) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Optional<Entry> whole = latest(offer, offer.zone(), now);
        if (whole.isPresent() || offer.zone().isPresent() || offer.zones().isEmpty()) {
            return whole;
        }
        Optional<Entry> first = Optional.empty();
        for (String zone : offer.zones()) {
            Optional<Entry> entry = latest(offer, Optional.of(zone), now);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            if (first.isEmpty() || entry.get().until().isBefore(first.get().until())) {
                first = entry;
            }
        }
        return first;
    }

    /** Zones of an offer that are not blocked at a time, in the offer's order. */
    List<String> openZones(Offer offer, Instant now) {
        if (entries.isEmpty() || offer.zone().isPresent()) {
            return offer.zones();
        }
        return offer.zones().stream()
                .filter(zone -> latest(offer, Optional.of(zone), now).isEmpty())
                .toList();
    }

    /** The same list with one more entry. */
    public Blocklist with(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        return new Blocklist(more);
    }

    /** The same list without the entries that are over at a time. */
    public Blocklist withoutExpired(Instant now) {
        List<Entry> live = entries.stream().filter(entry -> now.isBefore(entry.until())).toList();
        return live.size() == entries.size() ? this : new Blocklist(live);
    }

    /**
     * Of the entries that block a place, the one that lasts longest: only then is it free again.
     */
    private Optional<Entry> latest(Offer offer, Optional<String> zone, Instant now) {
        return entries.stream()
                .filter(entry -> now.isBefore(entry.until()) && entry.covers(offer, zone))
                .max(Comparator.comparing(Entry::until).thenComparing(Entry::reason));
    }
}
