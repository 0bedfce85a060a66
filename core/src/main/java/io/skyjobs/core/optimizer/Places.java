package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Offer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The regions and zones that are on offer, by provider; from them a cloud or region that was left
 * open is inferred, and a name that does not exist is recognized.
 *
 * @param byProvider provider to region to zones; a provider without regions has none
 */
public record Places(NavigableMap<String, NavigableMap<String, NavigableSet<String>>> byProvider) {
    private static final String POOL = "pool";

    /** What users call a region of a provider whose regions are not regions. */
    private static final Map<String, String> REGIONS =
            Map.of("ssh", POOL, "kubernetes", "context", "slurm", "cluster");

    public Places {
        byProvider = Collections.unmodifiableNavigableMap(new TreeMap<>(byProvider));
    }

    /** What became of an {@link Infra}. */
    public sealed interface Resolution {
        /** It exists as far as can be told; what could be inferred is filled in. */
        record Found(Infra infra) implements Resolution {}

        /** It does not exist, or is not clear. */
        record Wrong(PlanProblem.Code code, String message) implements Resolution {}
    }

    /** The places of these offers. */
    public static Places of(Collection<Offer> offers) {
        NavigableMap<String, NavigableMap<String, NavigableSet<String>>> places = new TreeMap<>();
        for (Offer offer : offers) {
            NavigableMap<String, NavigableSet<String>> regions =
                    places.computeIfAbsent(offer.provider(), provider -> new TreeMap<>());
            offer.region()
                    .ifPresent(
                            region -> {
                                NavigableSet<String> zones =
                                        regions.computeIfAbsent(region, name -> new TreeSet<>());
                                offer.zone().ifPresent(zones::add);
                                zones.addAll(offer.zones());
                            });
        }
        return new Places(places);
    }

    /**
     * Whether a zone is one of the offer's region by the name that AWS gives it in each account:
     * region and a letter. The catalog has zone ids, and which is which only the account knows.
     */
    static boolean isAccountZone(Offer offer, String zone) {
        return offer.provider().equals("aws")
                && offer.region().filter(region -> isAccountZoneOf(region, zone)).isPresent();
    }

    private static boolean isAccountZoneOf(String region, String zone) {
        return zone.length() == region.length() + 1
                && zone.startsWith(region)
                && Character.isLowerCase(zone.charAt(zone.length() - 1));
    }

    /**
     * Fills in a cloud that follows from a region or zone, and a region that follows from a zone.
     *
     * @param infra what was asked for
     * @param providers all providers that there are, also those without places
     */
    public Resolution resolve(Infra infra, Map<String, ProviderNote> providers) {
        if (infra.cloud().isPresent()) {
            return resolveIn(infra.cloud().get(), infra, providers);
        }
        if (infra.region().isEmpty() && infra.zone().isEmpty()) {
            return new Resolution.Found(infra);
        }
        List<String> fitting =
                byProvider.keySet().stream().filter(cloud -> has(cloud, infra)).toList();
        List<String> enabled =
                fitting.stream().filter(cloud -> isEnabled(cloud, providers)).toList();
        List<String> clouds = enabled.isEmpty() ? fitting : enabled;
        return switch (clouds.size()) {
            case 0 -> nowhere(infra, providers);
            case 1 -> new Resolution.Found(filled(clouds.getFirst(), infra));
            default ->
                    new Resolution.Wrong(
                            PlanProblem.Code.AMBIGUOUS_PLACE,
                            ("Cannot infer cloud from (%s). Multiple enabled clouds have"
                                            + " region/zone of the same names: %s. To fix:"
                                            + " explicitly specify `cloud`.")
                                    .formatted(words(infra), titles(clouds, providers)));
        };
    }

