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
import io.skyjobs.spi.PreemptionNotices;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Kind;
import io.skyjobs.spi.ProvisionException.Reach;
import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.Watchable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A cloud without machines: keeps the provider contract, and does every bad thing that its {@link
 * Weather} allows. Time is a clock that is handed in, chance a generator that is handed in, so the
 * same seed gives the same life. Safe for use from many threads.
 */
public final class FakeCloud implements ComputeProvider, Watchable, PreemptionNotices {
    private final ReentrantLock lock = new ReentrantLock();
    private final String name;
    private final InstantSource clock;
    final RandomGenerator random;
    private final BiConsumer<Duration, Runnable> later;
    private final List<Consumer<ClusterName>> watchers = new ArrayList<>();
    private final List<CloudWitness> witnesses = new ArrayList<>();
    private final Map<ClusterName, FakeCluster> clusters = new HashMap<>();
    private final Map<ClusterName, Long> ended = new HashMap<>();
    private final List<Offer> offers;
    final FakePerils perils = new FakePerils(this);
    private volatile Weather weather;

    /**
     * @param later runs something after a while; gives the hints of {@link #watch}
     */
    public FakeCloud(
            String name,
            InstantSource clock,
            RandomGenerator random,
            Weather weather,
            BiConsumer<Duration, Runnable> later) {
        this.name = name;
        this.clock = clock;
        this.random = random;
        this.weather = weather;
        this.later = later;
        this.offers = FakeOffers.of(name);
    }

    /** Tells a witness of everything that happens from now on. */
    public void witness(CloudWitness witness) {
        witnesses.add(witness);
    }

    /** Changes the weather. */
    public void weather(Weather next) {
        weather = next;
    }

    /** Clusters that exist now, whoever owns them: the truth, not what the cloud says. */
    public List<ClusterSpec> existing() {
        return locked(
                () -> {
                    Instant now = clock.instant();
                    return clusters.values().stream()
                            .filter(cluster -> cluster.exists(now))
                            .map(cluster -> cluster.spec)
                            .toList();
                });
    }

    /** Whether a cluster was lost by the cloud's own doing. */
    public boolean wasLost(ClusterName cluster) {
        Instant now = clock.instant();
        return locked(
                () ->
                        cluster(cluster)
                                .filter(it -> !now.isBefore(it.lostAt) || it.hasLostNode(now))
                                .isPresent());
    }

    /** Takes a cluster back, or a node of it; {@code notice} is zero for no notice. */
    public void take(ClusterName cluster, OptionalInt rank, Duration notice) {
        locked(() -> cluster(cluster).map(it -> perils.take(it, rank, notice)).orElseThrow());
    }

    /** What really is, beside what is asked for most. */
    public CloudTruth truth() {
        return new CloudTruth(this);
    }

    Optional<FakeCluster> cluster(ClusterName cluster) {
        return Optional.ofNullable(clusters.get(cluster));
    }

    List<CloudWitness> witnesses() {
        return witnesses;
    }

    /** The runs on a cluster by node, as they really are. */
    public Map<Integer, RunView> runs(ClusterName cluster) {
        Instant now = clock.instant();
        return locked(() -> cluster(cluster).map(it -> it.runViews(now)).orElse(Map.of()));
    }

    /** Makes a cluster that nobody asked for, as another program with our tag might. */
    public void plant(ClusterSpec spec) {
        locked(
                () ->
                        clusters.put(
                                spec.name(), new FakeCluster(spec, clock.instant(), spec.nodes())));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return "Fake";
    }

