package io.skyjobs.app.server.traces;

import io.skyjobs.core.controller.Census;
import io.skyjobs.core.controller.Telemetry;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends the trace of each launch when it is over. A launch is only noted by whoever commits it; one
 * thread reads the rest from the store and sends it, so that no job ever waits for a receiver. What
 * a receiver did not take is sent again; what an earlier process did not come to, at the start.
 */
public final class LaunchTraces implements Telemetry, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LaunchTraces.class);
    private static final int MOST_NOTED = 10_000;
    private static final int MOST_READ = 20_000;
    private static final int BATCH = 100;
    private static final Duration OLDEST = Duration.ofDays(1);
    private static final Duration GATHER = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(30);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final JobStore store;
    private final InstantSource clock;
    private final String receiver;
    private final SpanSender sender;
    private final SentLaunches sent;
    private final BlockingQueue<Launch> noted = new LinkedBlockingQueue<>(MOST_NOTED);
    private final Thread thread;
    private volatile boolean behind = true;
    private volatile boolean closing;
    private Optional<Instant> said = Optional.empty();

    private LaunchTraces(
            JobStore store,
            InstantSource clock,
            String receiver,
            SpanSender sender,
            SentLaunches sent) {
        this.store = store;
        this.clock = clock;
        this.receiver = receiver;
        this.sender = sender;
        this.sent = sent;
        this.thread = Thread.ofVirtual().name("traces").unstarted(this::run);
    }

    /**
     * Begins to send.
     *
     * @param file where is kept how far it came
     * @throws IOException when that file, or the one of certificates, cannot be used
     */
    public static LaunchTraces begin(
            TraceConfig config,
            TraceConfig.Receiver to,
            JobStore store,
            Path file,
            InstantSource clock,
            String version)
            throws IOException {
        SentLaunches sent = SentLaunches.read(file, clock.instant());
        SpanSender sender = new SpanSender(config, to, store.installation(), version);
        String shown = to.url().getScheme() + "://" + to.url().getAuthority();
        LaunchTraces traces =
                new LaunchTraces(store, clock, shown.replaceAll("//.*@", "//"), sender, sent);
        traces.thread.start();
        return traces;
    }

    /** Tells both; the second is told of launches only. */
    public Telemetry beside(Telemetry other) {
        return new Both(other, this);
    }

    @Override
    public void launched(Launch launch) {
        // While it is behind, it reads from the store anyway.
        if (!behind && !noted.offer(launch)) {
            behind = true;
        }
    }

    private void run() {
        try {
            while (!closing) {
                List<Launch> next = next();
                for (int from = 0; from < next.size() && !closing; from += BATCH) {
                    send(next.subList(from, Math.min(next.size(), from + BATCH)));
                }
            }
            List<Launch> last = new ArrayList<>();
            noted.drainTo(last, BATCH);
            attempt(last);
        } catch (InterruptedException stopped) {
            // What was not sent is sent by the next process.
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException broken) {
            LOG.error("No more traces are sent until the server is started again", broken);
        }
    }

    private List<Launch> next() throws InterruptedException {
        List<Launch> next = new ArrayList<>();
        if (behind && noted.isEmpty()) {
            // First the sign, then the read: what is committed in between is in both, or in one.
            behind = false;
            return missed();
        }
        Launch first = noted.poll(GATHER.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            next.add(first);
            noted.drainTo(next, BATCH - 1);
        }
        return next;
    }

    /** All that the store knows to be over and that was not sent, oldest first. */
    private List<Launch> missed() {
        Instant oldest = clock.instant().minus(OLDEST);
        Instant since = sent.since().isBefore(oldest) ? oldest : sent.since();
        List<Launch> missed = new ArrayList<>();
        for (JobStore.Work work : store.work(since, MOST_READ)) {
            store.job(work.job()).ifPresent(job -> missed.addAll(over(job, since)));
        }
        missed.sort(Comparator.comparing(Launch::over));
        return missed;
    }

    private List<Launch> over(StoredJob job, Instant since) {
        List<Launch> over = new ArrayList<>();
        for (int task = 0; task < job.job().tasks().size(); task++) {
            for (Attempt attempt : store.attempts(job.job().id(), task)) {
                Launch.of(job.job().id(), task, attempt)
                        .filter(it -> !it.over().isBefore(since))
                        .ifPresent(over::add);
            }
        }
        return over;
    }

    private void send(List<Launch> launches) throws InterruptedException, IOException {
        Duration pause = GATHER;
        while (!attempt(launches) && !closing) {
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    /** Sends what was not sent before; whether it was taken. */
    private boolean attempt(List<Launch> launches) throws IOException {
        List<Launch> fresh = launches.stream().filter(it -> !sent.contains(it)).distinct().toList();
        if (fresh.isEmpty()) {
            return true;
        }
        Optional<String> refused;
        try {
            refused =
                    sender.send(
                            fresh.stream()
                                    .flatMap(it -> StoredLaunch.read(store, it).stream())
                                    .toList());
        } catch (StoreException trouble) {
            refused = Optional.of(String.valueOf(trouble.getMessage()));
        }
        if (refused.isPresent()) {
            complain(refused.get());
            return false;
        }
        sent.add(fresh);
        if (said.isPresent()) {
            said = Optional.empty();
            LOG.info("traces are taken again by {}", receiver);
        }
        return true;
    }

    private void complain(String why) {
        Instant now = clock.instant();
        if (said.filter(at -> at.plus(SAY_AGAIN).isAfter(now)).isEmpty()) {
            said = Optional.of(now);
            LOG.warn(
                    "Traces are not taken by {}: {}. They are sent again for a day; jobs do not"
                            + " wait for it. Whoever runs that receiver, or set it for this server, must"
                            + " look.",
                    receiver,
                    why);
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(LAST_WORDS)) {
                thread.interrupt();
            }
        } catch (InterruptedException stopped) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        sender.close();
    }

    /** Tells one of all, and another of launches. */
    private record Both(Telemetry all, LaunchTraces traces) implements Telemetry {
        @Override
        public void standing(Supplier<Census> census) {
            all.standing(census);
        }

        @Override
        public void happened(Fact fact) {
            all.happened(fact);
        }

        @Override
        public void launched(Launch launch) {
            traces.launched(launch);
        }

        @Override
        public Call calling(String provider, Operation operation) {
            return all.calling(provider, operation);
        }
    }
}
