package io.skyjobs.core.controller.life;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.RunView;
import io.skyjobs.testkit.CloudWitness;
import io.skyjobs.testkit.FakeCloud;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows what really happened, and objects the moment the controller does or writes something that a
 * promise forbids.
 */
final class Oracle implements CloudWitness {
    /** Job and task of a cluster, read from its name. */
    record Work(long job, int task) {}

    private static final Pattern NAME = Pattern.compile(".*-(\\d+)-(\\d+)-\\d+-[a-z0-9]+");

    private final FakeCloud cloud;
    private final String installation;
    private final Set<Long> cancelAsked = new HashSet<>();
    private final Map<Work, Outcome> outcomes = new HashMap<>();
    private final Map<Long, JobSpec> specs = new HashMap<>();
    private final Map<String, Long> seen = new TreeMap<>();
    private final Set<ClusterName> buried = new HashSet<>();
    private final Map<Work, ClusterName> before = new HashMap<>();

    Oracle(FakeCloud cloud, String installation) {
        this.cloud = cloud;
        this.installation = installation;
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
        if (buried.contains(cluster.name())) {
            throw new BrokenPromise(2, cluster.name() + " was made after it was called gone");
        }
    }

    @Override
    public void runStarted(ClusterSpec cluster, int rank, Instant at) {
        if (!cluster.installation().equals(installation)) {
            return;
        }
        Work work = work(cluster.name());
        for (ClusterSpec other : cloud.existing()) {
            boolean ofSameWork =
                    other.installation().equals(installation) && work(other.name()).equals(work);
            if (!ofSameWork) {
                continue;
            }
            Set<Long> active = cloud.activeEpochs(other.name());
            boolean rival =
                    other.name().equals(cluster.name())
                            ? active.stream().anyMatch(epoch -> epoch != cluster.epoch())
                            : !active.isEmpty();
            if (rival) {
                throw new BrokenPromise(
                        6,
                        cluster.name()
                                + " was started while attempts "
                                + active
                                + " still run on "
                                + other.name());
            }
        }
    }

    @Override
    public void runWarned(ClusterSpec cluster, int rank, Instant at) {
        if (!cloud.wasNoticed(cluster.name())) {
            throw new BrokenPromise(1, cluster.name() + " was warned of nothing");
        }
    }

    @Override
    public void terminated(ClusterSpec cluster, boolean working, boolean healthy, Instant at) {
        if (!cluster.installation().equals(installation)) {
            throw new BrokenPromise(2, "a foreign cluster was ended: " + cluster.name());
        }
        if (working && healthy && !cancelAsked.contains(work(cluster.name()).job())) {
            throw new BrokenPromise(1, cluster.name() + " was ended while its run was healthy");
        }
    }

    @Override
    public void runStopped(ClusterSpec cluster, int rank, boolean gangFailed, Instant at) {
        boolean allowed =
                gangFailed
                        || cloud.wasLost(cluster.name())
                        || cancelAsked.contains(work(cluster.name()).job());
        if (!allowed) {
            throw new BrokenPromise(
                    1, "node " + rank + " of " + cluster.name() + " was stopped for no reason");
        }
    }

    /** Looks at a write that is about to become durable. */
    void written(ManagedJob old, StoreWrite.Advance write) {
        for (StoreWrite.TaskEvent event : write.events()) {
            seen.merge(event.event().getClass().getSimpleName(), 1L, Long::sum);
            Work work = new Work(write.next().id(), event.task());
            old.tasks()
                    .get(event.task())
                    .liveAttempt()
                    .ifPresent(attempt -> before.put(work, attempt.cluster()));
            witnessed(work, event.event());
        }
        for (int task = 0; task < write.next().tasks().size(); task++) {
            Work work = new Work(write.next().id(), task);
            outcome(write.next().tasks().get(task)).ifPresent(it -> writeOnce(work, it));
        }
    }

    private void writeOnce(Work work, Outcome outcome) {
        Outcome earlier = outcomes.putIfAbsent(work, outcome);
        if (earlier != null && !earlier.equals(outcome)) {
            throw new BrokenPromise(
                    3, work + " was " + earlier.kind() + " and became " + outcome.kind());
        }
    }

    private void witnessed(Work work, JobEvent event) {
        ClusterName cluster = before.get(work);
        if (cluster != null) {
            witnessed(work, cluster, event);
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
            case JobEvent.ClusterGone gone -> {
                buried.add(cluster);
                boolean exists =
                        cloud.existing().stream().anyMatch(it -> it.name().equals(cluster));
                require(2, !exists, work, event);
            }
            default -> {}
        }
    }

    private void evident(Work work, ClusterName cluster, ReasonCode code, JobEvent event) {
        List<RunView> views = List.copyOf(cloud.runs(cluster).values());
        switch (code) {
            case USER_EXIT, SETUP_EXIT, RECOVERABLE_EXIT, OUT_OF_MEMORY ->
                    require(
                            1,
                            views.stream()
                                    .anyMatch(
                                            view ->
                                                    view.phase() == RunView.Phase.ENDED
                                                            && !view.succeeded()),
                            work,
                            event);
            case PREEMPTED, NODE_LOST ->
                    require(
                            1,
                            cloud.wasLost(cluster)
                                    || cloud.wasNoticed(cluster)
                                    || views.stream()
                                            .anyMatch(view -> view.phase() == RunView.Phase.LOST),
                            work,
                            event);
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

    /** {@code name-job-task-attempt-installation}, read from the end. */
    static Work work(ClusterName name) {
        Matcher parts = NAME.matcher(name.value());
        if (!parts.matches()) {
            throw new BrokenPromise(2, "a cluster is not named after its attempt: " + name);
        }
        return new Work(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2)));
    }
}
