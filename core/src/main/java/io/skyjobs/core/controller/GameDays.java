package io.skyjobs.core.controller;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Steerable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Does harm to simulated clouds on request, and to no others: it finds which of the loaded clouds
 * has the cluster or the place that is meant. Safe for use from many threads; may block on
 * providers.
 */
public final class GameDays {
    /** The one sentence for whoever has no simulated cloud, with what to do about it. */
    public static final String NO_SIMULATION =
            "No simulated cloud is loaded: name a scenario file under sim.scenario in"
                    + " ~/.sky/config.yaml (see docs/sim.md), then run: sky api stop && sky api start";

    /** The most clusters that a sentence names. */
    private static final int NAMED = 5;

    private final List<Cloud> clouds = new ArrayList<>();

    private record Cloud(ComputeProvider provider, Steerable steering) {
        String name() {
            return provider.name();
        }
    }

    /** A place of one cloud. */
    private record Spot(Cloud cloud, String place) {}

    /** What came of it. */
    public sealed interface Answer {
        /**
         * It was done.
         *
         * @param cloud the cloud to which, by name
         * @param subject the cluster or place
         */
        record Done(String cloud, String subject) implements Answer {}

        /** It was not done; the sentence says why. */
        record Refused(Why why, String sentence) implements Answer {}
    }

    /** Why something was not done. */
    public enum Why {
        /** No simulated cloud is loaded. */
        NO_SIMULATION,
        /** No cloud has it, several have it, or the cloud itself refused. */
        NOT_STEERED
    }

    /**
     * How a simulated cloud stands.
     *
     * @param report empty when it could not say
     * @param trouble why it could not say; empty when it could
     */
    public record World(
            String provider, String title, Optional<Steerable.Report> report, String trouble) {}

    /** A call to a cloud. */
    private interface Harm {
        void to(Steerable steering) throws ProvisionException;
    }

    /**
     * @param providers all that are loaded; those that are not {@link Steerable} are left alone
     */
    public GameDays(List<ComputeProvider> providers) {
        for (ComputeProvider provider : providers) {
            if (provider instanceof Steerable steering) {
                clouds.add(new Cloud(provider, steering));
            }
        }
    }

    /** Whether this provider is a simulated one. */
    public boolean steers(String provider) {
        return clouds.stream().anyMatch(cloud -> cloud.name().equals(provider));
    }

    /** Whether any simulated cloud is loaded. */
    public boolean any() {
        return !clouds.isEmpty();
    }

    /** How all simulated clouds stand. */
    public List<World> worlds() {
        return clouds.stream().map(GameDays::world).toList();
    }

    private static World world(Cloud cloud) {
        String title = cloud.provider().title();
        try {
            Steerable.Report report = cloud.steering().report();
            return new World(cloud.name(), title, Optional.of(report), "");
        } catch (ProvisionException trouble) {
            return new World(cloud.name(), title, Optional.empty(), trouble.sentence());
        }
    }

    /** The simulated cloud that has a cluster, by name. */
    public Optional<String> cloudOf(String cluster) {
        return worlds().stream()
                .filter(world -> names(world).contains(cluster))
                .map(World::provider)
                .findFirst();
    }

    /**
     * Takes machines of a cluster back.
     *
     * @param rank one node; empty for all
     * @param notice zero for none
     */
    public Answer preempt(String cluster, OptionalInt rank, Duration notice) {
        if (clouds.isEmpty()) {
            return none();
        }
        List<World> worlds = worlds();
        for (int i = 0; i < worlds.size(); i++) {
            if (names(worlds.get(i)).contains(cluster)) {
                ClusterName name = new ClusterName(cluster);
                return done(
                        new Spot(clouds.get(i), cluster),
                        steering -> steering.preempt(name, rank, notice));
            }
        }
        List<String> there = worlds.stream().flatMap(world -> names(world).stream()).toList();
        return refused(
                "No simulated cloud has a cluster '"
                        + cluster
                        + "'. "
                        + (there.isEmpty()
                                ? "There is none at all."
                                : "There "
                                        + (there.size() == 1 ? "is " : "are ")
                                        + String.join(
                                                ", ",
                                                there.subList(0, Math.min(NAMED, there.size())))
                                        + (there.size() > NAMED ? ", …" : "")
                                        + ".")
                        + silent(worlds));
    }

    /**
     * Ends all machines in a place.
     *
     * @param place a region or zone, with or without its cloud before it: {@code aws/us-east-1}; a
     *     cloud alone means all its regions
     * @param length empty until {@link #heal}
     */
    public Answer outage(String place, Optional<Duration> length) {
        return at(place, spot -> steering -> steering.outage(spot, length));
    }

    /**
     * Cuts the way to all machines in a place.
     *
     * @param place as for {@link #outage}; empty for all clouds
     * @param length empty until {@link #heal}
     */
    public Answer partition(Optional<String> place, Optional<Duration> length) {
        if (place.isEmpty()) {
            return everywhere(steering -> steering.partition(Optional.empty(), length));
        }
        return at(place.get(), spot -> steering -> steering.partition(Optional.of(spot), length));
    }

    /** Ends every outage and partition of all simulated clouds. */
    public Answer heal() {
        return everywhere(Steerable::heal);
    }

