package io.skyjobs.core.spec;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What came of reading a task file: a job, or the reasons why not.
 *
 * @param job the job, when no problem is an error
 * @param secretValues values of secrets, by name, from YAML and command line; never stored with the
 *     spec
 * @param problems every problem found, in file order; warnings may stand beside a job
 */
public record ParsedJob(
        Optional<JobSpec> job, SortedMap<String, String> secretValues, List<Problem> problems) {
    public ParsedJob {
        problems = List.copyOf(problems);
    }

    @Override
    public String toString() {
        return "ParsedJob[job=" + job + ", problems=" + problems + "]";
    }
}
