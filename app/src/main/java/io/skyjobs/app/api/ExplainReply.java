package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a job is where it is.
 *
 * @param schema version of this form; grows when a field changes its meaning, not when one is added
 * @param jobId the job
 * @param jobName its name
 * @param status its public status
 * @param sentence the cause in one sentence
 * @param tasks one entry per task
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record ExplainReply(
        int schema,
        long jobId,
        String jobName,
        String status,
        String sentence,
        List<TaskReason> tasks) {
    /** The version of the form that is written now. */
    public static final int SCHEMA = 1;

    public ExplainReply {
        jobName = Wire.text(jobName);
        status = Wire.need(status, "status");
        sentence = Wire.text(sentence);
        tasks = Wire.list(tasks);
    }

    /**
     * Why a task is where it is.
     *
     * @param taskId its index
     * @param taskName its name
     * @param status its public status
     * @param code stable reason code
     * @param sentence the cause
     * @param waitsFor what it waits for; may be empty
     * @param unblockedBy what a person could do about it; may be empty
     * @param position place in the queue for a launch, from 1; 0 when it is not in it
     * @param queued how many are in that queue
     * @param since since when it is so
     * @param nextTryAt when it is tried again
     * @param evidence raw facts behind the cause
     * @param lastLoss the newest attempt whose machines, or whose run on them, were lost
     * @param tried places that are left aside since a launch on them failed
     * @param attempts the newest attempts, in order
     * @param earlierAttempts how many came before those
     * @param counters what is held against budgets
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record TaskReason(
            int taskId,
            String taskName,
            String status,
            String code,
            String sentence,
            String waitsFor,
            String unblockedBy,
            int position,
            int queued,
            Instant since,
            Optional<Instant> nextTryAt,
            List<String> evidence,
            Optional<AttemptLine> lastLoss,
            List<Tried> tried,
            List<AttemptLine> attempts,
            int earlierAttempts,
            Counters counters) {
        public TaskReason {
            taskName = Wire.text(taskName);
            status = Wire.text(status);
            code = Wire.text(code);
            sentence = Wire.text(sentence);
            waitsFor = Wire.text(waitsFor);
            unblockedBy = Wire.text(unblockedBy);
            since = Wire.need(since, "since");
            nextTryAt = Wire.maybe(nextTryAt);
            evidence = Wire.list(evidence);
            lastLoss = Wire.maybe(lastLoss);
            tried = Wire.list(tried);
            attempts = Wire.list(attempts);
            counters = Wire.need(counters, "counters");
        }
    }

    /**
     * A place on which a launch failed.
     *
     * @param infra the place
     * @param resources instance type; empty when all of the place is left aside
     * @param code stable reason code
     * @param providerCode the provider's own error code; may be empty
     * @param sentence what went wrong
     * @param until until when it is left aside
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Tried(
            String infra,
            String resources,
            String code,
            String providerCode,
            String sentence,
            Instant until) {
        public Tried {
            infra = Wire.text(infra);
            resources = Wire.text(resources);
            code = Wire.text(code);
            providerCode = Wire.text(providerCode);
            sentence = Wire.text(sentence);
            until = Wire.need(until, "until");
        }
    }

    /**
     * An attempt in short.
     *
     * @param number from 1
     * @param infra where it is or was
     * @param resources its shape
     * @param requestedAt when its cluster was asked for
     * @param runAt when it ran
     * @param endAt when its end was recorded
     * @param endCode stable code of why it ended; empty while it has not
     * @param endSentence why it ended
     * @param evidence which witness said what
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record AttemptLine(
            int number,
            String infra,
            String resources,
            Instant requestedAt,
            Optional<Instant> runAt,
            Optional<Instant> endAt,
            String endCode,
            String endSentence,
            String evidence) {
        public AttemptLine {
            infra = Wire.text(infra);
            resources = Wire.text(resources);
            requestedAt = Wire.need(requestedAt, "requested_at");
            runAt = Wire.maybe(runAt);
            endAt = Wire.maybe(endAt);
            endCode = Wire.text(endCode);
            endSentence = Wire.text(endSentence);
            evidence = Wire.text(evidence);
        }
    }

    /**
     * What is held against budgets.
     *
     * @param userErrors failures of the user's own code
     * @param preemptions machines that their provider took back
     * @param infrastructure losses and troubles that are nobody's fault
     * @param capacity launches that failed for want of capacity or quota, since it last ran
     * @param recoveries how often it ran again after it had run
     * @param restartsLeft how many more errors of the user's own are followed by a restart
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Counters(
            int userErrors,
            int preemptions,
            int infrastructure,
            int capacity,
            int recoveries,
            int restartsLeft) {}
}