    private Resolution resolveIn(String cloud, Infra infra, Map<String, ProviderNote> providers) {
        Optional<String> known =
                providers.keySet().stream().filter(cloud::equalsIgnoreCase).findFirst();
        if (known.isEmpty()) {
            return new Resolution.Wrong(
                    PlanProblem.Code.INVALID_CLOUD,
                    "Cloud '%s' is not a valid cloud among %s.%s"
                            .formatted(
                                    cloud,
                                    List.copyOf(new TreeSet<>(providers.keySet())),
                                    NearestName.hint(cloud, providers.keySet())));
        }
        String name = known.get();
        NavigableMap<String, NavigableSet<String>> regions = regions(name);
        boolean unknowable = !byProvider.containsKey(name);
        if (unknowable || has(name, infra)) {
            return new Resolution.Found(filled(name, infra));
        }
        String title = title(name, providers);
        if (infra.region().filter(region -> !regions.containsKey(region)).isPresent()) {
            return wrongName(
                    REGIONS.getOrDefault(name, "region"),
                    infra.region().get(),
                    title,
                    regions.keySet());
        }
        NavigableSet<String> zones = new TreeSet<>();
        regions.forEach(
                (region, names) -> {
                    if (infra.region().map(region::equals).orElse(true)) {
                        zones.addAll(names);
                    }
                });
        String where = infra.region().map(region -> title + " (" + region + ")").orElse(title);
        return wrongName("zone", infra.zone().orElse(""), where, zones);
    }

    private Resolution nowhere(Infra infra, Map<String, ProviderNote> providers) {
        List<String> details = new ArrayList<>();
        byProvider.forEach(
                (cloud, regions) -> {
                    if (!regions.isEmpty()
                            && resolveIn(cloud, infra, providers)
                                    instanceof Resolution.Wrong wrong) {
                        details.add(wrong.message());
                    }
                });
        return new Resolution.Wrong(
                PlanProblem.Code.INVALID_PLACE,
                "Invalid (%s) for any cloud among %s. Details: %s"
                        .formatted(
                                words(infra),
                                titles(List.copyOf(byProvider.keySet()), providers),
                                details.isEmpty()
                                        ? "No cloud has regions."
                                        : String.join(" ", details)));
    }

    private static Resolution wrongName(
            String what, String name, String where, Collection<String> known) {
        String hint = NearestName.hint(name, known);
        if (hint.isEmpty()) {
            hint =
                    known.isEmpty()
                            ? " No " + what + "s of it are known."
                            : " Known " + what + "s: " + String.join(", ", known) + ".";
        }
        if (what.equals(POOL)) {
            // A pool has no offers before one of its hosts has answered.
            hint += " If it is a new pool, see whether a host of it answers: sky check ssh/" + name;
        }
        return new Resolution.Wrong(
                PlanProblem.Code.INVALID_PLACE,
                "Invalid %s '%s' for %s.%s".formatted(what, name, where, hint));
    }

    private boolean has(String cloud, Infra infra) {
        return infra.region().map(regions(cloud)::containsKey).orElse(true)
                && infra.zone().map(zone -> regionOf(cloud, infra, zone).isPresent()).orElse(true);
    }

    /** The region of a zone, within the region asked for. */
    private Optional<String> regionOf(String cloud, Infra infra, String zone) {
        return regions(cloud).entrySet().stream()
                .filter(entry -> infra.region().map(entry.getKey()::equals).orElse(true))
                .filter(
                        entry ->
                                entry.getValue().contains(zone)
                                        || (cloud.equals("aws")
                                                && isAccountZoneOf(entry.getKey(), zone))
                                        || (infra.region().isPresent()
                                                && entry.getValue().isEmpty()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Infra filled(String cloud, Infra infra) {
        Optional<String> region =
                infra.region().or(() -> infra.zone().flatMap(zone -> regionOf(cloud, infra, zone)));
        return new Infra(Optional.of(cloud), region, infra.zone());
    }

    private NavigableMap<String, NavigableSet<String>> regions(String cloud) {
        return byProvider.getOrDefault(cloud, Collections.emptyNavigableMap());
    }

    private static boolean isEnabled(String cloud, Map<String, ProviderNote> providers) {
        ProviderNote note = providers.get(cloud);
        return note != null && note.enabled();
    }

    private static String title(String cloud, Map<String, ProviderNote> providers) {
        ProviderNote note = providers.get(cloud);
        return note == null ? cloud : note.title();
    }

    private static List<String> titles(List<String> clouds, Map<String, ProviderNote> providers) {
        return clouds.stream().map(cloud -> title(cloud, providers)).toList();
    }

    private static String words(Infra infra) {
        List<String> words = new ArrayList<>();
        infra.region().ifPresent(region -> words.add("region " + region));
        infra.zone().ifPresent(zone -> words.add("zone " + zone));
        return String.join(", ", words);
    }
}
