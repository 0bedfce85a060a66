package io.skyjobs.testkit;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Kind;
import io.skyjobs.spi.ProvisionException.Reach;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** How a fake cloud makes clusters, and how that goes wrong. Used under the cloud's lock. */
final class FakeMaking {
    /** Machines that are going to be lost are lost within this time. */
    static final Duration RISK = Duration.ofMinutes(10);

    /** Nobody is told earlier than this that a machine will be taken. */
    static final Duration LONGEST_NOTICE = Duration.ofMinutes(2);

    private static final List<Reach> FAR = List.of(Reach.ZONE, Reach.REGION, Reach.PROVIDER);

    private final Supplier<Weather> weather;
    private final RandomGenerator random;
    private final Supplier<List<CloudWitness>> witnesses;
    private final BiConsumer<ClusterName, Duration> hint;

    FakeMaking(
            Supplier<Weather> weather,
            RandomGenerator random,
            Supplier<List<CloudWitness>> witnesses,
            BiConsumer<ClusterName, Duration> hint) {
        this.weather = weather;
        this.random = random;
        this.witnesses = witnesses;
        this.hint = hint;
    }

    /** Makes lost nodes again; may fail, before or after. */
    void replaceLost(FakeCluster found, ClusterSpec spec, Instant now) throws ProvisionException {
        if (!found.lostNodes(now).isEmpty()) {
            refuse(spec, now);
        }
        List<Integer> again =
                found.replaceLost(spec, now, now.plus(upTo(weather.get().longestCreate())));
        for (int rank : again) {
            witnesses.get().forEach(witness -> witness.replaced(spec, rank, now));
        }
        hint.accept(spec.name(), Duration.between(now, found.upAt));
        if (happens(weather.get().createFailsAfter())) {
            throw new ProvisionException(
                    Kind.INFRASTRUCTURE, Reach.PLACE, "Lost", "The reply was lost.");
        }
    }

    /** Refuses to make a cluster, or lets it pass. */
    void refuse(ClusterSpec spec, Instant now) throws ProvisionException {
        boolean full =
                FakeOffers.shaken(spec.offer().toString(), now.getEpochSecond() / 60)
                        < weather.get().noCapacity();
        if (full) {
            throw new ProvisionException(
                    random.nextInt(4) == 0 ? Kind.QUOTA : Kind.CAPACITY,
                    FAR.get(random.nextInt(FAR.size())),
                    "NoCapacity",
                    "No capacity in this place now.");
        }
        if (happens(weather.get().throttled())) {
            throw new ProvisionException(
                    Kind.THROTTLED, Reach.PLACE, "Throttled", "Too many requests.");
        }
        if (happens(weather.get().createFailsBefore())) {
            throw new ProvisionException(
                    Kind.INFRASTRUCTURE, Reach.PLACE, "Internal", "The request failed.");
        }
    }

    /** Makes a cluster, perhaps half, perhaps with an end that is near. */
    FakeCluster make(ClusterSpec spec, Instant now) {
        boolean half = happens(weather.get().halfMade());
        FakeCluster made =
                new FakeCluster(
                        spec,
                        now.plus(upTo(weather.get().longestCreate())),
                        half ? random.nextInt(0, spec.nodes()) : spec.nodes());
        boolean lost =
                (spec.offer().spot() && happens(weather.get().spotLost()))
                        || happens(weather.get().machineLost());
        if (lost) {
            made.lostAt = now.plus(upTo(RISK));
            hint.accept(spec.name(), Duration.between(now, made.lostAt));
            if (spec.offer().spot() && happens(weather.get().noticed())) {
                made.noticeAt = made.lostAt.minus(upTo(LONGEST_NOTICE));
                hint.accept(spec.name(), Duration.between(now, made.noticeAt));
            }
        }
        if (spec.nodes() > 1 && happens(weather.get().nodeLost())) {
            Instant at = now.plus(upTo(RISK));
            made.loseNode(random.nextInt(spec.nodes()), at);
            hint.accept(spec.name(), Duration.between(now, at));
        }
        return made;
    }

    /** Fails although something was made, or lets it pass. */
    void failAfter(FakeCluster made) throws ProvisionException {
        if (made.made < made.spec.nodes()) {
            throw new ProvisionException(
                    Kind.CAPACITY, Reach.ZONE, "NoCapacity", "Only a part could be made.");
        }
        if (happens(weather.get().createFailsAfter())) {
            throw new ProvisionException(
                    Kind.INFRASTRUCTURE,
                    random.nextBoolean() ? Reach.PLACE : Reach.REGION,
                    "Lost",
                    "The reply was lost.");
        }
    }

    /** Begins the end of a cluster, unless that was done. */
    void end(FakeCluster found, Instant now) {
        if (!found.goneAt.equals(Instant.MAX)) {
            return;
        }
        boolean healthy =
                found.lostNodes(now).isEmpty()
                        && found.runs.values().stream()
                                .map(run -> run.view(now))
                                .noneMatch(FakeMaking::isBroken);
        boolean working = found.works(now);
        witnesses.get().forEach(it -> it.terminated(found.spec, working, healthy, now));
        found.goneAt = now.plus(upTo(weather.get().longestDelete()));
    }

    /** Whether a run is over otherwise than well. */
    static boolean isBroken(RunView view) {
        return view.phase() == RunView.Phase.LOST
                || (view.phase() == RunView.Phase.ENDED && !view.succeeded());
    }

    boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }

    Duration upTo(Duration longest) {
        return longest.isZero() ? longest : Duration.ofMillis(random.nextLong(longest.toMillis()));
    }
}
