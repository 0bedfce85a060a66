package io.skyjobs.core.optimizer;

import io.skyjobs.core.catalog.Catalog;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The offers and providers of a test: the catalog's clouds and this machine, or hand-made ones. */
record Market(List<Offer> offers, Map<String, ProviderNote> providers) {
    static final Catalog CATALOG = new Catalog();
    static final Capabilities CLOUD =
            new Capabilities(true, true, true, true, true, true, false, Duration.ofMinutes(2));
    static final Capabilities MACHINE =
            new Capabilities(false, true, false, false, false, false, false, Duration.ZERO);

    /** The clouds of the catalog, with these enabled; no machine of one's own. */
    static Market clouds(String... enabled) {
        Set<String> usable = Set.copyOf(Arrays.asList(enabled));
        Map<String, ProviderNote> notes = new TreeMap<>();
        for (String cloud : CATALOG.clouds()) {
            notes.put(cloud, new ProviderNote(CATALOG.title(cloud), usable.contains(cloud), CLOUD));
        }
        return new Market(CATALOG.offers(), notes);
    }

    /** Hand-made offers, all providers enabled and able to do everything. */
    static Market of(Offer... offers) {
        Map<String, ProviderNote> notes = new TreeMap<>();
        for (Offer offer : offers) {
            notes.put(offer.provider(), new ProviderNote(offer.provider() + "-title", true, CLOUD));
        }
        return new Market(List.of(offers), notes);
    }

    /** The same with this machine, enabled. */
    Market withLocal(double vcpus, double memory) {
        return with(
                new ProviderNote("Local", true, MACHINE),
                new Offer(
                        "local",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new Shape("local", vcpus, memory, Optional.empty(), Optional.empty(), true),
                        false,
                        UsdPerHour.FREE));
    }

    /** The same with one more provider. */
    Market with(ProviderNote note, Offer... more) {
        List<Offer> all = new ArrayList<>(offers);
        all.addAll(Arrays.asList(more));
        Map<String, ProviderNote> notes = new TreeMap<>(providers);
        notes.put(more[0].provider(), note);
        return new Market(List.copyOf(all), notes);
    }

    /** The same with a provider that has no offers. */
    Market withEmpty(String provider, ProviderNote note) {
        Map<String, ProviderNote> notes = new TreeMap<>(providers);
        notes.put(provider, note);
        return new Market(offers, notes);
    }

    PlanRequest ask(int nodes, Wishes wishes) {
        return ask(nodes, new ResourceChoice.One(wishes.resources()));
    }

    PlanRequest anyOf(Wishes... wishes) {
        return ask(
                1, new ResourceChoice.AnyOf(Arrays.stream(wishes).map(Wishes::resources).toList()));
    }

    PlanRequest ordered(Wishes... wishes) {
        return ask(
                1,
                new ResourceChoice.Ordered(Arrays.stream(wishes).map(Wishes::resources).toList()));
    }

    Plan plan(int nodes, Wishes wishes) {
        return new Optimizer().plan(ask(nodes, wishes));
    }

    private PlanRequest ask(int nodes, ResourceChoice choice) {
        return PlanRequest.of(choice, nodes, offers, providers)
                .knowingMakers(CATALOG.acceleratorMakers())
                .named("train");
    }

    /** A whole machine in a region without zones: {@code cloud/region type price}. */
    static Offer vm(String place, String type, double vcpus, double memory, String price) {
        String[] parts = place.split("/", -1);
        return new Offer(
                parts[0],
                Optional.of(parts[1]),
                parts.length > 2 ? Optional.of(parts[2]) : Optional.empty(),
                parts.length > 2 ? List.of(parts[2]) : List.of(),
                new Shape(type, vcpus, memory, Optional.empty(), Optional.empty(), false),
                false,
                UsdPerHour.of(price));
    }

    /** The same machine with accelerators. */
    static Offer gpu(Offer host, String name, double count, double memory) {
        Shape shape = host.shape();
        return new Offer(
                host.provider(),
                host.region(),
                host.zone(),
                host.zones(),
                new Shape(
                        shape.instanceType(),
                        shape.vcpus(),
                        shape.memoryGib(),
                        Optional.of(new Accelerator(name, count)),
                        Optional.of(memory),
                        shape.divisible()),
                host.spot(),
                host.price());
    }

    /** The same place, to be taken back at any time. */
    static Offer spot(Offer offer, String price) {
        return new Offer(
                offer.provider(),
                offer.region(),
                offer.zone(),
                offer.zones(),
                offer.shape(),
                true,
                UsdPerHour.of(price));
    }
}
