package io.skyjobs.core.controller;

import io.skyjobs.core.catalog.Catalog;
import io.skyjobs.core.optimizer.ProviderNote;
import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Readiness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Everything that is on offer now: what the loaded providers say, and the list prices of clouds
 * that are not loaded, marked as not enabled. What providers say is kept for a while. Safe for use
 * from many threads; may block on providers.
 */
public final class OfferBook {
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final Capabilities CLOUD =
            new Capabilities(true, true, true, true, true, true, true, false, false, Duration.ZERO);

    private final List<ComputeProvider> providers;
    private final Catalog catalog;
    private final InstantSource clock;
    private final AtomicReference<Optional<Market>> kept = new AtomicReference<>(Optional.empty());

    /**
     * All offers at one moment.
     *
     * @param enabled those of {@code offers} whose provider can be used
     * @param notes a note for each provider
     * @param standings how each provider stands, loaded ones first
     * @param troubles providers that could not answer by name, and why in a sentence
     */
    public record Market(
            Instant at,
            List<Offer> offers,
            List<Offer> enabled,
            Map<String, ProviderNote> notes,
            Map<String, Readiness> standings,
            Map<String, String> troubles) {
        public Market {
            offers = List.copyOf(offers);
            enabled = List.copyOf(enabled);
            troubles = Collections.unmodifiableMap(new LinkedHashMap<>(troubles));
        }
    }

    /**
     * @param providers the loaded ones
     */
    public OfferBook(List<ComputeProvider> providers, Catalog catalog, InstantSource clock) {
        this.providers = List.copyOf(providers);
        this.catalog = catalog;
        this.clock = clock;
    }

    /** The catalog behind it. */
    public Catalog catalog() {
        return catalog;
    }

    /** What is on offer, not older than ten seconds. */
    public Market market() {
        Instant now = clock.instant();
        Optional<Market> last = kept.get();
        if (last.isPresent() && last.get().at().plus(KEPT).isAfter(now)) {
            return last.get();
        }
        return renewed();
    }

    /** What is on offer now, for whoever just changed something and looks whether it helped. */
    public Market renewed() {
        Market fresh = ask(clock.instant());
        kept.set(Optional.of(fresh));
        return fresh;
    }

    private Market ask(Instant now) {
        List<Offer> offers = new ArrayList<>();
        Map<String, ProviderNote> notes = new LinkedHashMap<>();
        Map<String, Readiness> standings = new LinkedHashMap<>();
        Map<String, String> troubles = new LinkedHashMap<>();
        for (ComputeProvider provider : providers) {
            Readiness readiness = provider.readiness();
            standings.put(provider.name(), readiness);
            try {
                offers.addAll(provider.offers());
            } catch (ProvisionException trouble) {
                troubles.put(provider.name(), provider.title() + ": " + trouble.sentence());
            }
            // After the offers: what machines can do may be known only once they were asked.
            notes.put(
                    provider.name(),
                    new ProviderNote(
                            provider.title(), readiness.enabled(), provider.capabilities()));
        }
        for (String cloud : catalog.clouds()) {
            if (!notes.containsKey(cloud)) {
                String title = catalog.title(cloud);
                notes.put(cloud, new ProviderNote(title, false, CLOUD));
                standings.put(
                        cloud,
                        Readiness.missing(
                                "This version of Skyjobs cannot start machines on "
                                        + title
                                        + " yet; its list prices are shown in plans."));
                offers.addAll(catalog.offers(cloud));
            }
        }
        List<Offer> enabled =
                offers.stream()
                        .filter(
                                offer ->
                                        Optional.ofNullable(notes.get(offer.provider()))
                                                .filter(ProviderNote::enabled)
                                                .isPresent())
                        .toList();
        return new Market(now, offers, enabled, notes, standings, troubles);
    }
}
