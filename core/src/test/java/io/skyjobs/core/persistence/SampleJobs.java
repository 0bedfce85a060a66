package io.skyjobs.core.persistence;

import io.skyjobs.core.cluster.ClusterLife;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Jobs, events and the steps of lives, for tests of stores. */
public final class SampleJobs {
    /** When the samples begin; with nanoseconds, so that a store which cuts them is noticed. */
    public static final Instant START = Instant.parse("2026-11-25T08:00:00.123456789Z");

    /** A place with every part filled in. */
    public static final Offer OFFER =
            new Offer(
                    "aws",
                    Optional.of("us-east-1"),
                    Optional.of("us-east-1a"),
                    List.of("us-east-1a", "us-east-1b"),
                    new Shape(
                            "p4d.24xlarge",
                            96,
                            1152,
                            Optional.of(new Accelerator("A100", 8)),
                            Optional.of(40.0),
                            false),
                    true,
                    UsdPerHour.of("9.832501"));

    private SampleJobs() {}

    /** A codec for {@link #spec}, and for nothing else. */
    public static final SpecCodec CODEC =
            new SpecCodec() {
                @Override
                public String write(JobSpec spec) {
                    return spec.name() + "/" + spec.tasks().size();
                }

                @Override
                public JobSpec read(String text) {
                    int slash = text.lastIndexOf('/');
                    return spec(
                            text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
                }
            };

    /** A pipeline of so many tasks, each of which needs the one before. */
    public static JobSpec spec(String name, int tasks) {
        return new JobSpec(
                name,
                IntStream.range(0, tasks).mapToObj(index -> task(name + "-" + index)).toList(),
                IntStream.range(0, tasks)
                        .mapToObj(index -> index == 0 ? List.<Integer>of() : List.of(index - 1))
                        .toList(),
                0,
                Optional.empty());
    }

    private static TaskSpec task(String name) {
        return new TaskSpec(
                name,
                Optional.empty(),
                1,
                new ResourceChoice.One(Resources.ANY),
                JobRecovery.DEFAULT,
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                Optional.of("echo hello"),
                List.of(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                false,
                new TreeMap<>());
    }

    /** The same task with these mounts. */
    public static TaskSpec with(TaskSpec task, List<TaskSpec.FileMount> mounts) {
        return new TaskSpec(
                task.name(),
                task.workdir(),
                task.numNodes(),
                task.resources(),
                task.recovery(),
                task.envs(),
                task.secrets(),
                task.setup(),
                task.run(),
                mounts,
                task.eventCallback(),
                task.hooks(),
                task.config(),
                task.apiServerAccess(),
                task.extras());
    }

    /** A header of a job of so many tasks. */
    public static JobHeader header(String name, String user, String workspace, int tasks) {
        return new JobHeader(
                name,
                user,
                workspace,
                5,
                IntStream.range(0, tasks).mapToObj(index -> name + "-" + index).toList(),
                IntStream.range(0, tasks)
                        .mapToObj(index -> "1x[A100:" + (index + 1) + "]")
                        .toList(),
                IntStream.range(0, tasks)
                        .mapToObj(index -> "managed-" + name + "_{job}-" + index)
                        .toList(),
                1,
                3,
                "{\"shown\": true}");
    }

    /** A submit of one task by {@code ada} in {@code default}. */
    public static StoreWrite.Submit submit(String key) {
        return submit(key, header("train", "ada", "default", 1), START);
    }

    /** A submit with a header of its own and one secret. */
    public static StoreWrite.Submit submit(String key, JobHeader header, Instant at) {
        return new StoreWrite.Submit(
                key,
                header,
                spec(header.name(), header.taskNames().size()),
                Map.of("TOKEN", "s3cr3t-of-" + key),
                at);
    }

    /** The step that one event makes, with the attempt and the cluster that change with it. */
    public static StoreWrite.Advance step(ManagedJob job, int task, JobEvent event) {
        TaskState before = job.tasks().get(task);
        ManagedJob next = job.with(task, event).nextVersion();
        TaskState after = next.tasks().get(task);
        Optional<Attempt> attempt = after.liveAttempt();
        if (event instanceof JobEvent.ClusterGone gone) {
            attempt = before.liveAttempt().map(old -> old.terminated(gone.at()));
        }
        List<ClusterRecord> clusters =
                ClusterLife.changed(new ClusterLife.OfTask(job.id(), task), before, event, after);
        return new StoreWrite.Advance(
                next,
                List.of(new StoreWrite.TaskEvent(task, event)),
                attempt.map(of -> new StoreWrite.TaskAttempt(task, of)).stream().toList(),
                clusters);
    }

    /** The events that make a task succeed with its first attempt. */
    public static List<JobEvent> successfulLife(long job, int task, String installation) {
        ClusterName cluster = ClusterName.ofAttempt("train", job, task, 1, installation);
        return List.of(
                new JobEvent.OfferChosen(at(1), 1, cluster, OFFER, 0, 2),
                new JobEvent.ClusterUp(
                        at(60),
                        1,
                        List.of(
                                new Attempt.Host("i-1", "10.0.0.1"),
                                new Attempt.Host("i-2", "10.0.0.2"))),
                new JobEvent.RunStarted(at(61), 1),
                new JobEvent.SetupPassed(at(70), 1),
                new JobEvent.RunSucceeded(at(3600), 1, "exit 0, 0"),
                new JobEvent.LogsKept(at(3601), 1),
                new JobEvent.ClusterGone(at(3660), 1, "terminated"));
    }

    /** An event that ends a pending task. */
    public static JobEvent failure(ReasonCode code) {
        return new JobEvent.TaskFailed(at(2), Reason.of(code));
    }

    /** So many seconds after {@link #START}. */
    public static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }
}
