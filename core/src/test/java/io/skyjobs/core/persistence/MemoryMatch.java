package io.skyjobs.core.persistence;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether a job is among those that a query asks for, without SQL. */
final class MemoryMatch {
    private MemoryMatch() {}

    /** Whether it is, with limit and cursor left aside. */
    static boolean of(JobQuery query, StoredJob job) {
        return isWho(query, job) && isWhen(query, job) && isHow(query, job) && isCalled(query, job);
    }

    private static boolean isWho(JobQuery query, StoredJob job) {
        JobHeader header = job.header();
        return (query.ids().isEmpty() || query.ids().contains(job.job().id()))
                && query.name().map(header.name()::equals).orElse(true)
                && query.user().map(header.user()::equals).orElse(true)
                && query.workspace().map(header.workspace()::equals).orElse(true);
    }

    private static boolean isWhen(JobQuery query, StoredJob job) {
        return query.after().map(at -> !job.job().submitted().isBefore(at)).orElse(true)
                && query.before().map(at -> job.job().submitted().isBefore(at)).orElse(true);
    }

    private static boolean isHow(JobQuery query, StoredJob job) {
        return query.statuses().isEmpty() || query.statuses().contains(job.job().status().name());
    }

    private static boolean isCalled(JobQuery query, StoredJob job) {
        return query.match()
                // Without more flags only letters of ASCII are alike.
                .map(part -> Pattern.compile(Pattern.quote(part), Pattern.CASE_INSENSITIVE))
                .map(pattern -> pattern.matcher(job.header().name()).find())
                .orElse(true);
    }

    /** Whether it is at the place that is asked for; an ended one, where its last attempt was. */
    static boolean isAt(JobQuery query, StoredJob job, Optional<Attempt> last) {
        Stream<Attempt> attempts =
                job.job().ended()
                        ? last.stream()
                        : job.job().tasks().stream().flatMap(task -> task.liveAttempt().stream());
        return query.infra()
                .map(place -> attempts.anyMatch(attempt -> JobQuery.isAt(attempt, place)))
                .orElse(true);
    }
}
