package io.skyjobs.testkit;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.PreemptionNotices.Notice;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Kind;
import io.skyjobs.spi.ProvisionException.Reach;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a weather does to requests and to the machines of a fake cloud. Guarded by the cloud's lock.
 */
final class FakePerils {
    private static final Duration RISK = Duration.ofMinutes(10);
    private static final Duration OUTAGE = Duration.ofMinutes(10);

    /** A run that goes on for so long after a notice was not told in time. */
    private static final Duration UNWARNED = Duration.ofSeconds(45);

    /** How long a bucket may take to be brought or saved. */
    private static final Duration UPLOAD = Duration.ofMinutes(2);

    private static final List<Reach> FAR = List.of(Reach.ZONE, Reach.REGION, Reach.PROVIDER);
    private static final Duration CRASH_AFTER = Duration.ofSeconds(2);

    private final FakeCloud cloud;

    FakePerils(FakeCloud cloud) {
        this.cloud = cloud;
    }

    /** Draws what is to become of a cluster that was just made. */
    void draw(FakeCluster made, Instant now) {
        Weather weather = cloud.weather();
        boolean spot = made.spec.offer().spot();
        boolean lost =
                (spot && cloud.happens(weather.spotLost())) || cloud.happens(weather.machineLost());
        if (lost) {
            made.lostAt = now.plus(cloud.upTo(RISK));
            cloud.hintAt(made.spec.name(), Duration.between(now, made.lostAt));
            if (spot && cloud.happens(weather.machines().noticed())) {
                notice(made, made.lostAt, now);
                cloud.later(Duration.between(now, made.lostAt), () -> taken(made));
            }
        } else if (spot && cloud.happens(weather.machines().falseNotice())) {
            notice(made, now.plus(cloud.upTo(RISK)).plus(weather.machines().notice()), now);
        }
        drawNode(made, now);
    }

    /** Draws whether one node of a cluster is to be lost. */
    void drawNode(FakeCluster made, Instant now) {
        boolean lost = made.spec.nodes() > 1 && cloud.happens(cloud.weather().machines().lost());
        if (lost) {
            made.lostNode = (int) cloud.upTo(Duration.ofMillis(made.spec.nodes())).toMillis();
            made.nodeLostAt = now.plus(cloud.upTo(RISK));
            made.peersCrash = cloud.happens(cloud.weather().machines().peersCrash());
            cloud.hintAt(made.spec.name(), Duration.between(now, made.nodeLostAt));
        }
    }

    private void notice(FakeCluster cluster, Instant until, Instant now) {
        Instant at = until.minus(cloud.weather().machines().notice());
        cluster.noticedAt = at.isAfter(now) ? at : now;
        cluster.noticedFor = until;
        cloud.hintAt(cluster.spec.name(), Duration.between(now, cluster.noticedAt));
    }

    /** Draws what is to become of a run that was just started. */
    void draw(FakeCluster cluster, int rank, FakeRun run, Instant now) {
        if (cloud.happens(cloud.weather().runLost())) {
            run.vanish(now.plus(cloud.upTo(RISK)));
        }
        if (cloud.happens(cloud.weather().machines().storage())) {
            drawStorage(run, now);
        }
        if (cluster.lostNode == rank) {
            run.vanish(cluster.nodeLostAt);
        } else if (cluster.lostNode >= 0 && cluster.peersCrash) {
            run.crash(cluster.nodeLostAt.plus(CRASH_AFTER));
        }
    }

    private void drawStorage(FakeRun run, Instant now) {
        switch (cloud.random.nextInt(8)) {
            case 0 -> run.notBrought(now.plus(cloud.upTo(UPLOAD)), RunView.End.STORAGE_FAILED);
            case 1 -> run.notBrought(now.plus(cloud.upTo(UPLOAD)), RunView.End.STORAGE_REFUSED);
            case 2, 3 -> run.loseMount(now.plus(cloud.upTo(RISK)));
            case 4 -> run.saves(cloud.upTo(UPLOAD), false);
            default -> run.saves(cloud.upTo(UPLOAD), true);
        }
    }

