package io.skyjobs.core.persistence;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.cluster.ClusterOwner;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.cluster.ClusterState;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One value of every kind that is stored as text, with every part filled in somewhere. The texts of
 * them are kept as resources: add to the lists, never change what is in them.
 */
final class EveryKind {
    private static final StoreUri BUCKET = StoreUri.ofBucket("ibm", "us-south", "b-1");

    private static final ClusterName CLUSTER = new ClusterName("train-1-0-1-abc123");

    private static final Reason REASON =
            new Reason(
                    ReasonCode.CAPACITY,
                    "No \"room\" – \\ left.",
                    "line\n\ttab\r \u0000 \uD83D\uDE80 \uD800");

    private static final Progress.Block BLOCK =
            new Progress.Block(
                    "aws",
                    Optional.of("us-east-1"),
                    Optional.of("us-east-1a"),
                    Optional.of("p4d.24xlarge"),
                    Optional.of(false),
                    at(600),
                    REASON);

    private static final Progress.Block WHOLE_PROVIDER =
            new Progress.Block(
                    "gcp",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Instant.parse("2026-11-25T09:00:00Z"),
                    plain(ReasonCode.QUOTA));

    private static final Progress PROGRESS =
            new Progress(
                    3,
                    1,
                    2,
                    4,
                    5,
                    6,
                    Optional.of(at(1)),
                    Optional.of(at(2)),
                    Duration.ofSeconds(3723, 5_000_000),
                    List.of(BLOCK, WHOLE_PROVIDER));

    private static final Offer LOCAL =
            new Offer(
                    "local",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    new Shape("this-machine", 1.5, 7.25, Optional.empty(), Optional.empty(), true),
                    false,
                    UsdPerHour.FREE);

    private static final Attempt FRESH =
            new Attempt(
                    1,
                    CLUSTER,
                    LOCAL,
                    0,
                    1,
                    List.of(),
                    Attempt.Times.requested(at(3)),
                    Optional.empty());

    private static final Attempt OVER =
            new Attempt(
                    7,
                    CLUSTER,
                    SampleJobs.OFFER,
                    2,
                    2,
                    List.of(
                            new Attempt.Host("i-1", "10.0.0.1"),
                            new Attempt.Host("i-2", "10.0.0.2")),
                    new Attempt.Times(
                            at(3),
                            Optional.of(at(4)),
                            Optional.of(at(5)),
                            Optional.of(at(6)),
                            Optional.of(at(7)),
                            Optional.of(at(8))),
                    Optional.of(REASON));

    private EveryKind() {}

    /** Not by the code's own sentence, which may be put better one day. */
    private static Reason plain(ReasonCode code) {
        return new Reason(code, "Because of " + code + ".", "");
    }

    private static Instant at(long seconds) {
        return SampleJobs.at(seconds);
    }

    static List<Attempt> attempts() {
        return List.of(FRESH, OVER);
    }

    static List<TaskState> states() {
        Outcome outcome = new Outcome(Outcome.Kind.CANCELLED, REASON, at(9));
        return List.of(
                new TaskState.Pending(Progress.NONE, plain(ReasonCode.SUBMITTED), at(0)),
                new TaskState.Starting(PROGRESS, FRESH, false),
                new TaskState.Starting(PROGRESS, OVER, true),
                new TaskState.Running(PROGRESS, OVER, false),
                new TaskState.Running(PROGRESS, OVER, true),
                new TaskState.Recovering(
                        PROGRESS,
                        Optional.of(OVER),
                        false,
                        plain(ReasonCode.PREEMPTED),
                        REASON,
                        at(10)),
                new TaskState.Recovering(PROGRESS, Optional.empty(), true, REASON, REASON, at(10)),
                new TaskState.Finishing(
                        PROGRESS,
                        Optional.of(OVER),
                        outcome,
                        new TaskState.Cleanup(true, false, Optional.of(REASON))),
                new TaskState.Finishing(
                        PROGRESS,
                        Optional.empty(),
                        new Outcome(Outcome.Kind.FAILED, plain(ReasonCode.USER_EXIT), at(9)),
                        TaskState.Cleanup.OPEN),
                new TaskState.Ended(
                        PROGRESS,
                        new Outcome(Outcome.Kind.SUCCEEDED, plain(ReasonCode.SUCCEEDED), at(9))));
    }

