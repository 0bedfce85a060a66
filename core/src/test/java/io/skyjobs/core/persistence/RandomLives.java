package io.skyjobs.core.persistence;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.JobStateMachine;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.spi.ClusterName;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Draws writes and queries: submits with new and old keys, legal steps of jobs, steps that are
 * stale. The same random source gives the same lives.
 */
final class RandomLives {
    private static final List<String> NAMES = List.of("train", "tune", "Über-Größe \uD83D\uDE80");
    private static final List<String> PARTS = List.of("t", "UNE", "ber", "Ü", "%", "größe");
    private static final List<String> PLACES =
            List.of("aws", "AWS/us-east-1", "aws/us", "gcp", "aws/us-east-1/us-east-1a");
    private static final List<String> USERS = List.of("ada", "bob");
    private static final List<String> STATUSES =
            List.of("PENDING", "STARTING", "RUNNING", "SUCCEEDED", "CANCELLED", "FAILED", "NONE");

    private final SplittableRandom random;
    private final String installation;
    private final TreeMap<Long, ManagedJob> jobs = new TreeMap<>();
    private int keys;
    private long clock;

    RandomLives(SplittableRandom random, String installation) {
        this.random = random;
        this.installation = installation;
    }

    List<StoreWrite> batch(int size) {
        TreeMap<Long, ManagedJob> expected = new TreeMap<>(jobs);
        List<StoreWrite> batch = new ArrayList<>();
        while (batch.size() < size) {
            clock++;
            batch.add(expected.isEmpty() || random.nextInt(5) == 0 ? submit() : advance(expected));
        }
        return batch;
    }

    /** Takes note of what became of a batch. */
    void learn(List<StoreWrite> batch, List<WriteResult> results) {
        for (int place = 0; place < batch.size(); place++) {
            switch (results.get(place)) {
                case WriteResult.Submitted submitted ->
                        jobs.putIfAbsent(submitted.job().id(), submitted.job());
                case WriteResult.Advanced advanced -> {
                    ManagedJob next = ((StoreWrite.Advance) batch.get(place)).next();
                    jobs.put(next.id(), next);
                }
                case WriteResult.Put put -> {}
                case WriteResult.Stale stale -> {
                    // what was seen stays as it was
                }
            }
        }
    }

    private StoreWrite submit() {
        boolean again = keys > 0 && random.nextInt(4) == 0;
        int key = again ? random.nextInt(keys) : keys++;
        String name = NAMES.get(random.nextInt(NAMES.size()));
        return SampleJobs.submit(
                "key-" + key,
                SampleJobs.header(
                        name,
                        USERS.get(random.nextInt(USERS.size())),
                        random.nextBoolean() ? "default" : "lab",
                        1 + random.nextInt(2)),
                SampleJobs.at(clock));
    }

    private StoreWrite advance(Map<Long, ManagedJob> expected) {
        List<ManagedJob> known = List.copyOf(expected.values());
        ManagedJob job = known.get(random.nextInt(known.size()));
        int task = random.nextInt(job.tasks().size());
        List<JobEvent> possible =
                events(job, task).stream().filter(event -> isLegal(job, task, event)).toList();
        if (possible.isEmpty() || random.nextInt(10) == 0) {
            return new StoreWrite.Advance(job, List.of(), List.of(), List.of());
        }
        StoreWrite.Advance step =
                SampleJobs.step(job, task, possible.get(random.nextInt(possible.size())));
        expected.put(job.id(), step.next());
        return step;
    }

    private static boolean isLegal(ManagedJob job, int task, JobEvent event) {
        try {
            job.with(task, event);
            return true;
        } catch (JobStateMachine.IllegalTransition illegal) {
            return false;
        }
    }

