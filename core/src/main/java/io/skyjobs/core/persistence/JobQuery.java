package io.skyjobs.core.persistence;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs to read, newest first unless another order is asked for. An empty part does not
 * restrict.
 *
 * @param ids these ids only
 * @param name exact job name
 * @param user exact user
 * @param workspace exact workspace
 * @param statuses public status names of the job
 * @param after submitted at or after
 * @param before submitted before
 * @param below the cursor: only jobs that come after this one in the order; in that of the newest
 *     first, ids smaller than this
 * @param limit at most so many
 * @param match part of the name, upper and lower case of ASCII alike
 * @param infra where the job is or was, such as {@code aws} or {@code aws/us-east-1}
 * @param order of the page
 */
public record JobQuery(
        List<Long> ids,
        Optional<String> name,
        Optional<String> user,
        Optional<String> workspace,
        Set<String> statuses,
        Optional<Instant> after,
        Optional<Instant> before,
        Optional<Long> below,
        int limit,
        Optional<String> match,
        Optional<String> infra,
        JobOrder order) {
    public JobQuery {
        ids = List.copyOf(ids);
        statuses = Set.copyOf(statuses);
        match = match.map(JobQuery::small);
        infra = infra.map(JobQuery::small);
    }

    /** Newest first, by what is exact. */
    public JobQuery(
            List<Long> ids,
            Optional<String> name,
            Optional<String> user,
            Optional<String> workspace,
            Set<String> statuses,
            Optional<Instant> after,
            Optional<Instant> before,
            Optional<Long> below,
            int limit) {
        this(
                ids,
                name,
                user,
                workspace,
                statuses,
                after,
                before,
                below,
                limit,
                Optional.empty(),
                Optional.empty(),
                JobOrder.NEWEST);
    }

    /** The newest jobs. */
    public static JobQuery newest(int limit) {
        return new JobQuery(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    /** The same with another limit. */
    public JobQuery limited(int most) {
        return new JobQuery(
                ids, name, user, workspace, statuses, after, before, below, most, match, infra,
                order);
    }

    /** The same from the first page on. */
    JobQuery fromTheStart() {
        return new JobQuery(
                ids,
                name,
                user,
                workspace,
                statuses,
                after,
                before,
                Optional.empty(),
                limit,
                match,
                infra,
                order);
    }

    /** The same for part of a name, and for a place. */
    public JobQuery matching(Optional<String> part, Optional<String> place) {
        return new JobQuery(
                ids, name, user, workspace, statuses, after, before, below, limit, part, place,
                order);
    }

    /** The same in another order. */
    public JobQuery ordered(JobOrder other) {
        return new JobQuery(
                ids, name, user, workspace, statuses, after, before, below, limit, match, infra,
                other);
    }

    /** Whether a job is asked for, with limit, cursor and ids left aside. */
    public boolean matches(StoredJob job) {
        JobHeader header = job.header();
        Instant at = job.job().submitted();
        return name.map(header.name()::equals).orElse(true)
                && user.map(header.user()::equals).orElse(true)
                && workspace.map(header.workspace()::equals).orElse(true)
                && after.map(start -> !at.isBefore(start)).orElse(true)
                && before.map(at::isBefore).orElse(true)
                && (statuses.isEmpty() || statuses.contains(job.job().status().name()))
                && match.map(small(header.name())::contains).orElse(true)
                && infra.map(place -> isAt(job, place)).orElse(true);
    }

    /** Whether a job comes after the cursor. */
    public boolean isAfterCursor(StoredJob job) {
        return below.map(cursor -> order.isAfter(job, cursor)).orElse(true);
    }

    private static boolean isAt(StoredJob job, String place) {
        return job.job().tasks().stream()
                .map(TaskState::liveAttempt)
                .flatMap(Optional::stream)
                .anyMatch(attempt -> isAt(attempt, place));
    }

    /** Whether an attempt is or was at a place or within it. */
    static boolean isAt(Attempt attempt, String place) {
        String infra = small(AttemptCost.infra(attempt));
        return infra.equals(place) || infra.startsWith(place + "/");
    }

    private static String small(String text) {
        StringBuilder small = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 128) {
                small.setCharAt(i, Character.toLowerCase(text.charAt(i)));
            }
        }
        return small.toString();
    }
}