    static List<JobEvent> events() {
        return List.of(
                new JobEvent.Submitted(at(1)),
                new JobEvent.Postponed(at(1), REASON, at(2)),
                new JobEvent.OfferChosen(at(1), 2, CLUSTER, SampleJobs.OFFER, 1, 4),
                new JobEvent.ClusterUp(at(1), 2, OVER.hosts()),
                new JobEvent.RunStarted(at(1), 2),
                new JobEvent.SetupPassed(at(1), 2),
                new JobEvent.LaunchFailed(at(1), 2, REASON, List.of(BLOCK)),
                new JobEvent.RunSucceeded(at(1), 2, "exit 0, 0"),
                new JobEvent.AttemptFailed(at(1), 2, REASON, List.of(WHOLE_PROVIDER), at(3)),
                new JobEvent.TaskFailed(at(1), REASON),
                new JobEvent.NothingToRun(at(1)),
                new JobEvent.CancelRequested(at(1), "ada"),
                new JobEvent.Skipped(at(1), plain(ReasonCode.EARLIER_TASK_FAILED)),
                new JobEvent.LogsKept(at(1), 2),
                new JobEvent.ClusterGone(at(1), 2, "terminated"),
                new JobEvent.CleanupTroubled(at(1), 2, REASON));
    }

    /** What came with version 2: a notice, a cluster made beforehand, survivors. */
    static List<TaskState> laterStates() {
        Progress past =
                new Progress(
                        3,
                        1,
                        2,
                        4,
                        5,
                        6,
                        Optional.of(at(1)),
                        Optional.of(at(2)),
                        Duration.ofSeconds(10),
                        List.of(),
                        new Progress.Past(
                                2, 1, OptionalInt.of(29), Optional.of(SampleJobs.OFFER), true));
        TaskState.Notice notice = new TaskState.Notice(at(30), "taken in 30 s");
        TaskState.Standby fresh = new TaskState.Standby(FRESH, false, false);
        TaskState.Standby discarded = new TaskState.Standby(OVER, true, true);
        return List.of(
                new TaskState.Running(past, OVER, true, Optional.of(notice), Optional.of(fresh)),
                new TaskState.Recovering(
                        past,
                        Optional.of(OVER),
                        true,
                        true,
                        Optional.empty(),
                        plain(ReasonCode.NODE_LOST),
                        REASON,
                        at(10)),
                new TaskState.Recovering(
                        past,
                        Optional.of(OVER),
                        true,
                        false,
                        Optional.of(discarded),
                        plain(ReasonCode.NODE_LOST),
                        REASON,
                        at(10)),
                new TaskState.Finishing(
                        past,
                        Optional.of(OVER),
                        new Outcome(Outcome.Kind.CANCELLED, REASON, at(9)),
                        new TaskState.Cleanup(true, false, Optional.empty()),
                        Optional.of(discarded)));
    }

    /** What came with version 2. */
    static List<JobEvent> laterEvents() {
        return List.of(
                new JobEvent.AttemptFailed(
                        at(1), 2, REASON, List.of(), at(3), OptionalInt.of(29), true),
                new JobEvent.NoticeGiven(at(1), 2, at(31), "taken in 30 s"),
                new JobEvent.SurvivorsLeft(at(1), 2, REASON),
                new JobEvent.StandbyChosen(at(1), 3, CLUSTER, SampleJobs.OFFER, 1, 4),
                new JobEvent.StandbyUp(at(1), 3, OVER.hosts()),
                new JobEvent.StandbyDropped(at(1), 3, REASON, List.of(BLOCK)),
                new JobEvent.StandbyGone(at(1), 3, "terminated"));
    }

