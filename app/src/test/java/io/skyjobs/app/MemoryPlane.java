package io.skyjobs.app;

import io.skyjobs.core.cluster.ClusterOwner;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.cluster.ClusterState;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.LogFiles;
import io.skyjobs.core.controller.LogName;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.EventText;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore.JournalEntry;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.JobStore.Work;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A control plane that keeps jobs in memory and does with them only what a test tells it to; states
 * change by the real state machine. Safe for use from many threads.
 */
public final class MemoryPlane implements ControlPlane {
    /** When everything happens here. */
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** Where everything runs here. */
    public static final Offer OFFER =
            new Offer(
                    "local",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    new Shape("4CPU--16GB", 4, 16, Optional.empty(), Optional.empty(), true),
                    false,
                    UsdPerHour.FREE);

    private final HandBuckets buckets = new HandBuckets();
    private final TreeMap<Long, StoredJob> jobs = new TreeMap<>();
    private final TreeMap<Long, JobSpec> specs = new TreeMap<>();
    private final Map<String, Long> keys = new TreeMap<>();
    private final Map<String, TreeMap<Integer, Attempt>> attempts = new TreeMap<>();
    private final List<JournalEntry> journal = new ArrayList<>();
    private final List<Long> journalOf = new ArrayList<>();
    private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private final LogFiles logs;
    private final Path blobs;
    private final List<StoreWrite.Submit> submits = new ArrayList<>();
    private Consumer<Long> afterSubmit = id -> {};
    private Optional<String> refusal = Optional.empty();

    /**
     * @param directory where log files go
     */
    public MemoryPlane(Path directory) {
        this.logs = new LogFiles(directory);
        this.blobs = directory.resolve("blobs");
    }

    /** Calls this with the id of every job that is submitted from now on. */
    public void afterSubmit(Consumer<Long> then) {
        afterSubmit = then;
    }

    /** Refuses every command from now on. */
    public void refuse(String sentence) {
        refusal = Optional.of(sentence);
    }

    /** Everything that was submitted. */
    public synchronized List<StoreWrite.Submit> submits() {
        return List.copyOf(submits);
    }

    @Override
    public void submit(StoreWrite.Submit submit, Consumer<SubmitAnswer> answer) {
        if (refusal.isPresent()) {
            answer.accept(new SubmitAnswer.Refused(refusal.get()));
            return;
        }
        StoredJob stored;
        boolean earlier;
        synchronized (this) {
            submits.add(submit);
            earlier = keys.containsKey(submit.key());
            long id = keys.computeIfAbsent(submit.key(), key -> jobs.size() + 1L);
            if (!earlier) {
                ManagedJob job = ManagedJob.accepted(id, submit.spec().needs(), NOW);
                jobs.put(id, new StoredJob(submit.header(), job));
                specs.put(id, submit.spec());
            }
            stored = job(id).orElseThrow();
        }
        answer.accept(new SubmitAnswer.Accepted(stored, earlier));
        if (!earlier) {
            afterSubmit.accept(stored.job().id());
        }
    }

    @Override
    public void cancel(long id, String by, Duration grace, Consumer<CancelAnswer> answer) {
        Optional<StoredJob> job = job(id);
        if (refusal.isPresent()) {
            answer.accept(new CancelAnswer.Refused(refusal.get()));
        } else if (job.isEmpty()) {
            answer.accept(new CancelAnswer.NotFound());
        } else if (job.get().job().status().isTerminal()) {
            answer.accept(new CancelAnswer.TooLate(job.get().job().status()));
        } else {
            for (int task = 0; task < job.get().job().tasks().size(); task++) {
                TaskState state = job.get().job().tasks().get(task);
                // Asked again, it is under way already.
                if (!(state instanceof TaskState.Finishing || state instanceof TaskState.Ended)) {
                    happen(id, task, new JobEvent.CancelRequested(NOW, by));
                }
            }
            answer.accept(new CancelAnswer.Scheduled());
        }
    }

