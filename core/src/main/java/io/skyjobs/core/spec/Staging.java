package io.skyjobs.core.spec;

import io.skyjobs.spi.store.StoreUri;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where in an object store the files of a job lie while it is live: below a directory of its own in
 * a bucket that is either shared or made for the job alone.
 *
 * @param directory the job's directory, {@code job-RUNID} in a bucket
 * @param ownBucket whether the bucket was made for the job and goes with it
 * @param places path on the submitting machine to its place below the directory, such as {@code
 *     workdir}, {@code local-file-mounts/0} or {@code tmp-files/file-0}
 */
public record Staging(StoreUri directory, boolean ownBucket, SortedMap<String, String> places) {
    public Staging {
        places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
    }
}
