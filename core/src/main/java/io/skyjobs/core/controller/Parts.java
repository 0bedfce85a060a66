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
 * @param telemetry is told what there is to count
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
        ControllerSettings settings,
        Telemetry telemetry) {
    public Parts {
        providers = List.copyOf(providers);
    }

    /** Without anybody who counts. */
    public Parts(
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
        this(
                store,
                commits,
                providers,
                placement,
                bundles,
                files,
                stores,
                logs,
                executor,
                timers,
                clock,
                random,
                settings,
                Telemetry.NONE);
    }

    /** The same, telling somebody what there is to count. */
    public Parts telling(Telemetry listener) {
        return new Parts(
                store, commits, providers, placement, bundles, files, stores, logs, executor,
                timers, clock, random, settings, listener);
    }
}