    /** Lets something happen to a task, as the controller would. */
    public void happen(long id, int task, JobEvent event) {
        synchronized (this) {
            StoredJob before = job(id).orElseThrow();
            ManagedJob next = before.job().with(task, event).nextVersion();
            jobs.put(id, new StoredJob(before.header(), next));
            for (Optional<Attempt> live :
                    List.of(
                            before.job().tasks().get(task).liveAttempt(),
                            next.tasks().get(task).liveAttempt())) {
                live.ifPresent(
                        attempt ->
                                attempts.computeIfAbsent(id + "/" + task, key -> new TreeMap<>())
                                        .put(attempt.number(), attempt));
            }
            if (event instanceof JobEvent.ClusterGone gone) {
                attempts.computeIfAbsent(id + "/" + task, key -> new TreeMap<>())
                        .computeIfPresent(
                                gone.attempt(), (number, old) -> old.terminated(gone.at()));
            }
            journal.add(
                    new JournalEntry(
                            journal.size() + 1L,
                            task,
                            EventText.tag(event),
                            event.at(),
                            EventText.write(event)));
            journalOf.add(id);
        }
        listeners.forEach(listener -> listener.accept(id));
    }

    /** Makes an attempt whose run was started on so many nodes. */
    public void run(long id, int task, int number, int nodes) {
        StoredJob job = job(id).orElseThrow();
        ClusterName cluster =
                ClusterName.ofAttempt(job.header().name(), id, task, number, "abcdef");
        happen(id, task, new JobEvent.OfferChosen(NOW, number, cluster, OFFER, 0, nodes));
        List<Attempt.Host> hosts = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            hosts.add(new Attempt.Host("host-" + node, "10.0.0." + (node + 1)));
        }
        happen(id, task, new JobEvent.ClusterUp(NOW, number, hosts));
        happen(id, task, new JobEvent.RunStarted(NOW, number));
    }

    /** Adds to a log. */
    public void log(LogName name, String text) {
        if (logs.size(name) == 0) {
            logs.noteProcessId(name, 2383L + name.node());
        }
        if (!logs.append(name, logs.size(name), text.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalStateException("two writers of " + name);
        }
    }

    /** Adds a text to the log of a phase on the head node. */
    public void log(long id, int task, int attempt, LogPhase phase, String text) {
        log(new LogName(id, task, attempt, 0, phase), text);
    }

    /** Ends an attempt well, with nothing left of it. */
    public void succeed(long id, int task, int number) {
        happen(id, task, new JobEvent.SetupPassed(NOW, number));
        happen(id, task, new JobEvent.RunSucceeded(NOW, number, "exit codes [0]"));
        clear(id, task, number);
    }

    /** Ends a task badly, with nothing left of it. */
    public void fail(long id, int task, int number, ReasonCode code) {
        happen(
                id,
                task,
                new JobEvent.TaskFailed(NOW, Reason.of(code, "Job exited with exit code 1.")));
        clear(id, task, number);
    }

    /** Clears away what is left of an attempt. */
    public void clear(long id, int task, int number) {
        happen(id, task, new JobEvent.LogsKept(NOW, number));
        happen(id, task, new JobEvent.ClusterGone(NOW, number, "gone"));
    }

    @Override
    public synchronized Optional<StoredJob> job(long id) {
        return Optional.ofNullable(jobs.get(id));
    }

    @Override
    public synchronized List<StoredJob> jobs(JobQuery query) {
        return jobs.descendingMap().values().stream()
                .filter(job -> matches(query, job))
                .filter(query::isAfterCursor)
                .sorted(query.order().comparator())
                .limit(query.limit())
                .toList();
    }

    private static boolean matches(JobQuery query, StoredJob job) {
        return (query.ids().isEmpty() || query.ids().contains(job.job().id()))
                && query.matches(job);
    }

    @Override
    public synchronized List<Work> work(Instant since, int limit) {
        return jobs.descendingMap().values().stream()
                .map(
                        job ->
                                new Work(
                                        job.job().id(),
                                        job.job().status().name(),
                                        job.job().submitted(),
                                        job.job().ended() ? Optional.of(NOW) : Optional.empty(),
                                        attempts(job.job().id(), 0)))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Map<ManagedJobStatus, Long> counts(JobQuery query) {
        Map<ManagedJobStatus, Long> counts = new EnumMap<>(ManagedJobStatus.class);
        jobs.values().stream()
                .filter(job -> matches(query, job))
                .forEach(job -> counts.merge(job.job().status(), 1L, Long::sum));
        return counts;
    }

    @Override
    public synchronized Optional<JobSpec> spec(long id) {
        return Optional.ofNullable(specs.get(id));
    }

    @Override
    public synchronized List<JournalEntry> journal(long id, long after, int limit) {
        List<JournalEntry> found = new ArrayList<>();
        for (int i = 0; i < journal.size() && found.size() < limit; i++) {
            if (journalOf.get(i) == id && journal.get(i).number() > after) {
                found.add(journal.get(i));
            }
        }
        return found;
    }

    @Override
    public synchronized List<Attempt> attempts(long id, int task) {
        return List.copyOf(attempts.getOrDefault(id + "/" + task, new TreeMap<>()).values());
    }

    @Override
    public Optional<Explanation> explain(long id) {
        return job(id).map(
                        job ->
                                new Explanation(
                                        id,
                                        "Waiting for other jobs to launch.",
                                        List.of(
                                                new TaskExplanation(
                                                        0,
                                                        job.header().taskNames().getFirst(),
                                                        job.job().status(),
                                                        new Cause(
                                                                ReasonCode.LAUNCH_SLOTS,
                                                                "Waiting for other jobs to launch.",
                                                                "4 of 4 slots are taken",
                                                                NOW),
                                                        new Wait(
                                                                "a launch slot",
                                                                "a launch that ends",
                                                                3,
                                                                12,
                                                                Optional.of(NOW.plusSeconds(60))),
                                                        history(id, job)))));
    }

    private AttemptHistory history(long id, StoredJob job) {
        List<Attempt> all = attempts(id, 0);
        int earlier = Math.max(0, all.size() - 5);
        return new AttemptHistory(
                all.stream()
                        .filter(it -> it.end().filter(Reason::isLoss).isPresent())
                        .reduce((older, newer) -> newer),
                job.job().tasks().getFirst().progress().blocked(),
                all.subList(earlier, all.size()),
                earlier,
                job.job().tasks().getFirst().progress(),
                2);
    }

    @Override
    public void attend(long job) {
        // Log bytes come when the test says so.
    }

    /** Where the files of jobs go. */
    public Path blobs() {
        return blobs;
    }

    @Override
    public Set<String> trees() {
        return Set.of();
    }

    @Override
    public synchronized List<ClusterRecord> clusters() {
        List<ClusterRecord> records = new ArrayList<>();
        for (StoredJob stored : jobs.values()) {
            List<TaskState> tasks = stored.job().tasks();
            for (int i = 0; i < tasks.size(); i++) {
                int task = i;
                tasks.get(i)
                        .liveAttempt()
                        .ifPresent(attempt -> records.add(record(stored, task, attempt)));
            }
        }
        return records;
    }

    private static ClusterRecord record(StoredJob stored, int task, Attempt attempt) {
        return new ClusterRecord(
                attempt.cluster(),
                new ClusterOwner.OfAttempt(stored.job().id(), task, attempt.number()),
                attempt.offer(),
                attempt.nodes(),
                attempt.times().requested(),
                new ClusterState.Up(NOW));
    }

    @Override
    public LogFiles logs() {
        return logs;
    }

    @Override
    public Subscription subscribe(LongConsumer changed) {
        listeners.add(changed);
        return () -> listeners.remove(changed);
    }

    @Override
    public Health health() {
        return new Health(refusal.isEmpty(), refusal.orElse("All is well."), 0, 0);
    }

    @Override
    public HandBuckets buckets() {
        return buckets;
    }
}
