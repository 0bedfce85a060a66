package io.skyjobs.app.server;

import io.skyjobs.app.api.FileFigures;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.Offer;

import java.math.RoundingMode;
import java.util.Optional;
import java.util.stream.Collectors;

/** What happened to a job, in sentences for people. Pure. */
final class JournalText {
    private JournalText() {}

    /**
     * What is said of an event.
     *
     * @param code the reason's code, where it has a reason
     * @param sentence what happened
     * @param evidence the raw facts behind it; may be empty
     */
    record Told(Optional<ReasonCode> code, String sentence, String evidence) {
        private static Told plain(String sentence) {
            return new Told(Optional.empty(), sentence, "");
        }

        private static Told plain(String sentence, String evidence) {
            return new Told(Optional.empty(), sentence, evidence);
        }

        private static Told because(String before, Reason reason, String after) {
            return new Told(
                    Optional.of(reason.code()),
                    before + reason.sentence() + after,
                    reason.evidence());
        }
    }

    /** What is said of it. */
    static Told tell(JobEvent event) {
        return switch (event) {
            case JobEvent.Submitted submitted -> Told.plain("Job was accepted.");
            case JobEvent.Postponed postponed ->
                    Told.because(
                            "Waiting until " + postponed.notBefore() + ": ",
                            postponed.reason(),
                            "");
            case JobEvent.NothingToRun nothing ->
                    Told.plain("There is no run command: the task succeeded without a cluster.");
            case JobEvent.CancelRequested cancel ->
                    new Told(
                            Optional.of(ReasonCode.CANCELLED_BY_USER),
                            "Cancel was requested by "
                                    + cancel.by()
                                    + cancel.graceUntil()
                                            .map(
                                                    it ->
                                                            "; what the run saves is waited for until "
                                                                    + it)
                                            .orElse("")
                                    + ".",
                            "");
            case JobEvent.Skipped skipped -> Told.because("", skipped.reason(), "");
            case JobEvent.TaskFailed failed -> Told.because("Task failed: ", failed.reason(), "");
            case JobEvent.OfAttempt of -> ofAttempt(of);
            case JobEvent.OfStandby of -> ofStandby(of);
            case JobEvent.OfStorage of -> ofStorage(of);
        };
    }

    private static Told ofStorage(JobEvent.OfStorage event) {
        return switch (event) {
            case JobEvent.BucketsPlanned planned ->
                    Told.plain(
                            planned.missing().isEmpty()
                                    ? "All buckets are there."
                                    : "Buckets to be made: "
                                            + planned.missing().stream()
                                                    .map(Object::toString)
                                                    .collect(Collectors.joining(", "))
                                            + ".");
            case JobEvent.StorageReady ready ->
                    Told.plain(
                            "Files and buckets are ready"
                                    + (ready.files() == 0
                                            ? ""
                                            : ": "
                                                    + FileFigures.of(ready.files(), ready.bytes())
                                                    + " in "
                                                    + FileFigures.seconds(ready.took()))
                                    + "."
                                    + (ready.note().isEmpty() ? "" : " " + ready.note()));
            case JobEvent.StorageTroubled troubled ->
                    Told.because("Storage is tried again: ", troubled.reason(), "");
            case JobEvent.StorageUnneeded unneeded ->
                    Told.plain("No task needs files or buckets any more.");
            case JobEvent.StorageRemoved removed ->
                    Told.plain(
                            "Files and buckets of the job are removed.",
                            removed.gone().stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining(", ")));
        };
    }

    private static Told ofStandby(JobEvent.OfStandby event) {
        return switch (event) {
            case JobEvent.StandbyChosen chosen ->
                    Told.plain(
                            "Launching cluster "
                                    + chosen.cluster()
                                    + " beforehand on "
                                    + place(chosen.offer()));
            case JobEvent.StandbyUp up ->
                    Told.plain("Cluster launched, and waits for the one before to end.");
            case JobEvent.StandbyDropped dropped ->
                    Told.because("Cluster made beforehand is cleared away: ", dropped.reason(), "");
            case JobEvent.StandbyGone gone ->
                    Told.plain("Cluster made beforehand is gone.", gone.evidence());
        };
    }

    private static Told ofAttempt(JobEvent.OfAttempt event) {
        return switch (event) {
            case JobEvent.OfferChosen chosen ->
                    Told.plain(
                            "Launching cluster "
                                    + chosen.cluster()
                                    + " of "
                                    + nodes(chosen.nodes())
                                    + " on "
                                    + place(chosen.offer()));
            case JobEvent.ClusterUp up ->
                    Told.plain(
                            "Cluster launched: "
                                    + up.hosts().stream()
                                            .map(host -> host.address())
                                            .collect(Collectors.joining(", "))
                                    + ".");
            case JobEvent.FilesPlaced placed -> placed(placed);
            case JobEvent.RunStarted started -> Told.plain("Setup was started on all nodes.");
            case JobEvent.SetupPassed passed ->
                    Told.plain("Setup is over on all nodes; run goes on.");
            case JobEvent.LaunchFailed failed ->
                    Told.because("Launch failed: ", failed.reason(), "");
            case JobEvent.RunSucceeded succeeded ->
                    new Told(
                            Optional.of(ReasonCode.SUCCEEDED),
                            "Job succeeded. Job status: JobStatus.SUCCEEDED",
                            succeeded.evidence());
            case JobEvent.AttemptFailed failed ->
                    Told.because(
                            "",
                            failed.reason(),
                            " The task is started again, not before " + failed.notBefore() + ".");
            case JobEvent.NoticeGiven given ->
                    new Told(
                            Optional.of(ReasonCode.PREEMPTED),
                            "The provider says that it takes a machine at "
                                    + given.until()
                                    + "; the run is told.",
                            given.evidence());
            case JobEvent.SurvivorsLeft left -> Told.because("", left.reason(), "");
            case JobEvent.LogsKept kept -> Told.plain("All logs are stored.");
            case JobEvent.ClusterGone gone -> Told.plain("Cluster is gone.", gone.evidence());
            case JobEvent.GraceOver over ->
                    Told.plain("The run is not waited for any more.", over.evidence());
            case JobEvent.CleanupTroubled troubled ->
                    Told.because("Cleanup is tried again: ", troubled.reason(), "");
        };
    }

    private static Told placed(JobEvent.FilesPlaced placed) {
        String where = placed.nodes() == 1 ? "" : " on each of " + nodes(placed.nodes());
        return Told.plain(
                "Files placed: "
                        + FileFigures.of(placed.files(), placed.bytes())
                        + where
                        + " in "
                        + FileFigures.seconds(placed.took())
                        + ".");
    }

    private static String nodes(int count) {
        return count + (count == 1 ? " node" : " nodes");
    }

    private static String place(Offer offer) {
        return ResourceText.place(offer)
                + " "
                + offer.shape().instanceType()
                + (offer.spot() ? "[Spot]" : "")
                + " ($"
                + offer.price().dollars().setScale(3, RoundingMode.HALF_UP)
                + " per node and hour).";
    }
}
