package io.skyjobs.core.persistence;

import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Reason;
import io.skyjobs.spi.ClusterName;

import java.time.Instant;

/** The other half of {@link EventText}: from stored fields to the event. */
final class EventReader {
    private EventReader() {}

    static JobEvent read(JsonFields fields, Instant at) {
        return switch (fields.kind()) {
            case "submitted" -> new JobEvent.Submitted(at, fields.optionalText("traceParent"));
            case "postponed" ->
                    new JobEvent.Postponed(at, reason(fields), fields.instant("notBefore"));
            case "task_failed" -> new JobEvent.TaskFailed(at, reason(fields));
            case "nothing_to_run" -> new JobEvent.NothingToRun(at);
            case "cancel_requested" ->
                    new JobEvent.CancelRequested(
                            at, fields.text("by"), fields.optionalInstant("graceUntil"));
            case "skipped" -> new JobEvent.Skipped(at, reason(fields));
            default ->
                    StorageText.event(fields, at)
                            .orElseGet(() -> ofAttempt(fields, at, fields.whole("attempt")));
        };
    }

    private static JobEvent ofAttempt(JsonFields fields, Instant at, int attempt) {
        return switch (fields.kind()) {
            case "offer_chosen" ->
                    new JobEvent.OfferChosen(
                            at,
                            attempt,
                            new ClusterName(fields.text("cluster")),
                            fields.part("offer", PlaceText::offer),
                            fields.whole("option"),
                            fields.whole("nodes"));
            case "cluster_up" ->
                    new JobEvent.ClusterUp(at, attempt, fields.parts("hosts", PlaceText::host));
            case "files_placed" ->
                    new JobEvent.FilesPlaced(
                            at,
                            attempt,
                            fields.whole("nodes"),
                            fields.number("files"),
                            fields.number("bytes"),
                            fields.duration("took"));
            case "run_started" -> new JobEvent.RunStarted(at, attempt);
            case "setup_passed" -> new JobEvent.SetupPassed(at, attempt);
            case "launch_failed" ->
                    new JobEvent.LaunchFailed(
                            at,
                            attempt,
                            reason(fields),
                            fields.parts("blocked", ProgressText::block));
            case "run_succeeded" -> new JobEvent.RunSucceeded(at, attempt, fields.text("evidence"));
            case "attempt_failed" ->
                    new JobEvent.AttemptFailed(
                            at,
                            attempt,
                            reason(fields),
                            fields.parts("blocked", ProgressText::block),
                            fields.instant("notBefore"),
                            fields.optionalWhole("exitCode"),
                            fields.optionalTruth("keeps").orElse(false));
            case "notice_given" ->
                    new JobEvent.NoticeGiven(
                            at, attempt, fields.instant("until"), fields.text("evidence"));
            case "survivors_left" -> new JobEvent.SurvivorsLeft(at, attempt, reason(fields));
            case "logs_kept" -> new JobEvent.LogsKept(at, attempt);
            case "cluster_gone" -> new JobEvent.ClusterGone(at, attempt, fields.text("evidence"));
            case "grace_over" -> new JobEvent.GraceOver(at, attempt, fields.text("evidence"));
            case "cleanup_troubled" -> new JobEvent.CleanupTroubled(at, attempt, reason(fields));
            default -> ofStandby(fields, at, attempt);
        };
    }

    private static JobEvent ofStandby(JsonFields fields, Instant at, int attempt) {
        return switch (fields.kind()) {
            case "standby_chosen" ->
                    new JobEvent.StandbyChosen(
                            at,
                            attempt,
                            new ClusterName(fields.text("cluster")),
                            fields.part("offer", PlaceText::offer),
                            fields.whole("option"),
                            fields.whole("nodes"));
            case "standby_up" ->
                    new JobEvent.StandbyUp(at, attempt, fields.parts("hosts", PlaceText::host));
            case "standby_dropped" ->
                    new JobEvent.StandbyDropped(
                            at,
                            attempt,
                            reason(fields),
                            fields.parts("blocked", ProgressText::block));
            case "standby_gone" -> new JobEvent.StandbyGone(at, attempt, fields.text("evidence"));
            default -> throw fields.unknownKind();
        };
    }

    private static Reason reason(JsonFields fields) {
        return fields.part("reason", PlaceText::reason);
    }
}
