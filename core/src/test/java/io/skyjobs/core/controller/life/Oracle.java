package io.skyjobs.core.controller.life;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.RunView;
import io.skyjobs.testkit.CloudWitness;
import io.skyjobs.testkit.FakeCloud;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows what really happened, and objects the moment the controller does or writes something that a
 * promise forbids.
 */
final class Oracle implements CloudWitness {
    /** Job and task of a cluster, read from its name. */
    record Work(long job, int task) {}

    /** How long after its limit a run may be ended at the latest, if nothing is in the way. */
    private static final Duration TIMELY = Duration.ofSeconds(60);

    private static final Pattern NAME = Pattern.compile(".*-(\\d+)-(\\d+)-\\d+-[a-z0-9]+");

    private final FakeCloud cloud;
    private final JobStore store;
    private final String installation;
    private final Duration unreachableLimit;
    private final InstantSource clock;
    private final Predicate<Instant> undisturbedSince;
    private final BooleanSupplier isDeposed;
    private final Budgets budgets = new Budgets();
    private final Set<Long> cancelAsked = new HashSet<>();
    private final Map<Work, Outcome> outcomes = new HashMap<>();
    private final Map<Long, JobSpec> specs = new HashMap<>();
    private final Map<String, Long> seen = new TreeMap<>();
    private final Set<ClusterName> buried = new HashSet<>();

    /** Clusters that came of a late request of a controller that had lost the store. */
    private final Set<ClusterName> madeByDeposed = new HashSet<>();

    /** Clusters whose run was ended for a good reason though it was healthy. */
    private final Set<ClusterName> givenUp = new HashSet<>();

    private final Map<Work, ClusterName> before = new HashMap<>();

    /**
     * @param undisturbedSince whether nothing kept the controller from its work since an instant
     * @param isDeposed whether who acts now has lost the store to another
     */
    Oracle(
            FakeCloud cloud,
            JobStore store,
            Duration unreachableLimit,
            InstantSource clock,
            Predicate<Instant> undisturbedSince,
            BooleanSupplier isDeposed) {
        this.isDeposed = isDeposed;
        this.cloud = cloud;
        this.store = store;
        this.installation = store.installation();
        this.unreachableLimit = unreachableLimit;
        this.clock = clock;
        this.undisturbedSince = undisturbedSince;
    }

    void cancelAsked(long job) {
        cancelAsked.add(job);
    }

    void accepted(long job, JobSpec spec) {
        specs.put(job, spec);
    }

    /** How often each kind of event was written. */
    Map<String, Long> seen() {
        return seen;
    }

    Set<Long> accepted() {
        return specs.keySet();
    }

    JobSpec spec(long job) {
        return Objects.requireNonNull(specs.get(job), "a job that nobody submitted: " + job);
    }

    @Override
    public void created(ClusterSpec cluster, Instant at) {
        // One that lost the store a moment ago does not know yet; what it makes, the sweep ends.
        if (isDeposed.getAsBoolean()) {
            madeByDeposed.add(cluster.name());
        } else if (buried.contains(cluster.name())) {
            throw new BrokenPromise(2, cluster.name() + " was made after it was called gone");
        }
    }

    @Override
    public void runStarted(ClusterSpec cluster, int rank, Instant at) {
        if (!cluster.installation().equals(installation)) {
            return;
        }
        Work work = work(cluster.name());
        bringsFiles(cluster, rank, work);
        if (cloud.truth().worksForOlder(cluster.name(), cluster.epoch())) {
            throw new BrokenPromise(
                    6, cluster.name() + " was started while its attempt before still runs");
        }
        for (ClusterSpec other : cloud.existing()) {
            boolean rival =
                    other.installation().equals(installation)
                            && !other.name().equals(cluster.name())
                            && work(other.name()).equals(work)
                            && cloud.runs(other.name()).values().stream().anyMatch(Oracle::runs);
            if (rival) {
                throw new BrokenPromise(
                        6, cluster.name() + " was started while " + other.name() + " still runs");
            }
        }
    }

    private void bringsFiles(ClusterSpec cluster, int rank, Work work) {
        JobSpec spec = specs.get(work.job());
        Set<String> there = cloud.truth().placed(cluster.name(), rank);
        boolean complete =
                spec == null
                        || spec.tasks().get(work.task()).localFiles().stream()
                                .allMatch(it -> there.contains(it.target()));
        if (!complete) {
            throw new BrokenPromise(
                    4, cluster.name() + " was started without its files on node " + rank);
        }
    }

