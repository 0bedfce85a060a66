package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.HostConnection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The connections to all hosts over SSH: one for each target, shared by all who ask for it, on one
 * client that has no thread of its own for any of them. Nothing is connected before it is needed.
 * Safe for use from many threads.
 */
public final class SshConnections implements AutoCloseable {
    /** How often silent connections are looked for, as a part of the time they may be silent. */
    private static final int LOOKS_PER_HEARTBEAT = 8;

    private final SshRoutes routes;
    private final SshEngine engine;
    private final SshHeartbeats heartbeats;
    private final ExecutorService threads;
    private final ScheduledExecutorService clock;
    private final SshConnection.Surroundings around;
    private final Map<SshTarget, SshConnection> connections = new ConcurrentHashMap<>();
    private final SharedJumps jumps = new SharedJumps();

    /**
     * @param files of the user
     * @param settings limits and pauses
     * @param nanos a clock that only goes forward, in nanoseconds from any start
     * @param random draws pauses
     */
    public SshConnections(
            SshFiles files, SshSettings settings, LongSupplier nanos, RandomGenerator random) {
        this.threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("ssh-", 0).factory());
        this.clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("ssh-heartbeats").factory());
        var hostKeys = new SshHostKeys(new PinnedHosts(files.pinned()));
        this.engine = new SshEngine(settings, hostKeys, new SshWires(threads, nanos));
        this.heartbeats = new SshHeartbeats(settings.patience(), nanos);
        this.routes =
                new SshRoutes(
                        files, new SshKeys(engine::client, settings.limits().authentication()));
        var carriers = new SshCarriers(jumps, settings.limits(), files.home());
        var handshake = new SshHandshake(engine, routes, carriers, heartbeats::watch);
        this.around =
                new SshConnection.Surroundings(
                        handshake,
                        settings,
                        nanos,
                        new SshPauses(settings.patience(), random),
                        threads,
                        closed -> connections.remove(closed.target(), closed));
        var look = settings.patience().heartbeat().toNanos() / LOOKS_PER_HEARTBEAT;
        // Ends with the clock; what a look throws ends that session, never the looking.
        var _ = clock.scheduleWithFixedDelay(this::tick, look, look, TimeUnit.NANOSECONDS);
    }

    /**
     * The connection to a target, the same for all who ask until somebody closes it. Does not call
     * out and does not fail: what is wrong with a target is said when the connection is used.
     */
    public SshConnection connection(SshTarget target) {
        return connections.computeIfAbsent(
                target, wanted -> new SshConnection(wanted, routes.title(wanted), around));
    }

    /** Looks once for silent connections; also happens by itself. */
    public void tick() {
        heartbeats.tick();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        connections.values().forEach(HostConnection::close);
        jumps.close();
        clock.shutdownNow();
        engine.close();
        threads.shutdownNow();
    }

    /** Connections to jump hosts, each open as long as anybody goes over it. */
    private final class SharedJumps implements SshCarriers.Jumps {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<SshTarget, Shared> shared = new HashMap<>();

        /** A connection and how many use it. */
        private record Shared(SshConnection connection, int users) {}

        @Override
        public SshConnection borrow(SshTarget jump) {
            lock.lock();
            try {
                var known = shared.get(jump);
                var connection =
                        known == null
                                ? new SshConnection(jump, routes.title(jump), around)
                                : known.connection();
                shared.put(jump, new Shared(connection, known == null ? 1 : known.users() + 1));
                return connection;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void giveBack(SshTarget jump) {
            var unused = new AtomicReference<SshConnection>();
            lock.lock();
            try {
                shared.computeIfPresent(
                        jump,
                        (target, known) -> {
                            if (known.users() > 1) {
                                return new Shared(known.connection(), known.users() - 1);
                            }
                            unused.set(known.connection());
                            return null;
                        });
            } finally {
                lock.unlock();
            }
            var last = unused.get();
            if (last != null) {
                last.close();
            }
        }

        void close() {
            List<Shared> left;
            lock.lock();
            try {
                left = List.copyOf(shared.values());
                shared.clear();
            } finally {
                lock.unlock();
            }
            left.forEach(one -> one.connection().close());
        }
    }
}
