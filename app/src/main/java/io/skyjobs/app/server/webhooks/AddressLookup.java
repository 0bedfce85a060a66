package io.skyjobs.app.server.webhooks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks up hosts on a few threads of its own, because the system's lookup can neither be
 * interrupted nor be left by a virtual thread. Safe for use from many threads.
 */
final class AddressLookup implements AutoCloseable {
    /** Most lookups at the same time. */
    static final int MOST = 16;

    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Resolver resolver;
    private final ThreadPoolExecutor threads;

    /** What is asked for addresses. */
    @FunctionalInterface
    interface Resolver {
        /** All addresses of a host, at least one. */
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    AddressLookup(Resolver resolver) {
        this.resolver = resolver;
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        MOST,
                        KEPT.toSeconds(),
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform().name("webhook-lookup-", 0).daemon().factory());
    }

    /**
     * The addresses of a host.
     *
     * @throws UnreachableException when there are none within this time
     */
    List<InetAddress> of(String host, Duration limit)
            throws UnreachableException, InterruptedException {
        Future<InetAddress[]> asked;
        try {
            asked = threads.submit(() -> resolver.resolve(host));
        } catch (RejectedExecutionException full) {
            throw new UnreachableException(
                    "Its host could not be looked up, because too many others are being looked"
                            + " up.");
        }
        try {
            return List.of(asked.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException unknown) {
            throw new UnreachableException("Its host is not known.");
        } catch (TimeoutException slow) {
            asked.cancel(true);
            throw new UnreachableException(
                    "Its host could not be looked up within " + limit.toSeconds() + " seconds.");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
