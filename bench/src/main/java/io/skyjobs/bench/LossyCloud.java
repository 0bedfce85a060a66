package io.skyjobs.bench;

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
import io.skyjobs.spi.Watchable;
import io.skyjobs.testkit.FakeCloud;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A fake cloud whose machines can be taken away at an instant of one's choice, which takes a stated
 * time to make others, and which counts its calls. What is lost it says at once, to whoever watches
 * and whoever asks; of a lost cluster it still expects that its end is asked for. Safe for use from
 * many threads.
 */
final class LossyCloud implements ComputeProvider, Watchable {
    private final FakeCloud cloud;
    private final BiConsumer<Duration, Runnable> later;
    private final Set<ClusterName> lost = ConcurrentHashMap.newKeySet();
    private final Map<ClusterName, Long> upAt = new ConcurrentHashMap<>();
    private final List<Consumer<ClusterName>> watchers = new CopyOnWriteArrayList<>();
    private final AtomicLong creates = new AtomicLong();
    private final AtomicLong inspects = new AtomicLong();
    private final AtomicLong terminates = new AtomicLong();
    private final AtomicLong healthyTerminated = new AtomicLong();
    private final AtomicLong channels = new AtomicLong();
    private volatile Duration provisioning = Duration.ZERO;
    private volatile LongConsumer asked = job -> {};

    /**
     * @param later runs something after a while; gives the hints that a cluster is up
     */
    LossyCloud(FakeCloud cloud, BiConsumer<Duration, Runnable> later) {
        this.cloud = cloud;
        this.later = later;
    }

    /**
     * Calls so far.
     *
     * @param creates calls that make a cluster, or ask whether it is up by now
     * @param inspects questions about clusters, lists included; one may be about many
     * @param terminates calls that end a cluster
     * @param healthyTerminated of these, about clusters that were not lost
     * @param channels visits of nodes, to look at a run, start it or fetch its log
     */
    record Calls(
            long creates, long inspects, long terminates, long healthyTerminated, long channels) {
        /** What came since. */
        Calls since(Calls before) {
            return new Calls(
                    creates - before.creates,
                    inspects - before.inspects,
                    terminates - before.terminates,
                    healthyTerminated - before.healthyTerminated,
                    channels - before.channels);
        }
    }

    Calls calls() {
        return new Calls(
                creates.get(),
                inspects.get(),
                terminates.get(),
                healthyTerminated.get(),
                channels.get());
    }

    /** How long each cluster takes to be up from now on. */
    void provisioning(Duration time) {
        provisioning = time;
    }

    /** Is told the job of each cluster that is asked for, before anything else happens. */
    void onCreate(LongConsumer listener) {
        asked = listener;
    }

    /** Takes away all these at once, and then tells all watchers. */
    void lose(Collection<ClusterName> names) {
        lost.addAll(names);
        for (ClusterName name : names) {
            hint(name);
        }
    }

    /** Clusters that exist or whose end was not asked for, and that were lost. */
    long lostAndLeft() {
        return cloud.existing().stream().filter(spec -> lost.contains(spec.name())).count();
    }

    private void hint(ClusterName name) {
        watchers.forEach(watcher -> watcher.accept(name));
    }

    /** The job in a cluster's name. */
    static long job(ClusterName name) {
        return Long.parseLong(name.value().split("-", -1)[1]);
    }

    @Override
    public String name() {
        return cloud.name();
    }

    @Override
    public String title() {
        return cloud.title();
    }

    @Override
    public Readiness readiness() {
        return cloud.readiness();
    }

    @Override
    public Capabilities capabilities() {
        return cloud.capabilities();
    }

    @Override
    public List<Offer> offers() {
        return cloud.offers();
    }

    @Override
    public ClusterView ensure(ClusterSpec spec) throws ProvisionException {
        creates.incrementAndGet();
        asked.accept(job(spec.name()));
        ClusterView view = cloud.ensure(spec);
        Duration time = provisioning;
        if (time.isZero()) {
            return view;
        }
        long up =
                upAt.computeIfAbsent(
                        spec.name(),
                        name -> {
                            later.accept(time, () -> hint(name));
                            return System.nanoTime() + time.toNanos();
                        });
        return System.nanoTime() - up >= 0
                ? view
                : new ClusterView(view.name(), ClusterView.Phase.CREATING, List.of(), "creating");
    }

    @Override
    public Inspection inspect(Collection<ClusterName> names) throws ProvisionException {
        inspects.incrementAndGet();
        return cloud.inspect(names.stream().filter(name -> !lost.contains(name)).toList());
    }

    @Override
    public Inspection list(String installation) throws ProvisionException {
        inspects.incrementAndGet();
        Inspection all = cloud.list(installation);
        Map<ClusterName, ClusterView> views = new HashMap<>(all.views());
        views.keySet().removeAll(lost);
        return new Inspection(views, all.complete(), all.evidence());
    }

    @Override
    public void terminate(ClusterName name) throws ProvisionException {
        terminates.incrementAndGet();
        if (!lost.contains(name)) {
            healthyTerminated.incrementAndGet();
        }
        cloud.terminate(name);
    }

    @Override
    public NodeChannel channel(ClusterName name, int rank) throws ChannelException {
        channels.incrementAndGet();
        if (lost.contains(name)) {
            throw new ChannelException("cluster " + name + " cannot be reached");
        }
        return cloud.channel(name, rank);
    }

    @Override
    public Watch watch(Consumer<ClusterName> changed) {
        Watch inner = cloud.watch(changed);
        watchers.add(changed);
        return () -> {
            watchers.remove(changed);
            inner.close();
        };
    }

    @Override
    public void close() {
        cloud.close();
    }
}
