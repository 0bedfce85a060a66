package io.skyjobs.core.persistence;

import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.core.job.TaskState;

import java.time.Instant;
import java.util.Optional;

/**
 * The states of a job's tasks as JSON text with stable names. What one version wrote, every later
 * one reads; what a later one wrote, this one refuses in one sentence.
 */
final class StateText {
    private StateText() {}

    /** The tasks' states and the request to cancel; id, version and instant are columns. */
    static String write(ManagedJob job) {
        return JsonFields.document()
                .putAll("tasks", job.tasks(), StateText::write)
                .putPart("cancel", job.cancel(), StateText::write)
                .putPart("storage", StorageText.stored(job.storage()), StorageText::write)
                .text();
    }

    /** The job that a text and its columns hold. */
    static ManagedJob read(long id, long version, Instant submitted, String text) {
        return JsonFields.read(
                text,
                "state of job " + id,
                fields ->
                        new ManagedJob(
                                id,
                                version,
                                submitted,
                                fields.parts("tasks", StateText::state),
                                fields.optionalPart("cancel", StateText::cancel),
                                fields.optionalPart("storage", StorageText::state)
                                        .orElseGet(StorageState.None::new)));
    }

    private static JsonFields write(ManagedJob.Cancel cancel) {
        return JsonFields.part().put("at", cancel.at()).put("by", cancel.by());
    }

    private static ManagedJob.Cancel cancel(JsonFields fields) {
        return new ManagedJob.Cancel(fields.instant("at"), fields.text("by"));
    }

    private static JsonFields write(TaskState state) {
        JsonFields fields =
                JsonFields.part(kind(state)).put("progress", ProgressText.write(state.progress()));
        fields.putPart("standby", state.standby(), StateText::write);
        return switch (state) {
            case TaskState.Pending pending ->
                    fields.put("waiting", PlaceText.write(pending.waiting()))
                            .put("notBefore", pending.notBefore());
            case TaskState.Starting starting ->
                    fields.put("attempt", PlaceText.write(starting.attempt()))
                            .put("up", starting.up());
            case TaskState.Running running ->
                    fields.put("attempt", PlaceText.write(running.attempt()))
                            .put("pastSetup", running.pastSetup())
                            .putPart("notice", running.notice(), StateText::write);
            case TaskState.Recovering recovering ->
                    fields.putPart("leftover", recovering.leftover(), PlaceText::write)
                            .put("logsKept", recovering.logsKept())
                            .put("keeps", recovering.keeps())
                            .put("cause", PlaceText.write(recovering.cause()))
                            .put("waiting", PlaceText.write(recovering.waiting()))
                            .put("notBefore", recovering.notBefore());
            case TaskState.Finishing finishing ->
                    fields.putPart("leftover", finishing.leftover(), PlaceText::write)
                            .put("outcome", write(finishing.outcome()))
                            .put("cleanup", write(finishing.cleanup()));
            case TaskState.Ended ended -> fields.put("outcome", write(ended.outcome()));
        };
    }

    private static String kind(TaskState state) {
        return switch (state) {
            case TaskState.Pending pending -> "pending";
            case TaskState.Starting starting -> "starting";
            case TaskState.Running running -> "running";
            case TaskState.Recovering recovering -> "recovering";
            case TaskState.Finishing finishing -> "finishing";
            case TaskState.Ended ended -> "ended";
        };
    }

    private static TaskState state(JsonFields fields) {
        Progress progress = fields.part("progress", ProgressText::progress);
        Optional<TaskState.Standby> standby = fields.optionalPart("standby", StateText::standby);
        return switch (fields.kind()) {
            case "pending" ->
                    new TaskState.Pending(
                            progress,
                            fields.part("waiting", PlaceText::reason),
                            fields.instant("notBefore"));
            case "starting" ->
                    new TaskState.Starting(
                            progress,
                            fields.part("attempt", PlaceText::attempt),
                            fields.truth("up"));
            case "running" ->
                    new TaskState.Running(
                            progress,
                            fields.part("attempt", PlaceText::attempt),
                            fields.truth("pastSetup"),
                            fields.optionalPart("notice", StateText::notice),
                            standby);
            case "recovering" ->
                    new TaskState.Recovering(
                            progress,
                            fields.optionalPart("leftover", PlaceText::attempt),
                            fields.truth("logsKept"),
                            fields.optionalTruth("keeps").orElse(false),
                            standby,
                            fields.part("cause", PlaceText::reason),
                            fields.part("waiting", PlaceText::reason),
                            fields.instant("notBefore"));
            case "finishing" ->
                    new TaskState.Finishing(
                            progress,
                            fields.optionalPart("leftover", PlaceText::attempt),
                            fields.part("outcome", StateText::outcome),
                            fields.part("cleanup", StateText::cleanup),
                            standby);
            case "ended" ->
                    new TaskState.Ended(progress, fields.part("outcome", StateText::outcome));
            default -> throw fields.unknownKind();
        };
    }

    private static JsonFields write(TaskState.Notice notice) {
        return JsonFields.part().put("until", notice.until()).put("evidence", notice.evidence());
    }

    private static TaskState.Notice notice(JsonFields fields) {
        return new TaskState.Notice(fields.instant("until"), fields.text("evidence"));
    }

    private static JsonFields write(TaskState.Standby standby) {
        return JsonFields.part()
                .put("attempt", PlaceText.write(standby.attempt()))
                .put("up", standby.up())
                .put("discarded", standby.discarded());
    }

    private static TaskState.Standby standby(JsonFields fields) {
        return new TaskState.Standby(
                fields.part("attempt", PlaceText::attempt),
                fields.truth("up"),
                fields.truth("discarded"));
    }

    private static JsonFields write(Outcome outcome) {
        return JsonFields.part(outcome.kind().name())
                .put("reason", PlaceText.write(outcome.reason()))
                .put("at", outcome.at());
    }

    private static Outcome outcome(JsonFields fields) {
        return new Outcome(
                fields.oneOf("kind", Outcome.Kind.class),
                fields.part("reason", PlaceText::reason),
                fields.instant("at"));
    }

    private static JsonFields write(TaskState.Cleanup cleanup) {
        JsonFields fields =
                JsonFields.part()
                        .put("logsKept", cleanup.logsKept())
                        .put("clusterGone", cleanup.clusterGone())
                        .putPart("trouble", cleanup.trouble(), PlaceText::write);
        cleanup.graceUntil().ifPresent(until -> fields.put("graceUntil", until));
        return fields;
    }

    private static TaskState.Cleanup cleanup(JsonFields fields) {
        return new TaskState.Cleanup(
                fields.truth("logsKept"),
                fields.truth("clusterGone"),
                fields.optionalPart("trouble", PlaceText::reason),
                fields.optionalInstant("graceUntil"));
    }
}
