package io.skyjobs.testkit;

import io.skyjobs.spi.ClusterName;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;
import java.util.stream.IntStream;

/** What really is in a fake cloud, whatever the cloud says. Safe for use from many threads. */
public final class CloudTruth {
    private final FakeCloud cloud;

    CloudTruth(FakeCloud cloud) {
        this.cloud = cloud;
    }

    /** Whether it was announced that a cluster would go. */
    public boolean wasNoticed(ClusterName cluster) {
        return cloud.locked(
                () -> {
                    @Nullable FakeCluster found = cloud.cluster(cluster).orElse(null);
                    return found != null && !cloud.clock().instant().isBefore(found.noticedAt);
                });
    }

    /** Since when a node of a cluster was not seen, nor confirmed by the cloud. */
    public Instant unseenSince(ClusterName cluster) {
        return cloud.locked(
                () -> {
                    @Nullable FakeCluster found = cloud.cluster(cluster).orElse(null);
                    if (found == null) {
                        return Instant.MIN;
                    }
                    Instant oldest =
                            IntStream.range(0, found.spec.nodes())
                                    .mapToObj(rank -> found.heardAt.getOrDefault(rank, Instant.MIN))
                                    .min(Instant::compareTo)
                                    .orElse(Instant.MIN);
                    return oldest.isAfter(found.confirmedAt) ? oldest : found.confirmedAt;
                });
    }

    /** Whether a program on a cluster failed by its own doing, in the newest attempt on it. */
    public boolean failedByItself(ClusterName cluster) {
        return cloud.locked(
                () -> {
                    @Nullable FakeCluster found = cloud.cluster(cluster).orElse(null);
                    return found != null
                            && found.runs.values().stream()
                                    .anyMatch(run -> run.failedByItself(cloud.clock().instant()));
                });
    }

    /** Where a node of a cluster has files that it was given. */
    public Set<String> placed(ClusterName cluster, int rank) {
        return cloud.locked(
                () ->
                        cloud.cluster(cluster)
                                .map(it -> it.placed(rank))
                                .map(Set::copyOf)
                                .orElse(Set.of()));
    }

    /** Whether an attempt was started on a node. */
    public boolean hasRun(ClusterName cluster, int rank, long epoch) {
        return cloud.locked(
                () -> cloud.cluster(cluster).flatMap(it -> it.run(rank, epoch)).isPresent());
    }

    /** Whether something of an attempt before this one still runs on its cluster. */
    public boolean worksForOlder(ClusterName cluster, long epoch) {
        return cloud.locked(
                () -> {
                    @Nullable FakeCluster found = cloud.cluster(cluster).orElse(null);
                    return found != null && found.worksFor(epoch, cloud.clock().instant());
                });
    }
}
