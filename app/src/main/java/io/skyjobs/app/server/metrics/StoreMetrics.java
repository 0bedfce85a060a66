package io.skyjobs.app.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.skyjobs.core.persistence.GroupCommit;

import java.util.function.Consumer;

/** How long the store takes, and how much it takes at once. */
final class StoreMetrics implements GroupCommit.Meter {
    private final Histogram took;
    private final Histogram writes;
    private final Counter failed;

    StoreMetrics(Families families) {
        this.took =
                families.histogram(
                        "skyjobs_store_commit_duration_seconds",
                        "How long a transaction of the store takes until it is durable.",
                        Buckets.SHORT);
        this.writes =
                families.histogram(
                        "skyjobs_store_commit_writes",
                        "Writes that are made durable by one transaction.",
                        Buckets.WRITES);
        this.failed =
                families.counter(
                        "skyjobs_store_commit_failures",
                        "Transactions that failed; after one, nothing more is written.");
    }

    @Override
    public Consumer<Boolean> begin(int size) {
        long begun = System.nanoTime();
        return durable -> {
            if (durable) {
                took.observe(Buckets.since(begun));
                writes.observe(size);
            } else {
                failed.inc();
            }
        };
    }
}
