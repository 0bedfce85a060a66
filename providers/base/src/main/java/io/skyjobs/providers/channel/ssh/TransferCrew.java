package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one transfer: done when each has done its part, ended all together at the first
 * failure, at an interrupt, or when nothing has moved for too long. None is left when {@link #await}
 * returns, unless it hangs in the operating system.
 */
final class TransferCrew {
    /** How often it is looked whether anything has moved. */
    private static final Duration LOOK = Duration.ofMillis(250);

    /** A part that was cut off ends at once; this is for one that cannot. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final ThreadFactory threads;
    private final TransferMeter meter;
    private final Duration patience;
    private final List<Thread> members = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Optional<Exception>> endings = new LinkedBlockingQueue<>();
    private final AtomicInteger open = new AtomicInteger();

    /** What one thread does. */
    @FunctionalInterface
    interface Part {
        void run() throws Exception;
    }

    /**
     * @param patience for how long nothing may move
     */
    TransferCrew(ThreadFactory threads, TransferMeter meter, Duration patience) {
        this.threads = threads;
        this.meter = meter;
        this.patience = patience;
    }

    /** Adds a part; also from within another part. */
    void start(Part part) {
        open.incrementAndGet();
        var member = threads.newThread(() -> endings.add(outcome(part)));
        members.add(member);
        member.start();
    }

    private static Optional<Exception> outcome(Part part) {
        try {
            part.run();
            return Optional.empty();
        } catch (Exception trouble) {
            return Optional.of(trouble);
        }
    }

    /**
     * Waits until all parts are done.
     *
     * @param cut ends whatever the parts may wait for; called once, in every case
     * @throws IOException what the first part failed with, or that nothing moved
     */
    void await(Runnable cut) throws IOException, InterruptedException {
        try {
            while (open.get() > 0) {
                var ending = endings.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (ending == null) {
                    mustMove();
                    continue;
                }
                open.decrementAndGet();
                if (ending.isPresent()) {
                    throw asIoException(ending.get());
                }
            }
        } finally {
            cut.run();
            dismiss();
        }
    }

    private void mustMove() throws IOException {
        if (meter.still().compareTo(patience) > 0) {
            throw new IOException("nothing moved for " + patience.toSeconds() + " s");
        }
    }

    private static IOException asIoException(Exception trouble) {
        if (trouble instanceof IOException known) {
            return known;
        }
        return new IOException(String.valueOf(trouble.getMessage()), trouble);
    }

    private void dismiss() {
        members.forEach(Thread::interrupt);
        var interrupted = Thread.interrupted();
        for (var member : members) {
            try {
                member.join(FAREWELL);
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
