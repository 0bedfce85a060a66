package io.skyjobs.providers.sim;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Calls later: by a thread of its own, or by somebody else's clock. Safe for use from many threads.
 */
final class Alarm implements AutoCloseable {
    private final BiConsumer<Duration, Runnable> later;
    private final Duration longest;
    private final Runnable end;

    private Alarm(BiConsumer<Duration, Runnable> later, Duration longest, Runnable end) {
        this.later = later;
        this.longest = longest;
        this.end = end;
    }

    /**
     * One that is somebody else's.
     *
     * @param later runs something after a while of the clock that the world has
     */
    static Alarm of(BiConsumer<Duration, Runnable> later) {
        return new Alarm(later, Duration.ofHours(1), () -> {});
    }

    /** One with a thread of its own, which waits in real time. */
    @SuppressWarnings("FutureReturnValueIgnored") // what is run catches and logs
    static Alarm thread(String name) {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name(name).factory());
        return new Alarm(
                (wait, call) -> {
                    try {
                        timer.schedule(call, wait.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (RejectedExecutionException closed) {
                        // Nobody waits for it any more.
                        return;
                    }
                },
                // Another process may change the world, and clocks jump.
                Duration.ofSeconds(1),
                timer::shutdownNow);
    }

    void ring(Duration after, Runnable call) {
        later.accept(after, call);
    }

    /** The longest that is to be waited for a change that nobody foresees. */
    Duration longest() {
        return longest;
    }

    @Override
    public void close() {
        end.run();
    }
}
