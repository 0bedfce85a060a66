package io.skyjobs.testkit;

import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.Steerable;
import io.skyjobs.spi.Surveyable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A simulated cloud that has exactly what a test put into it, and writes down what it was asked to
 * do. Nothing can be started there. Safe for use from many threads.
 */
public final class HandCloud implements ComputeProvider, Steerable, Surveyable {
    private final String name;
    private final List<Place> places;
    private final Map<ClusterName, Owned> clusters = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private Optional<String> silence = Optional.empty();
    private boolean complete = true;
    private boolean keepsAll;
    private Runnable afterListing = () -> {};

    /**
     * @param name lower-case name
     * @param places {@code region/zone} each
     */
    public HandCloud(String name, String... places) {
        this.name = name;
        this.places =
                List.of(places).stream()
                        .map(text -> text.split("/", -1))
                        .map(part -> new Place(part[0], part[1], 0, OptionalInt.empty()))
                        .toList();
    }

    /** Puts a cluster of one node there. */
    public synchronized HandCloud has(
            String cluster, String installation, ClusterView.Phase phase) {
        ClusterName key = new ClusterName(cluster);
        ClusterView.NodeView node =
                new ClusterView.NodeView(0, cluster + "/0", phase, "10.0.0.1", "");
        clusters.put(key, new Owned(new ClusterView(key, phase, List.of(node), ""), installation));
        return this;
    }

    /** It answers everything with this trouble from now on. */
    public synchronized void silent(String sentence) {
        silence = Optional.of(sentence);
    }

    /** Its listings are not whole from now on. */
    public synchronized void forgetful() {
        complete = false;
    }

    /** It takes requests to end clusters, and ends none. */
    public synchronized void keepsAll() {
        keepsAll = true;
    }

    /** Does this after each listing, before the answer arrives. */
    public synchronized void afterListing(Runnable then) {
        afterListing = then;
    }

    /** What it was asked to do, in order. */
    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return name.toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public Readiness readiness() {
        return Readiness.ready("by hand");
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                true, true, false, false, false, true, false, true, false, Duration.ZERO);
    }

    @Override
    public List<Offer> offers() {
        return List.of();
    }

    @Override
    public ClusterView ensure(ClusterSpec spec) {
        throw new UnsupportedOperationException("nothing can be started by hand");
    }

    @Override
    public synchronized Inspection inspect(Collection<ClusterName> names)
            throws ProvisionException {
        speak();
        Map<ClusterName, ClusterView> views = new HashMap<>();
        for (ClusterName each : names) {
            Owned owned = clusters.get(each);
            if (owned != null) {
                views.put(each, owned.view());
            }
        }
        return new Inspection(views, complete, "by hand");
    }

    @Override
    public synchronized void terminate(ClusterName cluster) throws ProvisionException {
        speak();
        asked.add("terminate " + cluster);
        if (!keepsAll) {
            clusters.remove(cluster);
        }
    }

    @Override
    public synchronized Inspection list(String installation) throws ProvisionException {
        speak();
        Map<ClusterName, ClusterView> views = new HashMap<>();
        clusters.forEach(
                (key, owned) -> {
                    if (owned.installation().equals(installation)) {
                        views.put(key, owned.view());
                    }
                });
        afterListing.run();
        return new Inspection(views, complete, "by hand");
    }

    @Override
    public synchronized Survey survey() throws ProvisionException {
        speak();
        return new Survey(List.copyOf(clusters.values()), complete);
    }

    @Override
    public NodeChannel channel(ClusterName cluster, int rank) throws ChannelException {
        throw new ChannelException("there is no way to a machine that exists by hand only");
    }

    @Override
    public synchronized void preempt(ClusterName cluster, OptionalInt rank, Duration notice)
            throws ProvisionException {
        speak();
        asked.add(
                "preempt "
                        + cluster
                        + (rank.isPresent() ? " node " + rank.getAsInt() : "")
                        + " "
                        + notice);
    }

    @Override
    public synchronized void outage(String place, Optional<Duration> length)
            throws ProvisionException {
        speak();
        asked.add("outage " + place + length.map(it -> " " + it).orElse(""));
    }

    @Override
    public synchronized void partition(Optional<String> place, Optional<Duration> length)
            throws ProvisionException {
        speak();
        asked.add("partition " + place.orElse("all") + length.map(it -> " " + it).orElse(""));
    }

    @Override
    public synchronized void heal() throws ProvisionException {
        speak();
        asked.add("heal");
    }

    @Override
    public synchronized Report report() throws ProvisionException {
        speak();
        return new Report(
                "by hand", places, List.of(), clusters.values().stream().map(Owned::view).toList());
    }

    private void speak() throws ProvisionException {
        if (silence.isPresent()) {
            throw new ProvisionException(
                    ProvisionException.Kind.INFRASTRUCTURE,
                    ProvisionException.Reach.PROVIDER,
                    "Silent",
                    silence.get());
        }
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
