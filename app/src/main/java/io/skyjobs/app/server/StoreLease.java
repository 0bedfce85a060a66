package io.skyjobs.app.server;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.core.controller.Timers;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStore.Lease;
import io.skyjobs.core.persistence.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The right of this process to write to the store, renewed until it is closed. When it was lost,
 * the process ends: another one has the jobs.
 */
final class StoreLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreLease.class);
    private static final Duration LENGTH = Duration.ofSeconds(30);
    private static final Duration RENEW = Duration.ofSeconds(10);

    private final JobStore store;
    private final Lease lease;
    private final InstantSource clock;
    private volatile boolean closed;

    private StoreLease(JobStore store, Lease lease, InstantSource clock) {
        this.store = store;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Takes the right to write. The holder's name is the same for every process over a home, which
     * its lock keeps to one at a time: so a server that follows a killed one need not wait.
     */
    static StoreLease take(JobStore store, SkyHome home, InstantSource clock) throws StartProblem {
        String holder = hostName() + ":" + home.root();
        Optional<Lease> lease = store.acquire(holder, LENGTH, clock.instant());
        if (lease.isEmpty()) {
            throw new StartProblem(
                    StartProblem.FAILURE,
                    "Another server writes to this store. Stop it, or wait "
                            + LENGTH.toSeconds()
                            + " seconds after its end.");
        }
        return new StoreLease(store, lease.get(), clock);
    }

    /** The right itself. */
    Lease lease() {
        return lease;
    }

    /**
     * Renews it again and again.
     *
     * @param lost called once when it was lost
     */
    void renewBy(Timers timers, Runnable lost) {
        timers.after(RENEW, () -> renew(timers, lost));
    }

    private void renew(Timers timers, Runnable lost) {
        if (closed) {
            return;
        }
        try {
            if (!store.renew(lease, LENGTH, clock.instant())) {
                LOG.error("another server took over the store; this one ends");
                lost.run();
                return;
            }
        } catch (StoreException trouble) {
            // Whether it is lost shows with the next write or renewal.
            LOG.warn("the lease could not be renewed: {}", trouble.getMessage());
        }
        renewBy(timers, lost);
    }

    @Override
    public void close() {
        closed = true;
        store.release(lease);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
