package io.skyjobs.app.server;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.persistence.EventText;
import io.skyjobs.core.persistence.JobStore.JournalEntry;
import io.skyjobs.core.persistence.StoreException;
import io.skyjobs.spi.Offer;

import java.math.RoundingMode;
import java.util.stream.Collectors;

/** What happened to a job, in sentences for people. Pure. */
final class JournalText {
    private JournalText() {}

    /** The sentence of an entry; its kind where the entry is of a kind that is not known here. */
    static String sentence(JournalEntry entry) {
        try {
            return sentence(EventText.read(entry.json()));
        } catch (StoreException unknown) {
            return entry.tag();
        }
    }

    private static String sentence(JobEvent event) {
        return switch (event) {
            case JobEvent.Submitted submitted -> "Job was accepted.";
            case JobEvent.Postponed postponed ->
                    "Waiting until " + postponed.notBefore() + ": " + text(postponed.reason());
            case JobEvent.NothingToRun nothing ->
                    "There is no run command: the task succeeded without a cluster.";
            case JobEvent.CancelRequested cancel -> "Cancel was requested by " + cancel.by() + ".";
            case JobEvent.Skipped skipped -> "Skipped: " + text(skipped.reason());
            case JobEvent.TaskFailed failed -> "Task failed: " + text(failed.reason());
            case JobEvent.OfAttempt of -> "[attempt " + of.attempt() + "] " + ofAttempt(of);
            case JobEvent.OfStandby of -> "[attempt " + of.attempt() + "] " + ofStandby(of);
        };
    }

    private static String ofStandby(JobEvent.OfStandby event) {
        return switch (event) {
            case JobEvent.StandbyChosen chosen ->
                    "Launching cluster "
                            + chosen.cluster()
                            + " beforehand on "
                            + place(chosen.offer());
            case JobEvent.StandbyUp up -> "Cluster launched, and waits for the one before to end.";
            case JobEvent.StandbyDropped dropped ->
                    "Cluster made beforehand is cleared away: " + text(dropped.reason());
            case JobEvent.StandbyGone gone -> "Cluster made beforehand is gone.";
        };
    }

    private static String ofAttempt(JobEvent.OfAttempt event) {
        return switch (event) {
            case JobEvent.OfferChosen chosen ->
                    "Launching cluster "
                            + chosen.cluster()
                            + " of "
                            + chosen.nodes()
                            + (chosen.nodes() == 1 ? " node" : " nodes")
                            + " on "
                            + place(chosen.offer());
            case JobEvent.ClusterUp up ->
                    "Cluster launched: "
                            + up.hosts().stream()
                                    .map(host -> host.address())
                                    .collect(Collectors.joining(", "))
                            + ".";
            case JobEvent.RunStarted started -> "Setup was started on all nodes.";
            case JobEvent.SetupPassed passed -> "Setup is over on all nodes; run goes on.";
            case JobEvent.LaunchFailed failed -> "Launch failed: " + text(failed.reason());
            case JobEvent.RunSucceeded succeeded ->
                    "Job succeeded. Job status: JobStatus.SUCCEEDED";
            case JobEvent.AttemptFailed failed ->
                    text(failed.reason())
                            + " The task is started again, not before "
                            + failed.notBefore()
                            + ".";
            case JobEvent.NoticeGiven given ->
                    "The provider says that it takes a machine at "
                            + given.until()
                            + " ["
                            + given.evidence()
                            + "]; the run is told.";
            case JobEvent.SurvivorsLeft left -> text(left.reason());
            case JobEvent.LogsKept kept -> "All logs are stored.";
            case JobEvent.ClusterGone gone ->
                    "Cluster is gone"
                            + (gone.evidence().isEmpty() ? "." : " (" + gone.evidence() + ").");
            case JobEvent.CleanupTroubled troubled ->
                    "Cleanup is tried again: " + text(troubled.reason());
        };
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

    private static String text(Reason reason) {
        return reason.evidence().isEmpty()
                ? reason.sentence()
                : reason.sentence() + " [" + reason.evidence() + "]";
    }
}