    private Answer everywhere(Harm harm) {
        if (clouds.isEmpty()) {
            return none();
        }
        List<String> troubles = new ArrayList<>();
        for (Cloud cloud : clouds) {
            if (done(new Spot(cloud, ""), harm) instanceof Answer.Refused refused) {
                troubles.add(refused.sentence());
            }
        }
        return troubles.isEmpty()
                ? new Answer.Done(String.join(", ", clouds.stream().map(Cloud::name).toList()), "")
                : refused(String.join(" ", troubles));
    }

    private Answer at(String place, Function<String, Harm> harm) {
        if (clouds.isEmpty()) {
            return none();
        }
        String text = place.strip();
        int slash = text.indexOf('/');
        String first = (slash < 0 ? text : text.substring(0, slash)).toLowerCase(Locale.ROOT);
        if (slash < 0 && steers(first)) {
            return everyRegion(first, harm);
        }
        List<World> worlds = worlds();
        List<Spot> found = new ArrayList<>();
        String wanted = slash < 0 ? "*/" + text : text;
        for (int i = 0; i < worlds.size(); i++) {
            Cloud cloud = clouds.get(i);
            placeIn(worlds.get(i), wanted).ifPresent(name -> found.add(new Spot(cloud, name)));
        }
        if (found.size() == 1) {
            Spot spot = found.getFirst();
            return done(spot, harm.apply(spot.place()));
        }
        return refused(found.isEmpty() ? unknown(text, worlds) : ambiguous(text, found));
    }

    private Answer everyRegion(String name, Function<String, Harm> harm) {
        for (Cloud cloud : clouds) {
            if (cloud.name().equals(name)) {
                World world = world(cloud);
                for (String region : regions(world)) {
                    Answer answer = done(new Spot(cloud, region), harm.apply(region));
                    if (answer instanceof Answer.Refused) {
                        return answer;
                    }
                }
                return world.report().isPresent()
                        ? new Answer.Done(name, "all regions")
                        : refused(world.title() + ": " + world.trouble());
            }
        }
        throw new IllegalArgumentException("no simulated cloud " + name);
    }

    /**
     * The region or zone of a world that {@code cloud/region/zone} or {@code cloud/place} means.
     */
    private static Optional<String> placeIn(World world, String wanted) {
        String[] parts = wanted.split("/", -1);
        boolean here = parts[0].equals("*") || parts[0].equalsIgnoreCase(world.provider());
        if (!here || world.report().isEmpty() || parts.length > 3) {
            return Optional.empty();
        }
        for (Steerable.Place place : world.report().get().places()) {
            boolean matches =
                    parts.length == 3
                            ? matches(parts[1], place.region()) && parts[2].equals(place.zone())
                            : parts[1].equals(place.region()) || parts[1].equals(place.zone());
            if (matches) {
                return Optional.of(parts[parts.length - 1]);
            }
        }
        return Optional.empty();
    }

    private static boolean matches(String pattern, String name) {
        return pattern.equals("*") || pattern.equals(name);
    }

    private static Answer done(Spot spot, Harm harm) {
        try {
            harm.to(spot.cloud().steering());
            return new Answer.Done(spot.cloud().name(), spot.place());
        } catch (ProvisionException trouble) {
            return refused(spot.cloud().provider().title() + ": " + trouble.sentence());
        }
    }

    private static String unknown(String text, List<World> worlds) {
        List<String> there = new ArrayList<>();
        for (World world : worlds) {
            regions(world).forEach(region -> there.add(world.provider() + "/" + region));
        }
        return "No simulated cloud has a region or zone '"
                + text
                + "'. "
                + (there.isEmpty()
                        ? "No region is known."
                        : "Regions: " + String.join(", ", there) + ".")
                + silent(worlds);
    }

    private static String ambiguous(String text, List<Spot> found) {
        List<String> full =
                found.stream().map(spot -> spot.cloud().name() + "/" + spot.place()).toList();
        return "'"
                + text
                + "' is a place of several simulated clouds; say which: "
                + String.join(", ", full)
                + ".";
    }

    /** What is said of clouds that could not say what is in them. */
    private static String silent(List<World> worlds) {
        StringBuilder text = new StringBuilder();
        for (World world : worlds) {
            if (world.report().isEmpty()) {
                text.append(" Not known of ")
                        .append(world.title())
                        .append(": ")
                        .append(world.trouble());
            }
        }
        return text.toString();
    }

    private static Set<String> regions(World world) {
        Set<String> regions = new LinkedHashSet<>();
        world.report().ifPresent(it -> it.places().forEach(place -> regions.add(place.region())));
        return regions;
    }

    private static List<String> names(World world) {
        return world.report().map(Steerable.Report::clusters).orElse(List.of()).stream()
                .filter(view -> view.phase() != ClusterView.Phase.GONE)
                .map(view -> view.name().value())
                .toList();
    }

    private static Answer none() {
        return new Answer.Refused(Why.NO_SIMULATION, NO_SIMULATION);
    }

    private static Answer refused(String sentence) {
        return new Answer.Refused(Why.NOT_STEERED, sentence);
    }
}
