package io.skyjobs.core.controller;

import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.spi.ComputeProvider;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything the controller is made of; nothing in {@code core} makes a thread, reads a clock or
 * draws a number that did not come in here.
 *
 * @param store where the truth is
 * @param commits the one writer to it
 * @param providers the places that can be used
 * @param placement ranks places
 * @param bundles makes what nodes need
 * @param files where the files of jobs are kept
 * @param stores the object stores that can be used
 * @param logs where log bytes go
 * @param executor runs mailboxes and actions; tasks may block
 * @param timers calls back later
 * @param clock our wall clock; must not jump while the process lives
 * @param random for jitter
 * @param settings limits and intervals
 */
public record Parts(
        JobStore store,
        GroupCommit commits,
        List<ComputeProvider> providers,
        Placement placement,
        Bundles bundles,
        TaskFiles files,
        StoreBook stores,
        LogArchive logs,
        Executor executor,
        Timers timers,
        InstantSource clock,
        RandomGenerator random,
        ControllerSettings settings) {
    public Parts {
        providers = List.copyOf(providers);
    }
}
