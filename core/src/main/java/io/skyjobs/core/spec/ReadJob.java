package io.skyjobs.core.spec;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A job as it was read; whether it may be used, the problems found beside it say.
 *
 * @param spec the job
 * @param secretValues values of secrets by name
 */
record ReadJob(JobSpec spec, SortedMap<String, String> secretValues) {
    ReadJob {
        secretValues = Collections.unmodifiableSortedMap(new TreeMap<>(secretValues));
    }

    @Override
    public String toString() {
        return "ReadJob[spec=" + spec + "]";
    }
}