    /** What a run was given is its own from then on. */
    @Override
    public void filesPlaced(ClusterSpec cluster, int rank, String destination, Instant at) {
        if (cluster.installation().equals(installation)
                && cloud.truth().hasRun(cluster.name(), rank, cluster.epoch())) {
            throw new BrokenPromise(
                    1, cluster.name() + " was given files on node " + rank + " while it runs");
        }
    }

    @Override
    public void terminated(ClusterSpec cluster, boolean working, boolean healthy, Instant at) {
        if (!cluster.installation().equals(installation)) {
            throw new BrokenPromise(2, "a foreign cluster was ended: " + cluster.name());
        }
        if (working && healthy && !mayEnd(cluster.name())) {
            throw new BrokenPromise(1, cluster.name() + " was ended while its run was healthy");
        }
    }

    @Override
    public void runStopped(ClusterSpec cluster, int rank, boolean gangFailed, Instant at) {
        if (!gangFailed && !mayEnd(cluster.name())) {
            throw new BrokenPromise(
                    1, "node " + rank + " of " + cluster.name() + " was stopped for no reason");
        }
    }

    private boolean mayEnd(ClusterName cluster) {
        return givenUp.contains(cluster) || cancelAsked.contains(work(cluster).job());
    }

    @Override
    public void runWarned(ClusterSpec cluster, int rank, Instant at) {
        if (!cloud.truth().wasNoticed(cluster.name())) {
            throw new BrokenPromise(1, cluster.name() + " was warned and nobody announced it");
        }
    }

    @Override
    public void taken(ClusterSpec cluster, Instant since, boolean unwarned, Instant at) {
        Work work = work(cluster.name());
        boolean ran =
                cluster.nodes() == 1
                        && store.job(work.job())
                                .map(it -> it.job().tasks().get(work.task()))
                                .filter(TaskState.Running.class::isInstance)
                                .flatMap(TaskState::liveAttempt)
                                .filter(it -> it.cluster().equals(cluster.name()))
                                .flatMap(it -> it.times().setup())
                                .filter(start -> start.isBefore(since))
                                .isPresent();
        if (ran && unwarned && undisturbedSince.test(since)) {
            throw new BrokenPromise(
                    1, cluster.name() + " was announced to go and its run was not told (P-30)");
        }
    }

    /** Looks at a write that has just become durable. */
    void written(ManagedJob old, StoreWrite.Advance write) {
        LifeStorage.written(old, write);
        for (StoreWrite.TaskEvent event : write.events()) {
            seen.merge(event.event().getClass().getSimpleName(), 1L, Long::sum);
            if (event.event() instanceof JobEvent.OfStorage) {
                continue;
            }
            Work work = new Work(write.next().id(), event.task());
            old.tasks()
                    .get(event.task())
                    .liveAttempt()
                    .ifPresent(attempt -> before.put(work, attempt.cluster()));
            witnessed(work, event.event(), old.tasks().get(event.task()));
        }
        for (int task = 0; task < write.next().tasks().size(); task++) {
            Work work = new Work(write.next().id(), task);
            outcome(write.next().tasks().get(task)).ifPresent(it -> writeOnce(work, it));
            JobSpec spec = specs.get(work.job());
            if (spec != null) {
                budgets.written(work, spec.tasks().get(task), old, write);
            }
        }
    }

    private void writeOnce(Work work, Outcome outcome) {
        Outcome earlier = outcomes.putIfAbsent(work, outcome);
        if (earlier != null && !earlier.equals(outcome)) {
            throw new BrokenPromise(
                    3, work + " was " + earlier.kind() + " and became " + outcome.kind());
        }
    }

    private void witnessed(Work work, JobEvent event, TaskState old) {
        ClusterName cluster = before.get(work);
        if (cluster != null) {
            witnessed(work, cluster, event);
        }
        if (event instanceof JobEvent.StandbyGone) {
            bury(work, old.standby().orElseThrow().attempt().cluster(), event);
        }
        boolean overdue =
                event instanceof JobEvent.TaskFailed failed
                        && (failed.reason().code() == ReasonCode.MAX_DURATION
                                || failed.reason().code() == ReasonCode.MAX_WAIT);
        if (overdue && old instanceof TaskState.Running running) {
            boolean due = specs.get(work.job()) == null || isOverdue(work, running, event.at());
            require(1, due, work, event);
        }
        boolean over =
                event instanceof JobEvent.AttemptFailed || event instanceof JobEvent.RunSucceeded;
        if (over && old instanceof TaskState.Running running) {
            Instant late = event.at().minus(TIMELY);
            if (isOverdue(work, running, late) && undisturbedSince.test(late)) {
                throw new BrokenPromise(
                        4, work + " ran for longer than it may, and nobody was kept from it");
            }
        }
        // A launch that is given up may have started more than was heard of.
        if (cluster != null && (overdue || event instanceof JobEvent.LaunchFailed)) {
            givenUp.add(cluster);
        }
        if (event instanceof JobEvent.CancelRequested) {
            require(3, cancelAsked.contains(work.job()), work, event);
        }
    }