    private List<JobEvent> events(ManagedJob job, int task) {
        TaskState state = job.tasks().get(task);
        int attempt = state.liveAttempt().map(of -> of.number()).orElse(0);
        int next = state.progress().attempts() + 1;
        ClusterName cluster = ClusterName.ofAttempt("train", job.id(), task, next, installation);
        Reason reason =
                new Reason(ReasonCode.CAPACITY, "No \"room\"\n\u0000 left.", "\uD800 half \\u");
        Progress.Block block =
                new Progress.Block(
                        "aws",
                        Optional.of("us-east-1"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(false),
                        SampleJobs.at(clock + 60),
                        reason);
        List<JobEvent> events =
                new ArrayList<>(
                        List.of(
                                new JobEvent.Postponed(
                                        SampleJobs.at(clock), reason, SampleJobs.at(clock + 9)),
                                new JobEvent.OfferChosen(
                                        SampleJobs.at(clock),
                                        next,
                                        cluster,
                                        SampleJobs.OFFER,
                                        1,
                                        2),
                                new JobEvent.LaunchFailed(
                                        SampleJobs.at(clock), attempt, reason, List.of(block)),
                                new JobEvent.AttemptFailed(
                                        SampleJobs.at(clock),
                                        attempt,
                                        Reason.of(ReasonCode.PREEMPTED),
                                        List.of(block),
                                        SampleJobs.at(clock + 5)),
                                new JobEvent.CleanupTroubled(
                                        SampleJobs.at(clock), attempt, reason)));
        for (JobEvent event : SampleJobs.successfulLife(job.id(), task, installation)) {
            events.add(ofAttempt(event, attempt));
        }
        if (random.nextInt(6) == 0) {
            events.add(new JobEvent.CancelRequested(SampleJobs.at(clock), "ada"));
            events.add(new JobEvent.TaskFailed(SampleJobs.at(clock), reason));
        }
        return events;
    }

    private JobEvent ofAttempt(JobEvent event, int attempt) {
        return switch (event) {
            case JobEvent.ClusterUp up ->
                    new JobEvent.ClusterUp(SampleJobs.at(clock), attempt, up.hosts());
            case JobEvent.RunStarted run -> new JobEvent.RunStarted(SampleJobs.at(clock), attempt);
            case JobEvent.SetupPassed setup ->
                    new JobEvent.SetupPassed(SampleJobs.at(clock), attempt);
            case JobEvent.RunSucceeded run ->
                    new JobEvent.RunSucceeded(SampleJobs.at(clock), attempt, run.evidence());
            case JobEvent.LogsKept logs -> new JobEvent.LogsKept(SampleJobs.at(clock), attempt);
            case JobEvent.ClusterGone gone ->
                    new JobEvent.ClusterGone(SampleJobs.at(clock), attempt, gone.evidence());
            default -> event;
        };
    }

    JobQuery query() {
        Set<String> statuses = new HashSet<>();
        for (int draw = random.nextInt(3); draw > 0; draw--) {
            statuses.add(STATUSES.get(random.nextInt(STATUSES.size())));
        }
        List<Long> ids = new ArrayList<>();
        for (int draw = random.nextInt(2) * random.nextInt(20); draw > 0; draw--) {
            ids.add(1L + random.nextInt(40));
        }
        return new JobQuery(
                        ids,
                        sometimes(NAMES.get(random.nextInt(NAMES.size()))),
                        sometimes(USERS.get(random.nextInt(USERS.size()))),
                        sometimes(random.nextBoolean() ? "default" : "lab"),
                        statuses,
                        sometimes(SampleJobs.at(random.nextLong(clock))),
                        sometimes(SampleJobs.at(random.nextLong(clock))),
                        sometimes(1L + random.nextInt(40)),
                        1 + random.nextInt(50))
                .matching(
                        sometimes(PARTS.get(random.nextInt(PARTS.size()))),
                        sometimes(PLACES.get(random.nextInt(PLACES.size()))));
    }

    /** An order, with the key of the cursor's job where there is one. */
    JobOrder order(Optional<JobStore.StoredJob> cursor) {
        JobOrder.Key[] keys = JobOrder.Key.values();
        JobOrder order =
                new JobOrder(
                        keys[random.nextInt(keys.length)], random.nextBoolean(), Optional.empty());
        return cursor.map(order::after).orElse(order);
    }

    private <T> Optional<T> sometimes(T value) {
        return random.nextInt(3) == 0 ? Optional.of(value) : Optional.empty();
    }
}
