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
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A cloud without machines: keeps the provider contract, and does every bad thing that its {@link
 * Weather} allows. Time is a clock that is handed in, chance a generator that is handed in, so the
 * same seed gives the same life. Safe for use from many threads.
 */
public final class FakeCloud implements ComputeProvider, Watchable, PreemptionNotices {

    private final ReentrantLock lock = new ReentrantLock();
    private final String name;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final BiConsumer<Duration, Runnable> later;
    private final List<Consumer<ClusterName>> watchers = new ArrayList<>();
    private final List<CloudWitness> witnesses = new ArrayList<>();
    private final Map<ClusterName, FakeCluster> clusters = new HashMap<>();
    private final Map<ClusterName, Long> ended = new HashMap<>();
    private final List<Offer> offers;
    private final FakeMaking making;
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
        this.making = new FakeMaking(() -> this.weather, random, () -> witnesses, this::hintAt);
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

    /** Whether a cluster or a node of it was lost by the cloud's own doing. */
    public boolean wasLost(ClusterName cluster) {
        return about(
                cluster,
                false,
                (found, now) -> !now.isBefore(found.lostAt) || !found.lostNodes(now).isEmpty());
    }

    /** Whether a cluster was told that it is going to be taken. */
    public boolean wasNoticed(ClusterName cluster) {
        return about(cluster, false, (found, now) -> !now.isBefore(found.noticeAt));
    }

    /** Numbers of the attempts of which something runs on a cluster, as it really is. */
    public Set<Long> activeEpochs(ClusterName cluster) {
        return about(
                cluster,
                Set.of(),
                (found, now) ->
                        found.runs.entrySet().stream()
                                .filter(run -> !found.nodeGone(run.getKey(), now))
                                .map(Map.Entry::getValue)
                                .filter(run -> found.exists(now) && run.active(now))
                                .map(FakeRun::epoch)
                                .collect(Collectors.toSet()));
    }

    private <T> T about(
            ClusterName cluster, T otherwise, BiFunction<FakeCluster, Instant, T> question) {
        return locked(
                () -> {
                    FakeCluster found = clusters.get(cluster);
                    return found == null ? otherwise : question.apply(found, clock.instant());
                });
    }

    /**
     * Takes a cluster back, or one node of it.
     *
     * @param notice how long before it is told; zero for not at all
     */
    public void take(ClusterName cluster, OptionalInt rank, Duration notice) {
        locked(
                () -> {
                    FakeCluster found = Objects.requireNonNull(clusters.get(cluster));
                    Instant at = clock.instant().plus(notice);
                    if (rank.isPresent()) {
                        found.loseNode(rank.getAsInt(), at);
                    } else {
                        found.lostAt = at;
                    }
                    if (!notice.isZero()) {
                        found.noticeAt = clock.instant();
                        hintAt(cluster, Duration.ZERO);
                    }
                    hintAt(cluster, notice);
                    return at;
                });
    }