    @Override
    public Readiness readiness() {
        return Readiness.ready("fake account");
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                true,
                true,
                false,
                false,
                false,
                true,
                true,
                true,
                weather.machines().replaced(),
                weather.machines().notice());
    }

    @Override
    public List<Offer> offers() {
        return offers;
    }

    @Override
    public ClusterView ensure(ClusterSpec spec) throws ProvisionException {
        lock.lock();
        try {
            Instant now = clock.instant();
            perils.mayBeOut(name);
            Long newest = ended.get(spec.name());
            if (newest != null && newest >= spec.epoch()) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.ZONE, "Ended", "This cluster was ended before.");
            }
            FakeCluster found = clusters.get(spec.name());
            if (found == null) {
                perils.refuseCreate(spec, now);
                found = make(spec, now);
                clusters.put(spec.name(), found);
                witnesses.forEach(witness -> witness.created(spec, now));
                hintAt(spec.name(), Duration.between(now, found.upAt));
                perils.failAfterMaking(found);
            } else if (found.spec.epoch() > spec.epoch()) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.ZONE, "Stale", "A newer attempt has it.");
            } else if (found.exists(now) && found.made < spec.nodes()) {
                found.made = spec.nodes();
            } else if (found.exists(now) && found.spec.epoch() < spec.epoch()) {
                takeOver(found, spec, now);
            }
            return found.view(now);
        } finally {
            lock.unlock();
        }
    }

    /** A newer attempt gets what is left; a node that was lost is made again. */
    private void takeOver(FakeCluster found, ClusterSpec next, Instant now)
            throws ProvisionException {
        if (!found.hasLostNode(now)) {
            found.spec = next;
            return;
        }
        perils.refuseCreate(next, now);
        int lost = found.lostNode;
        witnesses.forEach(witness -> witness.replaced(next, lost, now));
        found.replace(next, now.plus(upTo(weather.longestCreate())));
        perils.drawNode(found, now);
        hintAt(next.name(), Duration.between(now, found.newNodeUpAt));
    }

    private FakeCluster make(ClusterSpec spec, Instant now) {
        boolean half = happens(weather.halfMade());
        FakeCluster made =
                new FakeCluster(
                        spec,
                        now.plus(upTo(weather.longestCreate())),
                        half ? random.nextInt(0, spec.nodes()) : spec.nodes());
        perils.draw(made, now);
        return made;
    }

    @Override
    public Inspection inspect(Collection<ClusterName> names) throws ProvisionException {
        return seen(
                true, () -> names.stream().map(clusters::get).filter(Objects::nonNull).toList());
    }

    @Override
    public Inspection list(String installation) throws ProvisionException {
        return seen(
                false,
                () ->
                        clusters.values().stream()
                                .filter(it -> it.spec.installation().equals(installation))
                                .toList());
    }

    private Inspection seen(boolean confirms, Supplier<List<FakeCluster>> wanted)
            throws ProvisionException {
        lock.lock();
        try {
            perils.mayBeOut(name);
            if (happens(weather.inspectFails())) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.PLACE, "Down", "The cloud does not answer.");
            }
            boolean complete = !happens(weather.inspectIncomplete());
            Instant now = clock.instant();
            Map<ClusterName, ClusterView> views = new HashMap<>();
            for (FakeCluster cluster : wanted.get()) {
                boolean hidden = !complete && random.nextBoolean();
                if (cluster.exists(now) && !hidden) {
                    cluster.confirmed(now, confirms);
                    views.put(cluster.spec.name(), cluster.view(now));
                }
            }
            return new Inspection(views, complete, "fake list");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void terminate(ClusterName cluster) throws ProvisionException {
        lock.lock();
        try {
            perils.mayBeOut(name);
            if (happens(weather.terminateFails() / 2)) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.PLACE, "Down", "The cloud does not answer.");
            }
            FakeCluster found = clusters.get(cluster);
            Instant now = clock.instant();
            if (found != null && found.exists(now) && !happens(weather.terminateIgnored())) {
                if (found.goneAt.equals(Instant.MAX)) {
                    boolean healthy =
                            !found.hasLostNode(now)
                                    && found.runs.values().stream()
                                            .map(run -> run.view(now))
                                            .noneMatch(FakeCloud::isBroken);
                    boolean working = found.works(now);
                    witnesses.forEach(
                            witness -> witness.terminated(found.spec, working, healthy, now));
                    found.goneAt = now.plus(upTo(weather.longestDelete()));
                }
                ended.merge(cluster, found.spec.epoch(), Math::max);
            }
            if (happens(weather.terminateFails() / 2)) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.PLACE, "Lost", "The reply was lost.");
            }
        } finally {
            lock.unlock();
        }
    }

    static boolean isBroken(RunView view) {
        return view.phase() == RunView.Phase.LOST
                || (view.phase() == RunView.Phase.ENDED && !view.succeeded());
    }

    @Override
    public NodeChannel channel(ClusterName cluster, int rank) {
        return new FakeNode(this, cluster, rank);
    }

    @Override
    public Watch watch(Consumer<ClusterName> changed) {
        locked(() -> watchers.add(changed));
        return () -> locked(() -> watchers.remove(changed));
    }

    @Override
    public void close() {}

    @Override
    public List<Notice> notices(ClusterName cluster) throws ProvisionException {
        lock.lock();
        try {
            perils.mayBeOut(name);
            FakeCluster found = clusters.get(cluster);
            return found == null ? List.of() : perils.notices(found);
        } finally {
            lock.unlock();
        }
    }

    /** The cluster, when one of its nodes can be reached now. Under the lock. */
    FakeCluster reach(ClusterName cluster, int rank) throws ChannelException {
        FakeCluster found = clusters.get(cluster);
        if (found == null || !found.isUp(rank, clock.instant()) || perils.isCut(cluster)) {
            throw new ChannelException("cluster " + cluster + " cannot be reached");
        }
        return found;
    }

    InstantSource clock() {
        return clock;
    }

    ReentrantLock lock() {
        return lock;
    }

    void hintAt(ClusterName cluster, Duration after) {
        if (watchers.isEmpty() || happens(weather.hintLost())) {
            return;
        }
        later.accept(
                after.isNegative() ? Duration.ZERO : after,
                () ->
                        locked(() -> List.copyOf(watchers))
                                .forEach(watcher -> watcher.accept(cluster)));
    }

    boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }

    Duration upTo(Duration longest) {
        return longest.isZero() ? longest : Duration.ofMillis(random.nextLong(longest.toMillis()));
    }

    Weather weather() {
        return weather;
    }

    /** Runs something later, under the lock. */
    void later(Duration after, Runnable task) {
        later.accept(
                after,
                () ->
                        locked(
                                () -> {
                                    task.run();
                                    return true;
                                }));
    }

    <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
