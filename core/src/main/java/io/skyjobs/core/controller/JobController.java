package io.skyjobs.core.controller;

import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.cluster.ClusterState;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore.JournalEntry;
import io.skyjobs.core.persistence.JobStore.LiveJob;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.JobStore.Work;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.persistence.StoreWrite.TaskEvent;
import io.skyjobs.core.persistence.WriteResult;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Watchable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Runs all live jobs: one serial mailbox each, level-triggered. Starting it is the same as starting
 * it again after it died: it loads what is live and looks at the world.
 */
public final class JobController implements ControlPlane, ControllerCore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobController.class);

    private final Parts parts;
    private final LaunchSlots slots;
    private final TaskActions actions;
    private final LiveJobs processes = new LiveJobs();
    private final StorageDesk storage;
    private final Map<ClusterName, JobProcess> byCluster = new ConcurrentHashMap<>();
    private final CapacityWaits waits = new CapacityWaits();
    private final Attention attention = new Attention();
    private final Map<Long, String> troubles = new ConcurrentHashMap<>();
    private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private final List<Watchable.Watch> watches = new ArrayList<>();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Optional<String>> halted =
            new AtomicReference<>(Optional.empty());
    private final Explainer explainer;
    private final WebhookDesk webhooks;
    private volatile boolean closed;

    /** Of which only those whom jobs name are told, and they in vain. */
    public JobController(Parts parts) {
        this(parts, Webhooks.NONE);
    }

    /** Made of all that it needs, and of whom to tell of changes besides those whom jobs name. */
    public JobController(Parts parts, Webhooks webhooks) {
        this.parts = parts;
        this.webhooks = new WebhookDesk(parts, webhooks, this::spec, this::mayAct);
        this.slots =
                new LaunchSlots(parts.settings().maxLaunching(), parts.settings().maxRunning());
        this.actions = new TaskActions(parts);
        this.storage = new StorageDesk(parts, processes);
        this.explainer = new Explainer(slots, parts.store());
    }

    /** Takes up all live jobs and begins to watch and to sweep. Call once. */
    public void start() {
        parts.telemetry().standing(() -> processes.census(mayAct(), slots));
        List<JobProcess> live = parts.store().live().stream().map(this::adopt).toList();
        live.forEach(JobProcess::hold);
        // Only now: who waits must not be given the slots of those that come later.
        live.forEach(process -> process.post(new Input.Wake()));
        Chores chores = new Chores(parts, this::mayAct);
        chores.takeUp(storage);
        webhooks.start();
        for (ComputeProvider provider : parts.providers()) {
            if (provider instanceof Watchable watchable) {
                watched.add(provider.name());
                watches.add(watchable.watch(this::hint));
            }
            actions.desk(provider.name())
                    .ifPresent(
                            it -> chores.takeUp(it, byCluster::containsKey, processes::clusters));
        }
    }

    /** Stops acting; nothing that runs is touched. */
    @Override
    public void close() {
        closed = true;
        watches.forEach(Watchable.Watch::close);
    }

    @Override
    public void submit(StoreWrite.Submit job, Consumer<SubmitAnswer> answer) {
        StoreWrite.Submit told = job.telling(webhooks.toldOfSubmit(job.spec()));
        parts.commits().write(told, result -> submitted(told, result, answer));
    }

    private void submitted(
            StoreWrite.Submit job, GroupCommit.Result result, Consumer<SubmitAnswer> answer) {
        switch (result) {
            case GroupCommit.Result.Failed failed -> {
                answer.accept(new SubmitAnswer.Refused(failed.sentence()));
                halt(failed.sentence());
            }
            case GroupCommit.Result.Done done
                    when done.result() instanceof WriteResult.Submitted stored -> {
                StoredJob accepted = new StoredJob(stored.header(), stored.job());
                if (!stored.earlier()) {
                    parts.telemetry().happened(new Telemetry.JobSubmitted());
                    adopt(new LiveJob(stored.header(), stored.job(), job.spec()))
                            .post(new Input.Wake());
                    webhooks.committed(stored.job().id(), job.endpoints());
                }
                answer.accept(new SubmitAnswer.Accepted(accepted, stored.earlier()));
                changed(stored.job().id());
            }
            case GroupCommit.Result.Done done ->
                    throw new IllegalStateException("a submit was answered with " + done.result());
        }
    }

    @Override
    public void cancel(long job, String by, Duration grace, Consumer<CancelAnswer> answer) {
        if (!mayAct()) {
            answer.accept(new CancelAnswer.Refused(whyNotActing()));
            return;
        }
        JobProcess process = processes.get(job);
        if (process != null) {
            process.post(new Input.Cancel(by, grace, answer));
            return;
        }
        answer.accept(CancelAnswer.ofEnded(parts.store().job(job)));
    }

    @Override
    public Optional<StoredJob> job(long id) {
        JobProcess process = processes.get(id);
        return process == null ? parts.store().job(id) : Optional.of(process.stored());
    }

    @Override
    public List<StoredJob> jobs(JobQuery query) {
        // Live ones first: one that ends in between is then in both, and none is in neither.
        List<StoredJob> live = processes.page(query);
        return LiveJobs.merged(live, parts.store().ended(query), query);
    }

    @Override
    public Map<ManagedJobStatus, Long> counts(JobQuery query) {
        Map<ManagedJobStatus, Long> counts = new EnumMap<>(ManagedJobStatus.class);
        processes.count(query, counts);
        parts.store()
                .endedCounts(query)
                .forEach(
                        (name, count) ->
                                counts.merge(ManagedJobStatus.valueOf(name), count, Long::sum));
        return counts;
    }

    @Override
    public Optional<JobSpec> spec(long id) {
        JobProcess process = processes.get(id);
        return process == null ? parts.store().spec(id) : Optional.of(process.spec());
    }

    @Override
    public List<JournalEntry> journal(long id, long after, int limit) {
        return parts.store().journal(id, after, limit);
    }

    @Override
    public List<Attempt> attempts(long id, int task) {
        return parts.store().attempts(id, task);
    }

    @Override
    public List<Work> work(Instant since, int limit) {
        return parts.store().work(since, limit);
    }

    @Override
    public Optional<Explanation> explain(long id) {
        return job(id).map(explainer::explain)
                .map(it -> it.noting(storage.note(id)).with(troubles.get(id)));
    }

    @Override
    public Set<String> trees() {
        return processes.trees();
    }

    @Override
    public List<ClusterRecord> clusters() {
        return parts.store().clusters(false);
    }

    @Override
    public Buckets buckets() {
        return storage;
    }

    @Override
    public LogArchive logs() {
        return parts.logs();
    }

    @Override
    public void attend(long job) {
        boolean begins = attention.begins(job, now());
        JobProcess process = processes.get(job);
        if (process == null) {
            attention.ended(job);
        } else if (begins) {
            process.post(new Input.Attended());
        }
    }

    @Override
    public Subscription subscribe(LongConsumer changed) {
        listeners.add(changed);
        return () -> listeners.remove(changed);
    }

    @Override
    public Health health() {
        return new Health(
                mayAct(),
                mayAct() ? "Accepting commands." : whyNotActing(),
                processes.size(),
                slots.launching());
    }

    @Override
    public Parts parts() {
        return parts;
    }

    @Override
    public LaunchSlots slots() {
        return slots;
    }

    @Override
    public TaskActions actions() {
        return actions;
    }

    @Override
    public StorageDesk storage() {
        return storage;
    }

    @Override
    public WebhookDesk webhooks() {
        return webhooks;
    }

    @Override
    public Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public boolean mayAct() {
        return !closed && halted.get().isEmpty();
    }

    @Override
    public String whyNotActing() {
        return halted.get()
                .map(
                        sentence ->
                                sentence
                                        + " Jobs go on running, but nothing is begun or ended until"
                                        + " that is mended and the server is started again:"
                                        + " sky api stop, then sky api start.")
                .orElse("The server is stopping.");
    }

    @Override
    public void halt(String sentence) {
        if (halted.compareAndSet(Optional.empty(), Optional.of(sentence))) {
            LOG.error(
                    "Nothing is begun or ended any more, because it could not be stored: {}",
                    sentence);
        }
    }

    @Override
    public void committed(
            JobProcess process,
            List<TaskEvent> events,
            List<ClusterRecord> clusters,
            boolean freesRoom) {
        for (ClusterRecord cluster : clusters) {
            if (cluster.state() instanceof ClusterState.Gone) {
                byCluster.remove(cluster.name());
            } else {
                byCluster.put(cluster.name(), process);
            }
        }
        waits.committed(process, events);
        if (freesRoom) {
            waits.freed(now());
        }
        changed(process.job().id());
    }

    @Override
    public void ended(JobProcess process) {
        long id = process.job().id();
        processes.remove(id);
        attention.ended(id);
        troubles.remove(id);
        waits.ended(process);
        webhooks.ended(id, process.spec());
    }

    @Override
    public void quarantined(long job, String sentence) {
        LogSubject.log(job, () -> LOG.warn("an action broke and is tried again: {}", sentence));
        troubled(job, Optional.of(sentence));
    }

    @Override
    public void troubled(long job, Optional<String> sentence) {
        sentence.ifPresentOrElse(it -> troubles.put(job, it), () -> troubles.remove(job));
    }

    @Override
    public boolean replacesNodes(Attempt attempt) {
        return actions.desk(attempt.offer().provider())
                .filter(desk -> desk.provider().capabilities().replacesNodes())
                .isPresent();
    }

    @Override
    public boolean isWatched(Attempt attempt) {
        return watched.contains(attempt.offer().provider());
    }

    @Override
    public boolean isAttended(long job) {
        return attention.isOn(job, now());
    }

    @Override
    public boolean freedSince(Instant instant) {
        return waits.freedSince(instant);
    }

    @Override
    public Duration logsIdle() {
        return LogPatience.idle(processes.size(), parts.settings().logsIdle());
    }

    private JobProcess adopt(LiveJob live) {
        JobProcess process = new JobProcess(this, live);
        processes.add(process);
        for (TaskState task : live.job().tasks()) {
            task.liveAttempt().ifPresent(attempt -> byCluster.put(attempt.cluster(), process));
            task.standby().ifPresent(it -> byCluster.put(it.attempt().cluster(), process));
        }
        return process;
    }

    private void hint(ClusterName name) {
        JobProcess process = byCluster.get(name);
        if (process != null && mayAct()) {
            process.post(new Input.Hint());
        }
    }

    private void changed(long job) {
        for (LongConsumer listener : listeners) {
            listener.accept(job);
        }
    }
}
