package io.skyjobs.core.persistence;

import io.skyjobs.core.job.JobEvent;

/**
 * Events as JSON text with stable names. What one version wrote, every later one reads; what a
 * later one wrote, this one refuses in one sentence.
 */
public final class EventText {
    private EventText() {}

    /** The stable name of an event's kind, as in {@link JobStore.JournalEntry#tag}. */
    public static String tag(JobEvent event) {
        return switch (event) {
            case JobEvent.Submitted submitted -> "submitted";
            case JobEvent.Postponed postponed -> "postponed";
            case JobEvent.OfferChosen chosen -> "offer_chosen";
            case JobEvent.ClusterUp up -> "cluster_up";
            case JobEvent.FilesPlaced placed -> "files_placed";
            case JobEvent.RunStarted started -> "run_started";
            case JobEvent.SetupPassed passed -> "setup_passed";
            case JobEvent.LaunchFailed failed -> "launch_failed";
            case JobEvent.RunSucceeded succeeded -> "run_succeeded";
            case JobEvent.AttemptFailed failed -> "attempt_failed";
            case JobEvent.TaskFailed failed -> "task_failed";
            case JobEvent.NothingToRun nothing -> "nothing_to_run";
            case JobEvent.CancelRequested cancel -> "cancel_requested";
            case JobEvent.Skipped skipped -> "skipped";
            case JobEvent.LogsKept kept -> "logs_kept";
            case JobEvent.ClusterGone gone -> "cluster_gone";
            case JobEvent.GraceOver over -> "grace_over";
            case JobEvent.CleanupTroubled troubled -> "cleanup_troubled";
            case JobEvent.NoticeGiven given -> "notice_given";
            case JobEvent.SurvivorsLeft left -> "survivors_left";
            case JobEvent.StandbyChosen chosen -> "standby_chosen";
            case JobEvent.StandbyUp up -> "standby_up";
            case JobEvent.StandbyDropped dropped -> "standby_dropped";
            case JobEvent.StandbyGone gone -> "standby_gone";
            case JobEvent.BucketsPlanned planned -> "buckets_planned";
            case JobEvent.StorageReady ready -> "storage_ready";
            case JobEvent.StorageTroubled troubled -> "storage_troubled";
            case JobEvent.StorageUnneeded unneeded -> "storage_unneeded";
            case JobEvent.StorageRemoved removed -> "storage_removed";
        };
    }

    /** The event as JSON text, as in {@link JobStore.JournalEntry#json}. */
    public static String write(JobEvent event) {
        JsonFields fields = JsonFields.document(tag(event)).put("at", event.at());
        if (event instanceof JobEvent.OfAttempt about) {
            fields.put("attempt", about.attempt());
        }
        if (event instanceof JobEvent.OfStandby about) {
            fields.put("attempt", about.attempt());
        }
        return put(fields, event).text();
    }

    private static JsonFields put(JsonFields fields, JobEvent event) {
        return switch (event) {
            case JobEvent.Postponed put -> waits(fields, put);
            case JobEvent.OfferChosen chosen ->
                    offered(
                            fields,
                            new JobEvent.StandbyChosen(
                                    chosen.at(),
                                    chosen.attempt(),
                                    chosen.cluster(),
                                    chosen.offer(),
                                    chosen.option(),
                                    chosen.nodes()));
            case JobEvent.StandbyChosen chosen -> offered(fields, chosen);
            case JobEvent.StandbyUp up -> fields.putAll("hosts", up.hosts(), PlaceText::write);
            case JobEvent.StandbyDropped dropped ->
                    fields.put("reason", PlaceText.write(dropped.reason()))
                            .putAll("blocked", dropped.blocked(), ProgressText::write);
            case JobEvent.StandbyGone gone -> fields.put("evidence", gone.evidence());
            case JobEvent.NoticeGiven given ->
                    fields.put("until", given.until()).put("evidence", given.evidence());
            case JobEvent.SurvivorsLeft left ->
                    fields.put("reason", PlaceText.write(left.reason()));
            case JobEvent.ClusterUp up -> fields.putAll("hosts", up.hosts(), PlaceText::write);
            case JobEvent.FilesPlaced placed -> placed(fields, placed);
            case JobEvent.LaunchFailed failed ->
                    fields.put("reason", PlaceText.write(failed.reason()))
                            .putAll("blocked", failed.blocked(), ProgressText::write);
            case JobEvent.RunSucceeded succeeded -> fields.put("evidence", succeeded.evidence());
            case JobEvent.AttemptFailed failed -> failed(fields, failed);
            case JobEvent.TaskFailed failed ->
                    fields.put("reason", PlaceText.write(failed.reason()));
            case JobEvent.CancelRequested cancel ->
                    fields.putInstant("graceUntil", cancel.graceUntil()).put("by", cancel.by());
            case JobEvent.GraceOver over -> fields.put("evidence", over.evidence());
            case JobEvent.Skipped skipped ->
                    fields.put("reason", PlaceText.write(skipped.reason()));
            case JobEvent.ClusterGone gone -> fields.put("evidence", gone.evidence());
            case JobEvent.CleanupTroubled troubled ->
                    fields.put("reason", PlaceText.write(troubled.reason()));
            case JobEvent.Submitted submitted ->
                    fields.putText("traceParent", submitted.traceParent());
            case JobEvent.RunStarted _,
                    JobEvent.SetupPassed _,
                    JobEvent.NothingToRun _,
                    JobEvent.LogsKept _ ->
                    fields;
            case JobEvent.OfStorage storage -> StorageText.put(fields, storage);
        };
    }

    private static JsonFields placed(JsonFields fields, JobEvent.FilesPlaced placed) {
        return fields.put("nodes", placed.nodes())
                .put("files", placed.files())
                .put("bytes", placed.bytes())
                .put("took", placed.took());
    }

    private static JsonFields waits(JsonFields fields, JobEvent.Postponed postponed) {
        return fields.put("reason", PlaceText.write(postponed.reason()))
                .put("notBefore", postponed.notBefore());
    }

    private static JsonFields failed(JsonFields fields, JobEvent.AttemptFailed failed) {
        fields.put("reason", PlaceText.write(failed.reason()))
                .putAll("blocked", failed.blocked(), ProgressText::write)
                .put("notBefore", failed.notBefore())
                .put("keeps", failed.keeps());
        failed.exitCode().ifPresent(code -> fields.put("exitCode", code));
        return fields;
    }

    private static JsonFields offered(JsonFields fields, JobEvent.StandbyChosen chosen) {
        return fields.put("cluster", chosen.cluster().value())
                .put("offer", PlaceText.write(chosen.offer()))
                .put("option", chosen.option())
                .put("nodes", chosen.nodes());
    }

    /**
     * The event that a text holds.
     *
     * @throws StoreException when it holds none that this version knows, in one sentence
     */
    public static JobEvent read(String text) {
        return JsonFields.read(
                text, "event", fields -> EventReader.read(fields, fields.instant("at")));
    }
}
