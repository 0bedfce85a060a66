package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one transfer: done when the one that leads has done its part, ended all together
 * at the first failure, at an interrupt, or when nothing has moved for too long. None is left when
 * {@link #await} returns, unless it hangs in the operating system.
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

    /**
     * Adds a part.
     *
     * @return its thread, which ends with it
     */
    Thread start(Part part) {
        return add(part, false);
    }

    private Thread add(Part part, boolean leads) {
        var member = threads.newThread(() -> report(part, leads));
        members.add(member);
        member.start();
        return member;
    }

    private void report(Part part, boolean leads) {
        try {
            part.run();
            if (leads) {
                endings.add(Optional.empty());
            }
        } catch (Exception trouble) {
            endings.add(Optional.of(trouble));
        }
    }

    /**
     * Runs the part that leads the others, which it may start, and waits for it. When it is done
     * the transfer is over, whatever the others wait for.
     *
     * @param cut ends whatever the parts may wait for; called in every case
     * @throws IOException what the first part failed with, or that nothing moved
     */
    void await(Part leader, Runnable cut) throws IOException, InterruptedException {
        add(leader, true);
        try {
            while (true) {
                var ending = endings.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (ending == null) {
                    mustMove();
                    continue;
                }
                if (ending.isPresent()) {
                    throw asIoException(ending.get());
                }
                return;
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
