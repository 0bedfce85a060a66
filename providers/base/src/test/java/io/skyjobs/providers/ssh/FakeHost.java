package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.Claim;
import io.skyjobs.providers.channel.host.HostFacts;
import io.skyjobs.providers.channel.host.HostNode;
import io.skyjobs.providers.channel.host.HostNode.Stage;
import io.skyjobs.providers.channel.host.HostRoom;
import io.skyjobs.providers.channel.host.NodeHost;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.NodeChannel;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A machine in memory that does as {@link NodeHost} says, and can be cut off, filled, or made to
 * lose an answer after it did what was asked.
 */
final class FakeHost {
    private static final AtomicInteger IDS = new AtomicInteger();

    private final String name;
    private final HostFacts hardware;
    private final Map<String, Claim> claims = new TreeMap<>();
    private final Map<String, HostNode> nodes = new TreeMap<>();
    private final Map<String, Long> ended = new HashMap<>();
    private boolean reachable = true;
    private boolean unfit;
    private boolean losesAnswer;
    private Optional<Runnable> beforeMake = Optional.empty();

    /** What happened, in order, such as {@code make a-1-0-1.0} and {@code end a-1-0-1.0}. */
    final List<String> events = new CopyOnWriteArrayList<>();

    FakeHost(String name, int cpus, int gib, List<String> gpus) {
        this.name = name;
        var told = new ArrayList<HostFacts.Gpu>();
        for (var gpu : gpus) {
            told.add(new HostFacts.Gpu(told.size(), gpu, 81_920));
        }
        this.hardware =
                new HostFacts(
                        name,
                        "boot-1",
                        cpus,
                        gib * 1024L,
                        1 << 20,
                        told,
                        List.of(),
                        List.of("bash"),
                        "10.0.0." + name);
    }

    synchronized void cut() {
        reachable = false;
    }

    synchronized void mend() {
        reachable = true;
    }

    synchronized void fillDisk() {
        unfit = true;
    }

    /** The next claim is made, and the answer does not arrive. */
    synchronized void loseNextAnswer() {
        losesAnswer = true;
    }

    /** Something that happens between the choice of this host and the claim. */
    synchronized void beforeNextMake(Runnable event) {
        beforeMake = Optional.of(event);
    }

    synchronized List<HostNode> present() {
        return List.copyOf(nodes.values());
    }

    synchronized List<Claim> claimed() {
        return List.copyOf(claims.values());
    }

    /** A node is gone without anybody having ended it. */
    synchronized void drop(ClusterName cluster, int rank) {
        nodes.remove(cluster + "." + rank);
        claims.remove(cluster + "." + rank);
    }

    private synchronized void mustReach() throws ChannelException {
        if (!reachable) {
            throw new ChannelException("No route to " + name + ".");
        }
    }

    private synchronized NodeHost.Made make(Claim claim, HostRoom room) throws ChannelException {
        mustReach();
        var key = claim.cluster() + "." + claim.rank();
        events.add("make " + key);
        if (unfit) {
            return new NodeHost.Made.Unfit("The disk of " + name + " is full.");
        }
        if (ended.getOrDefault(key, Long.MIN_VALUE) >= claim.epoch()) {
            return new NodeHost.Made.Refused("It was ended for attempt " + ended.get(key) + ".");
        }
        if (!nodes.containsKey(key)) {
            if (!fits(claim, room)) {
                return new NodeHost.Made.NoRoom("Others were faster on " + name + ".");
            }
            nodes.put(key, node(claim, name + "-" + IDS.incrementAndGet()));
        }
        claims.put(key, claim);
        var node = node(claim, nodes.get(key).id());
        nodes.put(key, node);
        if (losesAnswer) {
            losesAnswer = false;
            reachable = false;
            throw new ChannelException("The connection to " + name + " was lost.");
        }
        return new NodeHost.Made.Done(node);
    }

    private HostNode node(Claim claim, String id) {
        return new HostNode(
                claim.cluster(),
                claim.rank(),
                claim.installation(),
                claim.epoch(),
                id,
                Stage.UP,
                "/fake/" + claim.cluster());
    }

    private boolean fits(Claim claim, HostRoom room) {
        var cpus = claim.milliCpus();
        var memory = claim.memoryMib();
        var gpus = new HashMap<>(claim.gpus());
        for (var other : claims.values()) {
            cpus += other.milliCpus();
            memory += other.memoryMib();
            other.gpus().forEach((index, part) -> gpus.merge(index, part, Integer::sum));
        }
        return (claim.milliCpus() == 0 || cpus <= room.milliCpus())
                && (claim.memoryMib() == 0 || memory <= room.memoryMib())
                && claim.gpus().keySet().stream()
                        .allMatch(
                                index ->
                                        gpus.getOrDefault(index, 0)
                                                <= room.gpus().getOrDefault(index, 0));
    }

    private synchronized String end(ClusterName cluster, int rank) throws ChannelException {
        mustReach();
        var key = cluster + "." + rank;
        events.add("end " + key);
        var node = nodes.remove(key);
        claims.remove(key);
        ended.merge(key, node == null ? 0 : node.epoch(), Math::max);
        return node == null ? "there was no such node" : "its directory is gone";
    }

    private Optional<Runnable> takeBeforeMake() {
        synchronized (this) {
            var event = beforeMake;
            beforeMake = Optional.empty();
            return event;
        }
    }

    /** A way to it, of which there may be many. */
    NodeHost open() {
        return new Way();
    }

    private final class Way implements NodeHost {
        @Override
        public String title() {
            return name;
        }

        @Override
        public HostFacts facts() throws ChannelException {
            mustReach();
            return new HostFacts(
                    hardware.hostname(),
                    hardware.bootId(),
                    hardware.cpus(),
                    hardware.memoryMib(),
                    hardware.diskFreeMib(),
                    hardware.gpus(),
                    claimed(),
                    hardware.tools(),
                    hardware.address());
        }

        @Override
        public Made make(Claim claim, HostRoom room) throws ChannelException {
            takeBeforeMake().ifPresent(Runnable::run);
            return FakeHost.this.make(claim, room);
        }

        @Override
        public List<HostNode> nodes() throws ChannelException {
            mustReach();
            return present();
        }

        @Override
        public Optional<HostNode> node(ClusterName cluster, int rank) throws ChannelException {
            return nodes().stream()
                    .filter(node -> node.cluster().equals(cluster) && node.rank() == rank)
                    .findFirst();
        }

        @Override
        public String end(ClusterName cluster, int rank) throws ChannelException {
            return FakeHost.this.end(cluster, rank);
        }

        @Override
        public void renew(List<Leased> leased, Duration lease) throws ChannelException {
            mustReach();
            leased.forEach(it -> events.add("renew " + it.cluster() + "." + it.rank()));
        }

        @Override
        public NodeChannel channel(ClusterName cluster, int rank) {
            return (NodeChannel)
                    Proxy.newProxyInstance(
                            NodeChannel.class.getClassLoader(),
                            new Class<?>[] {NodeChannel.class},
                            (proxy, method, words) -> {
                                events.add(method.getName() + " " + cluster + "." + rank);
                                mustReach();
                                throw new ChannelException("No runs here.");
                            });
        }

        @Override
        public void watch(Consumer<ClusterName> changed) {
            // Nothing ever changes by itself here.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
