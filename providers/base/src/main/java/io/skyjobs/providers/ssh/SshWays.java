package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.HostAgent;
import io.skyjobs.providers.channel.host.HostSettings;
import io.skyjobs.providers.channel.host.NodeHost;
import io.skyjobs.providers.channel.ssh.SshConnections;
import io.skyjobs.providers.channel.ssh.SshCouriers;
import io.skyjobs.providers.channel.ssh.SshFiles;
import io.skyjobs.providers.channel.ssh.SshSettings;
import io.skyjobs.providers.channel.ssh.SshTarget;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Makes the ways to hosts over real connections. What they share is made with the first of them, so
 * that who has no pools pays nothing for it. Safe for use from many threads.
 */
final class SshWays implements Function<SshTarget, NodeHost>, AutoCloseable {
    private final SshFiles files;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Shared> shared = Optional.empty();
    private boolean closed;

    /** What all ways share. */
    private record Shared(
            SshConnections connections,
            SshCouriers couriers,
            ExecutorService threads,
            HostSettings settings) {
        static Shared of(SshFiles files) {
            var random = new SecureRandom();
            var threads =
                    Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name("host-", 0).factory());
            return new Shared(
                    new SshConnections(files, SshSettings.usual(), System::nanoTime, random),
                    new SshCouriers(System.getenv()),
                    threads,
                    new HostSettings(threads, random, HostSettings.Limits.USUAL));
        }

        NodeHost open(SshTarget target) {
            var connection = connections.connection(target);
            return new HostAgent(connection, couriers.over(connection), settings);
        }

        void close() {
            connections.close();
            threads.shutdownNow();
        }
    }

    SshWays(SshFiles files) {
        this.files = files;
    }

    @Override
    public NodeHost apply(SshTarget target) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the provider is closed");
            }
            if (shared.isEmpty()) {
                shared = Optional.of(Shared.of(files));
            }
            return shared.get().open(target);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            shared.ifPresent(Shared::close);
        } finally {
            lock.unlock();
        }
    }
}
