package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.NodeHost;
import io.skyjobs.providers.channel.ssh.SshTarget;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.providers.ssh.pool.HostPool;
import io.skyjobs.providers.ssh.pool.PoolFile;
import io.skyjobs.providers.ssh.pool.PoolFile.Reading;
import io.skyjobs.spi.ClusterName;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The hosts that are held: those of the pool file, and those that are remembered because something
 * of ours may be on them. Safe for use from many threads.
 */
final class Hosts implements AutoCloseable {
    private final PoolFile file;
    private final Function<SshTarget, NodeHost> opening;
    private final HeldHost.Surroundings around;
    private final List<Consumer<ClusterName>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<HostId, HeldHost> held = new HashMap<>();

    /**
     * @param opening makes the way to a host without calling out
     */
    Hosts(PoolFile file, Function<SshTarget, NodeHost> opening, HeldHost.Surroundings around) {
        this.file = file;
        this.opening = opening;
        this.around = around;
    }

    /** What the pool file says now. */
    Reading reading() {
        return file.read();
    }

    /** The pools as they are now; none when the file cannot be used. */
    List<HostPool> pools() {
        return switch (file.read()) {
            case Reading.Pools pools -> pools.pools();
            case Reading.None none -> List.of();
            case Reading.Wrong wrong -> List.of();
        };
    }

    /** The hosts of all pools, each once. */
    List<HeldHost> all() {
        var found = new HashMap<HostId, HeldHost>();
        for (var pool : pools()) {
            of(pool).forEach(host -> found.put(host.id(), host));
        }
        return List.copyOf(found.values());
    }

    /** The hosts of a pool, in its order. */
    List<HeldHost> of(HostPool pool) {
        return pool.hosts().stream().map(host -> hold(host.id(), host.target())).toList();
    }

    /** A host by its id; empty when nobody knows how to reach it. */
    Optional<HeldHost> find(HostId id) {
        lock.lock();
        try {
            var found = Optional.ofNullable(held.get(id));
            if (found.isPresent()) {
                return found;
            }
        } finally {
            lock.unlock();
        }
        return pools().stream()
                .flatMap(pool -> pool.hosts().stream())
                .filter(host -> host.id().equals(id))
                .findFirst()
                .map(host -> host.target())
                .or(() -> around.memory().of(id).map(HostMemory.Known::target))
                .map(target -> hold(id, target));
    }

    private HeldHost hold(HostId id, SshTarget target) {
        var old = Optional.<HeldHost>empty();
        lock.lock();
        try {
            var found = held.get(id);
            if (found != null && found.target().equals(target)) {
                return found;
            }
            old = Optional.ofNullable(found);
            var made = new HeldHost(id, target, opening.apply(target), around);
            made.nodes()
                    .watch(
                            changed -> {
                                made.spoke();
                                tell(changed);
                            });
            held.put(id, made);
            return made;
        } finally {
            lock.unlock();
            // The user says now how it is reached.
            old.ifPresent(HeldHost::close);
        }
    }

    private void tell(ClusterName changed) {
        listeners.forEach(listener -> listener.accept(changed));
    }

    void listen(Consumer<ClusterName> listener) {
        listeners.add(listener);
    }

    void unlisten(Consumer<ClusterName> listener) {
        listeners.remove(listener);
    }

    @Override
    public void close() {
        var all = new ArrayList<HeldHost>();
        lock.lock();
        try {
            all.addAll(held.values());
            held.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(HeldHost::close);
    }
}