    /** The runs on a cluster by node, as they really are. */
    public Map<Integer, RunView> runs(ClusterName cluster) {
        Map<Integer, RunView> views = new HashMap<>();
        return about(
                cluster,
                views,
                (found, now) -> {
                    found.runs.forEach((rank, run) -> views.put(rank, run.view(now)));
                    return views;
                });
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
                true, true, false, false, false, false, true, FakeMaking.LONGEST_NOTICE);
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
            Long newest = ended.get(spec.name());
            if (newest != null && newest >= spec.epoch()) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.ZONE, "Ended", "This cluster was ended before.");
            }
            FakeCluster found = clusters.get(spec.name());
            if (found == null) {
                making.refuse(spec, now);
                found = making.make(spec, now);
                clusters.put(spec.name(), found);
                witnesses.forEach(witness -> witness.created(spec, now));
                hintAt(spec.name(), Duration.between(now, found.upAt));
                making.failAfter(found);
            } else if (found.spec.epoch() > spec.epoch()) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.ZONE, "Late", "A later attempt has it.");
            } else if (found.exists(now) && found.made < spec.nodes()) {
                found.made = spec.nodes();
            } else if (found.exists(now) && found.spec.epoch() < spec.epoch()) {
                making.replaceLost(found, spec, now);
            }
            return found.view(now);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Inspection inspect(Collection<ClusterName> names) throws ProvisionException {
        return seen(() -> names.stream().map(clusters::get).filter(Objects::nonNull).toList());
    }

    @Override
    public Inspection list(String installation) throws ProvisionException {
        return seen(
                () ->
                        clusters.values().stream()
                                .filter(it -> it.spec.installation().equals(installation))
                                .toList());
    }

    private Inspection seen(Supplier<List<FakeCluster>> wanted) throws ProvisionException {
        lock.lock();
        try {
            if (making.happens(weather.inspectFails())) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.PLACE, "Down", "The cloud does not answer.");
            }
            boolean complete = !making.happens(weather.inspectIncomplete());
            Instant now = clock.instant();
            Map<ClusterName, ClusterView> views = new HashMap<>();
            for (FakeCluster cluster : wanted.get()) {
                boolean hidden = !complete && random.nextBoolean();
                if (cluster.exists(now) && !hidden) {
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
            if (making.happens(weather.terminateFails() / 2)) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.PLACE, "Down", "The cloud does not answer.");
            }
            FakeCluster found = clusters.get(cluster);
            Instant now = clock.instant();
            if (found != null && found.exists(now) && !making.happens(weather.terminateIgnored())) {
                making.end(found, now);
                ended.merge(cluster, found.spec.epoch(), Math::max);
            }
            if (making.happens(weather.terminateFails() / 2)) {
                throw new ProvisionException(
                        Kind.INFRASTRUCTURE, Reach.PLACE, "Lost", "The reply was lost.");
            }
        } finally {
            lock.unlock();
        }
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

    /** The cluster, when its nodes can be reached now. Under the lock. */
    FakeCluster reach(ClusterName cluster, int rank) throws ChannelException {
        Instant now = clock.instant();
        FakeCluster found = clusters.get(cluster);
        boolean cut =
                FakeOffers.shaken(cluster.value(), now.getEpochSecond() / 10)
                        < weather.partitioned();
        if (found == null || !found.isReachable(rank, now) || cut) {
            throw new ChannelException("cluster " + cluster + " cannot be reached");
        }
        return found;
    }

    @Override
    public List<Notice> notices(ClusterName cluster) {
        return about(
                cluster,
                List.of(),
                (found, now) ->
                        found.exists(now) && !now.isBefore(found.noticeAt)
                                ? List.of(
                                        new Notice(
                                                0,
                                                Duration.between(now, found.end()),
                                                "fake:notice"))
                                : List.of());
    }

    /** Starts a run. Under the lock. */
    void started(FakeCluster cluster, int rank, FakeRun run) {
        Instant now = clock.instant();
        witnesses.forEach(witness -> witness.runStarted(cluster.spec, rank, now));
        cluster.runs.put(rank, run);
        if (making.happens(weather.runLost())) {
            run.vanish(now.plus(making.upTo(FakeMaking.RISK)));
        }
        hintAtEnd(cluster, run);
    }

    /** Notes a run that was stopped. Under the lock. */
    void stopped(FakeCluster cluster, int rank) {
        Instant now = clock.instant();
        boolean gangFailed =
                cluster.runs.values().stream()
                        .map(run -> run.view(now))
                        .anyMatch(FakeMaking::isBroken);
        witnesses.forEach(witness -> witness.runStopped(cluster.spec, rank, gangFailed, now));
    }

    /** Notes a run that was told that its machine is about to be taken. Under the lock. */
    void warned(FakeCluster cluster, int rank) {
        witnesses.forEach(witness -> witness.runWarned(cluster.spec, rank, clock.instant()));
    }

    /** Gives a hint when a run is over, as far as that is known now. Under the lock. */
    void hintAtEnd(FakeCluster cluster, FakeRun run) {
        run.end()
                .ifPresent(
                        at -> hintAt(cluster.spec.name(), Duration.between(clock.instant(), at)));
    }

    InstantSource clock() {
        return clock;
    }

    ReentrantLock lock() {
        return lock;
    }

    private void hintAt(ClusterName cluster, Duration after) {
        if (watchers.isEmpty() || making.happens(weather.hintLost())) {
            return;
        }
        later.accept(
                after.isNegative() ? Duration.ZERO : after,
                () ->
                        locked(() -> List.copyOf(watchers))
                                .forEach(watcher -> watcher.accept(cluster)));
    }

    private <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
