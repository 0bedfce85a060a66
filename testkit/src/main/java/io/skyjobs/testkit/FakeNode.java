package io.skyjobs.testkit;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

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
            return visit.to(cloud.reach(cluster, rank));
        } finally {
            cloud.lock().unlock();
        }
    }

    /** The run of an attempt, if it is the latest on this node. */
    private Optional<FakeRun> run(FakeCluster found, long epoch) {
        return Optional.ofNullable(found.runs.get(rank)).filter(run -> run.epoch() == epoch);
    }

    private Instant now() {
        return cloud.clock().instant();
    }

    @Override
    public RunView start(RunRequest request) throws ChannelException {
        return visit(
                found -> {
                    FakeRun run = found.runs.get(rank);
                    if (run != null && run.epoch() > request.epoch()) {
                        throw new ChannelException(
                                "attempt " + run.epoch() + " has node " + rank + " of " + cluster);
                    }
                    if (run == null || run.epoch() < request.epoch()) {
                        run = new FakeRun(request, now());
                        cloud.started(found, rank, run);
                    }
                    return run.view(now());
                });
    }

    @Override
    public RunView look(long epoch) throws ChannelException {
        return visit(found -> run(found, epoch).map(it -> it.view(now())).orElse(RunView.NONE));
    }

    @Override
    public void proceed(long epoch) throws ChannelException {
        visit(
                found -> {
                    run(found, epoch)
                            .ifPresent(
                                    run -> {
                                        run.proceed(now());
                                        cloud.hintAtEnd(found, run);
                                    });
                    return true;
                });
    }

    @Override
    public void stop(long epoch, Duration grace) throws ChannelException {
        visit(
                found -> {
                    run(found, epoch)
                            .filter(run -> run.active(now()))
                            .ifPresent(
                                    run -> {
                                        cloud.stopped(found, rank);
                                        run.stop(now());
                                    });
                    return true;
                });
    }

    @Override
    public void warn(long epoch, Duration left) throws ChannelException {
        visit(
                found -> {
                    run(found, epoch)
                            .filter(run -> run.active(now()))
                            .ifPresent(
                                    run -> {
                                        cloud.warned(found, rank);
                                        run.warn(now());
                                    });
                    return true;
                });
    }

    @Override
    public byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException {
        return visit(
                found -> {
                    Optional<FakeRun> run = run(found, epoch);
                    byte[] all = run.map(it -> it.log(phase, now())).orElse(new byte[0]);
                    return from >= all.length
                            ? new byte[0]
                            : Arrays.copyOfRange(
                                    all, (int) from, (int) Math.min(all.length, from + limit));
                });
    }
}