    /** Takes a cluster or a node of it; says so beforehand if there is time. */
    Instant take(FakeCluster cluster, OptionalInt rank, Duration notice) {
        Instant now = cloud.clock().instant();
        Instant at = now.plus(notice);
        if (rank.isPresent()) {
            cluster.lostNode = rank.getAsInt();
            cluster.nodeLostAt = at;
            Optional.ofNullable(cluster.runs.get(rank.getAsInt())).ifPresent(run -> run.vanish(at));
        } else {
            cluster.lostAt = at;
        }
        if (notice.isPositive()) {
            cluster.noticedAt = now;
            cluster.noticedFor = at;
            cloud.hintAt(cluster.spec.name(), Duration.ZERO);
        }
        cloud.hintAt(cluster.spec.name(), notice);
        return at;
    }

    List<Notice> notices(FakeCluster cluster) {
        Instant now = cloud.clock().instant();
        if (now.isBefore(cluster.noticedAt) || !cluster.exists(now)) {
            return List.of();
        }
        Duration left = Duration.between(now, cluster.noticedFor);
        return List.of(new Notice(0, left.isNegative() ? Duration.ZERO : left, "fake notice"));
    }

    /** The cloud may answer nothing for a while. */
    void mayBeOut(String name) throws ProvisionException {
        if (happensIn(name, OUTAGE, cloud.weather().machines().outage())) {
            throw new ProvisionException(
                    Kind.INFRASTRUCTURE, Reach.PLACE, "Outage", "The cloud does not answer.");
        }
    }

    /** Whether the nodes of a cluster cannot be reached now. */
    boolean isCut(ClusterName cluster) {
        Weather weather = cloud.weather();
        return happensIn(cluster.value(), weather.machines().cut(), weather.partitioned());
    }

    private boolean happensIn(String what, Duration window, double chance) {
        return chance > 0
                && FakeOffers.shaken(
                                what, cloud.clock().instant().getEpochSecond() / window.toSeconds())
                        < chance;
    }

    void refuseCreate(ClusterSpec spec, Instant now) throws ProvisionException {
        boolean full =
                FakeOffers.shaken(spec.offer().toString(), now.getEpochSecond() / 60)
                        < cloud.weather().noCapacity();
        if (full) {
            throw new ProvisionException(
                    cloud.random.nextInt(4) == 0 ? Kind.QUOTA : Kind.CAPACITY,
                    FAR.get(cloud.random.nextInt(FAR.size())),
                    "NoCapacity",
                    "No capacity in this place now.");
        }
        if (cloud.happens(cloud.weather().throttled())) {
            throw new ProvisionException(
                    Kind.THROTTLED, Reach.PLACE, "Throttled", "Too many requests.");
        }
        if (cloud.happens(cloud.weather().createFailsBefore())) {
            throw new ProvisionException(
                    Kind.INFRASTRUCTURE, Reach.PLACE, "Internal", "The request failed.");
        }
    }

    void failAfterMaking(FakeCluster made) throws ProvisionException {
        if (made.made < made.spec.nodes()) {
            throw new ProvisionException(
                    Kind.CAPACITY, Reach.ZONE, "NoCapacity", "Only a part could be made.");
        }
        if (cloud.happens(cloud.weather().createFailsAfter())) {
            throw new ProvisionException(
                    Kind.INFRASTRUCTURE,
                    cloud.random.nextBoolean() ? Reach.PLACE : Reach.REGION,
                    "Lost",
                    "The reply was lost.");
        }
    }

    /** A cluster that was announced to go is taken. Under the lock. */
    void taken(FakeCluster cluster) {
        Instant late = cluster.noticedAt.plus(UNWARNED);
        boolean unwarned =
                cluster.runs.values().stream()
                        .anyMatch(
                                run ->
                                        run.started().isBefore(cluster.noticedAt)
                                                && run.active(late)
                                                && !run.wasWarned());
        cloud.witnesses()
                .forEach(
                        it ->
                                it.taken(
                                        cluster.spec,
                                        cluster.noticedAt,
                                        unwarned,
                                        cloud.clock().instant()));
    }
}
