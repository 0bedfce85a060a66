package io.skyjobs.testkit;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.util.Arrays;

/** The way to one node of a fake cluster. */
final class FakeNode implements NodeChannel {
    private final FakeCloud cloud;
    private final ClusterName cluster;
    private final int rank;

    FakeNode(FakeCloud cloud, ClusterName cluster, int rank) {
        this.cloud = cloud;
        this.cluster = cluster;
        this.rank = rank;
    }

    private interface Visit<T> {
        T to(FakeCluster found) throws ChannelException;
    }

    private <T> T visit(Visit<T> visit) throws ChannelException {
        cloud.lock().lock();
        try {
            return visit.to(cloud.reach(cluster));
        } finally {
            cloud.lock().unlock();
        }
    }

    @Override
    public RunView start(RunRequest request) throws ChannelException {
        return visit(
                found -> {
                    FakeRun run = found.runs.get(rank);
                    if (run == null) {
                        run = new FakeRun(request, cloud.clock().instant());
                        found.runs.put(rank, run);
                        cloud.started(found, rank, run);
                    }
                    return run.view(cloud.clock().instant());
                });
    }

    @Override
    public RunView look(long epoch) throws ChannelException {
        return visit(
                found -> {
                    FakeRun run = found.runs.get(rank);
                    return run == null || found.spec.epoch() != epoch
                            ? RunView.NONE
                            : run.view(cloud.clock().instant());
                });
    }

    @Override
    public void proceed(long epoch) throws ChannelException {
        visit(
                found -> {
                    FakeRun run = found.runs.get(rank);
                    if (run != null) {
                        run.proceed(cloud.clock().instant());
                        cloud.hintAtEnd(found, run);
                    }
                    return true;
                });
    }

    @Override
    public void stop(long epoch, Duration grace) throws ChannelException {
        visit(
                found -> {
                    FakeRun run = found.runs.get(rank);
                    if (run != null && run.active(cloud.clock().instant())) {
                        cloud.stopped(found, rank);
                        run.stop(cloud.clock().instant());
                    }
                    return true;
                });
    }

    @Override
    public void warn(long epoch, Duration left) throws ChannelException {
        visit(
                found -> {
                    FakeRun run = found.runs.get(rank);
                    if (run != null && run.active(cloud.clock().instant())) {
                        cloud.warned(found, rank);
                        run.warn(cloud.clock().instant());
                        cloud.hintAtEnd(found, run);
                    }
                    return true;
                });
    }

    @Override
    public byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException {
        return visit(
                found -> {
                    FakeRun run = found.runs.get(rank);
                    if (run == null) {
                        return new byte[0];
                    }
                    byte[] all = run.log(phase, cloud.clock().instant());
                    return from >= all.length
                            ? new byte[0]
                            : Arrays.copyOfRange(
                                    all, (int) from, (int) Math.min(all.length, from + limit));
                });
    }
}