    /** What came with version 3. */
    static List<JobEvent> newestEvents() {
        return List.of(
                new JobEvent.FilesPlaced(at(1), 2, 4, 320, 12_582_912, Duration.ofMillis(1200)));
    }

    static List<ClusterRecord> clusters() {
        ClusterRecord requested =
                new ClusterRecord(
                        CLUSTER,
                        new ClusterOwner.OfAttempt(1, 0, 1),
                        SampleJobs.OFFER,
                        2,
                        at(1),
                        new ClusterState.Requested());
        return List.of(
                requested,
                requested.with(new ClusterState.Up(at(2))),
                new ClusterRecord(
                        CLUSTER,
                        new ClusterOwner.OfPerson("ada"),
                        LOCAL,
                        1,
                        at(1),
                        new ClusterState.Terminating(at(3))),
                new ClusterRecord(
                        CLUSTER,
                        new ClusterOwner.OfController(),
                        LOCAL,
                        1,
                        at(1),
                        new ClusterState.Gone(at(4), "")));
    }

    /** Prints the texts of all values of one list, to be kept as a resource of a new version. */
    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "states" -> states().stream().map(EveryKind::text).forEach(System.out::println);
            case "later-states" ->
                    laterStates().stream().map(EveryKind::text).forEach(System.out::println);
            case "later-events" ->
                    laterEvents().stream().map(EventText::write).forEach(System.out::println);
            case "events" -> events().stream().map(EventText::write).forEach(System.out::println);
            case "clusters" ->
                    clusters().stream().map(ClusterText::write).forEach(System.out::println);
            case "attempts" ->
                    attempts().stream().map(PlaceText::text).forEach(System.out::println);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static String text(TaskState state) {
        return StateText.write(StoredTextTest.job(state));
    }

    static List<StorageState> storages() {
        Reason trouble = new Reason(ReasonCode.STORAGE, "No answer.", "timeout");
        return List.of(
                new StorageState.None(),
                new StorageState.Preparing(Optional.empty(), trouble, SampleJobs.at(3)),
                new StorageState.Preparing(
                        Optional.of(List.of(BUCKET)),
                        Reason.of(ReasonCode.PREPARING),
                        SampleJobs.at(4)),
                new StorageState.Ready(true),
                new StorageState.Removing(Optional.of(trouble)),
                new StorageState.Removed());
    }

    static List<JobEvent> storageEvents() {
        return List.of(
                new JobEvent.BucketsPlanned(SampleJobs.at(1), List.of(BUCKET)),
                new JobEvent.StorageReady(
                        SampleJobs.at(2), true, 3, 4_000, Duration.ofMillis(1500), "A note."),
                new JobEvent.StorageTroubled(
                        SampleJobs.at(3),
                        new Reason(ReasonCode.STORAGE, "No answer.", "timeout"),
                        SampleJobs.at(9)),
                new JobEvent.StorageUnneeded(SampleJobs.at(4)),
                new JobEvent.CancelRequested(
                        SampleJobs.at(6), "ada", Optional.of(SampleJobs.at(66))),
                new JobEvent.GraceOver(SampleJobs.at(7), 2, "all is saved"),
                new JobEvent.StorageRemoved(SampleJobs.at(5), List.of(BUCKET)));
    }

    static List<BucketRecord> buckets() {
        BucketRecord first =
                new BucketRecord(BUCKET, 7, false, SampleJobs.at(1), new BucketState.Intended());
        return List.of(
                first,
                first.with(new BucketState.Made()),
                first.with(new BucketState.Removing(SampleJobs.at(2))),
                first.with(new BucketState.Gone(SampleJobs.at(3))));
    }

    /** What came with traces of launches. */
    static List<JobEvent> tracedEvents() {
        return List.of(
                new JobEvent.Submitted(
                        at(1),
                        Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));
    }
}
