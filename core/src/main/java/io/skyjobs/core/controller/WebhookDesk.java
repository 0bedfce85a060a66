package io.skyjobs.core.controller;

import io.skyjobs.core.controller.LaunchSlots.Line;
import io.skyjobs.core.controller.Receivers.Track;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.Outbox;
import io.skyjobs.core.persistence.StoreException;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.persistence.StoreWrite.Told;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.EndpointId;
import io.skyjobs.core.webhook.Message;
import io.skyjobs.core.webhook.MessageSender.Answer;
import io.skyjobs.core.webhook.StatusChange;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/**
 * Tells receivers of webhooks what the outbox holds for them: in order per job, again and again
 * until they have it or it is a day old. What was delivered is noted afterwards, so that a message
 * may come twice, with the same id, and is never lost. Safe for use from many threads.
 *
 * <p>Where nobody is to be told of anything it does nothing at all.
 */
public final class WebhookDesk implements WebhookStandings {
    /** How long a process has tried before it gives anything up: it may have been away for days. */
    static final Duration FIRST_ROUND = Duration.ofHours(1);

    private static final Duration ROUND = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDesk.class);

    private final Parts parts;
    private final Webhooks webhooks;
    private final WebhookTargets targets;
    private final BooleanSupplier mayAct;
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

    /** Held for a few instructions only, never while something is sent, read or written. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Receivers receivers = new Receivers();
    private boolean goingRound;
    private final Instant started;

    /**
     * @param specs the specification of a job
     */
    WebhookDesk(
            Parts parts,
            Webhooks webhooks,
            LongFunction<Optional<JobSpec>> specs,
            BooleanSupplier mayAct) {
        this.parts = parts;
        this.webhooks = webhooks;
        this.targets = new WebhookTargets(parts.store(), webhooks.endpoints(), specs);
        this.mayAct = mayAct;
        this.started = parts.clock().instant();
    }

    @Override
    public List<Standing> standings() {
        if (webhooks.endpoints().isEmpty()) {
            return List.of();
        }
        Map<String, Long> waiting = parts.store().outbox().waiting();
        Map<String, Outbox.Lapse> lapses = parts.store().outbox().lapses();
        return webhooks.endpoints().stream()
                .map(
                        it ->
                                new Standing(
                                        it,
                                        waiting.getOrDefault(it.id(), 0L),
                                        Optional.ofNullable(lapses.get(it.id())),
                                        Optional.ofNullable(troubles.get(it.id()))))
                .toList();
    }

    @Override
    public Optional<Outbox.Lapse> lapseOfJobs() {
        return Optional.ofNullable(parts.store().outbox().lapses().get(EndpointId.JOB));
    }

    @Override
    public long waitingOfJobs() {
        return parts.store().outbox().waiting().entrySet().stream()
                .filter(it -> EndpointId.place(it.getKey()).isPresent())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Begins to take up what an earlier process left, which may be much. */
    void start() {
        parts.executor().execute(this::takeUp);
    }

    private void takeUp() {
        if (!mayAct.getAsBoolean()) {
            return;
        }
        try {
            if (parts.store().outbox().holdsKeys()) {
                write(new StoreWrite.KeysUnneeded(OptionalLong.empty()));
            }
            for (Outbox.Line line : parts.store().outbox().lines()) {
                goRound();
                add(line);
            }
        } catch (StoreException trouble) {
            LOG.warn("what waits for webhooks could not be read: {}", trouble.getMessage());
            goRound();
        }
    }

    /** Which endpoints are told that a job was accepted. */
    List<String> toldOfSubmit(JobSpec spec) {
        return targets.wanting(spec, ManagedJobStatus.PENDING);
    }

    /** What is to be stored together with the next version of a job. */
    List<Told> told(
            JobSpec spec, ManagedJob before, ManagedJob after, IntFunction<Optional<Line>> line) {
        if (!targets.any(spec)) {
            return List.of();
        }
        Optional<StatusChange> change = StatusChanges.of(before, after, now(), line);
        return change.map(
                        it ->
                                targets.wanting(spec, it.after()).stream()
                                        .map(endpoint -> new Told(endpoint, it))
                                        .toList())
                .orElse(List.of());
    }

    /** These endpoints are to be told of a job, and that is durable. */
    void committed(long job, List<String> told) {
        for (String endpoint : told) {
            goRound();
            add(new Outbox.Line(endpoint, job));
        }
    }

    /** Nothing more will happen to a job. */
    void ended(long job, JobSpec spec) {
        if (!spec.webhooks().isEmpty()) {
            write(new StoreWrite.KeysUnneeded(OptionalLong.of(job)));
        }
    }

    private void add(Outbox.Line line) {
        Optional<Endpoint> endpoint = targets.unsigned(line);
        if (endpoint.isEmpty()) {
            // Not configured any more: it waits until it is again, or for a day.
            return;
        }
        lock.lock();
        try {
            receivers.add(line, endpoint.get());
        } finally {
            lock.unlock();
        }
        pump(endpoint.get().destination());
    }

    private void pump(String destination) {
        for (Optional<Track> next = next(destination); next.isPresent(); next = next(destination)) {
            Track track = next.get();
            parts.executor().execute(() -> attempt(track));
        }
    }

    private Optional<Track> next(String destination) {
        lock.lock();
        try {
            return mayAct.getAsBoolean() ? receivers.next(destination) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void attempt(Track track) {
        if (!mayAct.getAsBoolean()) {
            // It may be so for a while only: the next round takes it up.
            settle(track, () -> receivers.untried(track));
            return;
        }
        try {
            Optional<Outbox.Entry> entry = parts.store().outbox().oldest(track.line());
            if (entry.isEmpty()) {
                settle(track, () -> receivers.empty(track));
                forgetKeys(track.line());
                return;
            }
            Answer answer = send(entry.get());
            switch (answer) {
                case Answer.Taken taken -> {
                    troubles.remove(track.line().endpoint());
                    delivered(track, entry.get());
                }
                case Answer.Refused refused -> failed(track, refused.sentence());
            }
        } catch (StoreException trouble) {
            failed(track, "The message could not be read: " + trouble.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("a message of job {} could not be sent", track.line().job(), bug);
            failed(track, "The server met an error of its own.");
        }
    }

    private void delivered(Track track, Outbox.Entry entry) {
        parts.commits()
                .write(
                        new StoreWrite.Delivered(entry.line(), entry.sequence()),
                        result -> {
                            // Where it could not be noted, whoever serves next sends it again.
                            if (result instanceof GroupCommit.Result.Done) {
                                settle(track, () -> receivers.delivered(track));
                            }
                        });
    }

    private void failed(Track track, String sentence) {
        String endpoint = track.line().endpoint();
        Instant now = now();
        if (EndpointId.place(endpoint).isEmpty()) {
            troubles.compute(
                    endpoint,
                    (id, before) -> new Trouble(before == null ? now : before.since(), sentence));
        }
        int failures;
        int tries;
        lock.lock();
        try {
            failures = receivers.failed(track);
            tries = track.tries();
        } finally {
            lock.unlock();
        }
        if (failures > 0) {
            Duration pause = WebhookPause.after(failures - Receivers.TROUBLED + 1, parts.random());
            parts.timers().after(pause, () -> settle(track, () -> receivers.probe(track)));
        }
        Duration pause = WebhookPause.after(tries, parts.random());
        parts.timers().after(pause, () -> settle(track, () -> receivers.retry(track)));
        pump(destination(track));
    }

    private void settle(Track track, Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
        pump(destination(track));
    }

    private String destination(Track track) {
        lock.lock();
        try {
            return receivers.destination(track);
        } finally {
            lock.unlock();
        }
    }

    private void forgetKeys(Outbox.Line line) {
        if (EndpointId.place(line.endpoint()).isPresent()) {
            write(new StoreWrite.KeysUnneeded(OptionalLong.of(line.job())));
        }
    }

    private Answer send(Outbox.Entry entry) {
        Optional<Endpoint> endpoint = targets.signed(entry.line());
        Optional<Message> message = targets.message(entry);
        return endpoint.isPresent() && message.isPresent()
                ? webhooks.sender().send(endpoint.get(), message.get())
                : new Answer.Refused("Where it is to be sent is not known any more.");
    }

    /** Gives up what is too old and looks for what was missed, as long as anything waits. */
    private void goRound() {
        lock.lock();
        try {
            if (goingRound) {
                return;
            }
            goingRound = true;
        } finally {
            lock.unlock();
        }
        parts.timers().after(ROUND, () -> parts.executor().execute(this::round));
    }

    private void round() {
        lock.lock();
        try {
            goingRound = false;
        } finally {
            lock.unlock();
        }
        if (!mayAct.getAsBoolean()) {
            return;
        }
        Instant now = now();
        if (!now.isBefore(started.plus(FIRST_ROUND))) {
            write(new StoreWrite.Lapsed(now.minus(LIMIT), now));
        }
        // Those that are not known yet, such as when the store could not be read before.
        takeUp();
    }

    /** As the store keeps it. */
    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void write(StoreWrite write) {
        parts.commits().write(write, result -> {});
    }
}