    private void witnessed(Work work, ClusterName cluster, JobEvent event) {
        switch (event) {
            case JobEvent.RunSucceeded done -> {
                List<RunView> views = List.copyOf(cloud.runs(cluster).values());
                require(
                        5,
                        !views.isEmpty() && views.stream().allMatch(RunView::succeeded),
                        work,
                        event);
            }
            case JobEvent.AttemptFailed failed ->
                    evident(work, cluster, failed.reason().code(), event);
            case JobEvent.TaskFailed failed ->
                    evident(work, cluster, failed.reason().code(), event);
            case JobEvent.ClusterGone gone -> bury(work, cluster, event);
            default -> {}
        }
    }

    private void bury(Work work, ClusterName cluster, JobEvent event) {
        buried.add(cluster);
        boolean exists = cloud.existing().stream().anyMatch(it -> it.name().equals(cluster));
        require(2, !exists || madeByDeposed.contains(cluster), work, event);
    }

    private boolean isOverdue(Work work, TaskState.Running running, Instant now) {
        JobSpec spec = specs.get(work.job());
        if (spec == null) {
            return false;
        }
        Optional<Duration> most = spec.tasks().get(work.task()).maxDuration();
        Duration ran =
                Duration.between(running.attempt().times().setup().orElseThrow(), now)
                        .plus(running.progress().ran());
        return most.filter(limit -> ran.compareTo(limit) >= 0).isPresent();
    }

    private void evident(Work work, ClusterName cluster, ReasonCode code, JobEvent event) {
        List<RunView> views = List.copyOf(cloud.runs(cluster).values());
        switch (code) {
            case USER_EXIT, SETUP_EXIT, RECOVERABLE_EXIT, OUT_OF_MEMORY ->
                    require(1, cloud.truth().failedByItself(cluster), work, event);
            case STORAGE -> require(1, views.stream().anyMatch(Oracle::isUnstored), work, event);
            case STORAGE_REFUSED ->
                    require(1, views.stream().anyMatch(Oracle::isRefused), work, event);
            case PREEMPTED, NODE_LOST -> {
                boolean lost =
                        cloud.wasLost(cluster) || views.stream().anyMatch(Oracle::isLostOrWarned);
                Instant unseen = cloud.truth().unseenSince(cluster);
                boolean silent = !unseen.plus(unreachableLimit).isAfter(clock.instant());
                require(1, lost || silent, work, event);
                if (!lost) {
                    givenUp.add(cluster);
                }
            }
            default -> {}
        }
    }

    private static void require(int promise, boolean holds, Work work, JobEvent event) {
        if (!holds) {
            throw new BrokenPromise(promise, work + ": the world does not bear out " + event);
        }
    }

    static Optional<Outcome> outcome(TaskState state) {
        return switch (state) {
            case TaskState.Finishing finishing -> Optional.of(finishing.outcome());
            case TaskState.Ended ended -> Optional.of(ended.outcome());
            default -> Optional.empty();
        };
    }

    private static boolean isUnstored(RunView view) {
        return view.end()
                .filter(
                        EnumSet.of(
                                        RunView.End.STORAGE_FAILED,
                                        RunView.End.STORAGE_LOST,
                                        RunView.End.UNFLUSHED)
                                ::contains)
                .isPresent();
    }

    private static boolean isRefused(RunView view) {
        return view.end().filter(RunView.End.STORAGE_REFUSED::equals).isPresent();
    }

    private static boolean isLostOrWarned(RunView view) {
        return view.phase() == RunView.Phase.LOST
                || view.end().filter(RunView.End.WARNED::equals).isPresent();
    }

    private static boolean runs(RunView view) {
        return switch (view.phase()) {
            case MOUNTING, SETUP, WAITING, RUNNING, FLUSHING -> true;
            case NONE, ENDED, LOST -> false;
        };
    }

    /** {@code name-job-task-attempt-installation}, read from the end. */
    static Work work(ClusterName name) {
        Matcher parts = NAME.matcher(name.value());
        if (!parts.matches()) {
            throw new BrokenPromise(2, "a cluster is not named after its attempt: " + name);
        }
        return new Work(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2)));
    }
}
