package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All attempts of a task.
 *
 * @param jobId the job
 * @param taskId the task
 * @param taskName its name
 * @param status its public status
 * @param attempts in order
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record AttemptsReply(
        long jobId, int taskId, String taskName, String status, List<AttemptView> attempts) {
    public AttemptsReply {
        taskName = Wire.text(taskName);
        status = Wire.need(status, "status");
        attempts = Wire.list(attempts);
    }

    /** The attempt of that number. */
    public Optional<AttemptView> attempt(int number) {
        for (AttemptView attempt : attempts) {
            if (attempt.number() == number) {
                return Optional.of(attempt);
            }
        }
        return Optional.empty();
    }

    /**
     * One try to run a task.
     *
     * @param number from 1
     * @param cluster its cluster
     * @param infra where it is or was
     * @param resources its shape
     * @param pricePerHour dollars for all nodes together
     * @param requestedAt when its cluster was asked for
     * @param upAt when all nodes were up
     * @param setupAt when setup was started
     * @param runAt when setup was over
     * @param endAt when its end was recorded
     * @param terminatedAt when nothing was left of it
     * @param endCode stable code of why it ended; empty while it has not
     * @param endSentence why it ended
     * @param logsComplete whether no byte will be added to its logs
     * @param nodes its nodes by rank
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record AttemptView(
            int number,
            String cluster,
            String infra,
            String resources,
            double pricePerHour,
            Instant requestedAt,
            Optional<Instant> upAt,
            Optional<Instant> setupAt,
            Optional<Instant> runAt,
            Optional<Instant> endAt,
            Optional<Instant> terminatedAt,
            String endCode,
            String endSentence,
            boolean logsComplete,
            List<NodeView> nodes) {
        public AttemptView {
            cluster = Wire.text(cluster);
            infra = Wire.text(infra);
            resources = Wire.text(resources);
            requestedAt = Wire.need(requestedAt, "requested_at");
            upAt = Wire.maybe(upAt);
            setupAt = Wire.maybe(setupAt);
            runAt = Wire.maybe(runAt);
            endAt = Wire.maybe(endAt);
            terminatedAt = Wire.maybe(terminatedAt);
            endCode = Wire.text(endCode);
            endSentence = Wire.text(endSentence);
            nodes = Wire.list(nodes);
        }
    }

    /**
     * A node of an attempt.
     *
     * @param rank 0 for the head
     * @param address by which the other nodes reach it; empty while unknown
     * @param setup its log of setup
     * @param run its log of run
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record NodeView(int rank, String address, LogView setup, LogView run) {
        public NodeView {
            address = Wire.text(address);
            setup = setup == null ? LogView.NONE : setup;
            run = run == null ? LogView.NONE : run;
        }
    }

    /**
     * A log file.
     *
     * @param bytes how many bytes are stored
     * @param lines how many lines they are, counted from the end up to the {@code tail} asked for
     * @param pid process that wrote it; 0 while unknown
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record LogView(long bytes, long lines, long pid) {
        /** No log. */
        public static final LogView NONE = new LogView(0, 0, 0);
    }
}
