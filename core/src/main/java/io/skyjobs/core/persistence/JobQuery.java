package io.skyjobs.core.persistence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs to read, newest first. An empty part does not restrict.
 *
 * @param ids these ids only
 * @param name exact job name
 * @param user exact user
 * @param workspace exact workspace
 * @param statuses public status names of the job
 * @param after submitted at or after
 * @param before submitted before
 * @param below only ids smaller than this: the cursor of the next page
 * @param limit at most so many
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
        int limit) {
    public JobQuery {
        ids = List.copyOf(ids);
        statuses = Set.copyOf(statuses);
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
}
