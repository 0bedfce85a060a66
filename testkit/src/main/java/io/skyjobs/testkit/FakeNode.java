package io.skyjobs.testkit;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The way to one node of a fake cluster. */
final class FakeNode implements NodeChannel {
    private static final int TERMINATED = 143;

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

    @Override
    public void place(FileTree tree) throws ChannelException {
        visit(
                found -> {
                    Instant now = cloud.clock().instant();
                    cloud.witnesses()
                            .forEach(
                                    it ->
                                            it.filesPlaced(
                                                    found.spec, rank, tree.destination(), now));
                    found.placed(rank, tree.destination());
                    mayLoseReply(cluster);
                    return true;
                });
    }

    @Override
    public RunView start(RunRequest request) throws ChannelException {
        return visit(
                found -> {
                    Optional<FakeRun> known = found.run(rank, request.epoch());
                    if (known.isPresent()) {
                        return known.get().view(cloud.clock().instant());
                    }
                    if (found.spec.epoch() > request.epoch()) {
                        throw new ChannelException("the node serves a newer attempt");
                    }
                    FakeRun run = new FakeRun(request, cloud.clock().instant());
                    found.add(rank, run);
                    started(found, run);
                    mayLoseReply(cluster);
                    return run.view(cloud.clock().instant());
                });
    }

    @Override
    public RunView look(long epoch) throws ChannelException {
        return visit(
                found -> {
                    heard(found);
                    return found.run(rank, epoch)
                            .map(run -> run.view(cloud.clock().instant()))
                            .orElse(RunView.NONE);
                });
    }

    @Override
    public void proceed(long epoch) throws ChannelException {
        visit(
                found -> {
                    FakeRun run = found.run(rank, epoch).orElse(null);
                    if (run != null) {
                        run.proceed(cloud.clock().instant());
                        hintAtEnd(found, run);
                    }
                    mayLoseReply(cluster);
                    return true;
                });
    }

    @Override
    public void stop(long epoch, Duration grace) throws ChannelException {
        visit(
                found -> {
                    FakeRun run = found.run(rank, epoch).orElse(null);
                    if (run != null && run.active(cloud.clock().instant())) {
                        stopped(found);
                        run.stop(cloud.clock().instant());
                    }
                    mayLoseReply(cluster);
                    return true;
                });
    }

    @Override
    public void warn(long epoch, Duration left) throws ChannelException {
        visit(
                found -> {
                    FakeRun run = found.run(rank, epoch).orElse(null);
                    if (run != null && run.active(cloud.clock().instant())) {
                        warned(found);
                        warn(run, left);
                        hintAtEnd(found, run);
                    }
                    mayLoseReply(cluster);
                    return true;
                });
    }

    @Override
    public void renew(long epoch, Map<String, String> files) throws ChannelException {
        visit(
                found -> {
                    FakeRun run = found.run(rank, epoch).orElse(null);
                    if (run != null && run.active(cloud.clock().instant())) {
                        Instant now = cloud.clock().instant();
                        cloud.witnesses().forEach(it -> it.renewed(found.spec, rank, files, now));
                    }
                    mayLoseReply(cluster);
                    return true;
                });
    }

    @Override
    public byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException {
        return visit(
                found -> {
                    FakeRun run = found.run(rank, epoch).orElse(null);
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

    /** A node did what it was told, and nobody may hear of it. Under the lock. */
    private void mayLoseReply(ClusterName name) throws ChannelException {
        if (cloud.happens(cloud.weather().machines().replyLost())) {
            throw new ChannelException("the reply of " + name + " was lost");
        }
    }

    /** Notes that a node was looked at. Under the lock. */
    private void heard(FakeCluster cluster) {
        if (cluster.heardAt.isEmpty()) {
            cluster.heardAt = new HashMap<>();
        }
        cluster.heardAt.put(rank, cloud.clock().instant());
    }

    /** Tells a run; where machines are announced to go, it may take a part of the time left. */
    private void warn(FakeRun run, Duration left) {
        Instant now = cloud.clock().instant();
        boolean lingers = cloud.happens(cloud.weather().machines().noticed());
        int[] codes = {0, 1, TERMINATED};
        run.warn(
                now,
                lingers ? now.plus(cloud.upTo(left)) : now,
                lingers ? codes[cloud.random.nextInt(codes.length)] : TERMINATED);
    }

    /** Notes a run that was started. Under the lock. */
    private void started(FakeCluster cluster, FakeRun run) {
        Instant now = cloud.clock().instant();
        cloud.witnesses().forEach(witness -> witness.runStarted(cluster.spec, rank, now));
        cloud.perils.draw(cluster, rank, run, now);
        hintAtEnd(cluster, run);
    }

    /** Notes a run that was stopped. Under the lock. */
    private void stopped(FakeCluster cluster) {
        Instant now = cloud.clock().instant();
        boolean gangFailed =
                cluster.hasLostNode(now)
                        || cluster.runs.values().stream()
                                .map(run -> run.view(now))
                                .anyMatch(FakeCloud::isBroken);
        cloud.witnesses()
                .forEach(witness -> witness.runStopped(cluster.spec, rank, gangFailed, now));
    }

    /** Notes a run that was told that its machine is about to be taken. Under the lock. */
    private void warned(FakeCluster cluster) {
        cloud.witnesses()
                .forEach(witness -> witness.runWarned(cluster.spec, rank, cloud.clock().instant()));
    }

    /** Gives a hint when a run is over, as far as that is known now. Under the lock. */
    private void hintAtEnd(FakeCluster cluster, FakeRun run) {
        run.end()
                .ifPresent(
                        at ->
                                cloud.hintAt(
                                        cluster.spec.name(),
                                        Duration.between(cloud.clock().instant(), at)));
    }
}
