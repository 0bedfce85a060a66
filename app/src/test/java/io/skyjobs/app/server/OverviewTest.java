package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.OverviewReply;
import io.skyjobs.app.api.OverviewReply.Point;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.persistence.JobStore.Work;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sums over a span of two hours, in steps of a minute. */
class OverviewTest {
    private static final Instant FROM = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant NOW = FROM.plus(Duration.ofHours(2));

    private final Overview overview = new Overview(FROM, NOW, attempt -> new UsdPerHour(3_000_000));

    private static Instant at(int minute) {
        return FROM.plus(Duration.ofMinutes(minute));
    }

    private static Attempt attempt(boolean spot, int up, Optional<Instant> ended) {
        Offer offer =
                new Offer(
                        "aws",
                        Optional.of("us-east-1"),
                        Optional.empty(),
                        List.of(),
                        new Shape("m6i.2xlarge", 8, 32, Optional.empty(), Optional.empty(), false),
                        spot,
                        new UsdPerHour(1_000_000));
        return new Attempt(
                1,
                ClusterName.ofAttempt("job", 1, 0, 1, "abcdef"),
                offer,
                0,
                2,
                List.of(),
                new Attempt.Times(
                        at(up - 1),
                        Optional.of(at(up)),
                        Optional.of(at(up)),
                        Optional.of(at(up + 1)),
                        ended,
                        ended),
                Optional.empty());
    }

    private Point point(OverviewReply reply, int minute) {
        return reply.points().get(minute);
    }

    @Test
    void aSpotMachineIsPaidFromWhenItIsUpUntilItIsGone() {
        overview.add(
                new Work(
                        1,
                        "SUCCEEDED",
                        at(10),
                        Optional.of(at(80)),
                        List.of(attempt(true, 15, Optional.of(at(75))))));
        OverviewReply reply = overview.reply(false);
        assertThat(reply.points()).hasSize(Overview.STEPS + 1);
        assertThat(reply.points().getFirst().at()).isEqualTo(FROM);
        assertThat(reply.points().getLast().at()).isEqualTo(NOW);
        assertThat(reply.costUsd()).as("an hour of two nodes").isEqualTo(2.0);
        assertThat(reply.onDemandUsd()).isEqualTo(6.0);
        assertThat(reply.savedUsd()).isEqualTo(4.0);
        assertThat(reply.costPerHour()).isZero();
        assertThat(point(reply, 9)).isEqualTo(new Point(at(9), 0, 0, 0, 0, 0));
        assertThat(point(reply, 12)).isEqualTo(new Point(at(12), 0, 1, 0, 0, 0));
        assertThat(point(reply, 15)).isEqualTo(new Point(at(15), 0, 1, 0, 2, 6));
        assertThat(point(reply, 16)).isEqualTo(new Point(at(16), 1, 0, 0, 2, 6));
        assertThat(point(reply, 74)).isEqualTo(new Point(at(74), 1, 0, 0, 2, 6));
        assertThat(point(reply, 75)).isEqualTo(new Point(at(75), 0, 1, 0, 0, 0));
        assertThat(point(reply, 80)).isEqualTo(new Point(at(80), 0, 0, 0, 0, 0));
    }

    @Test
    void whatBeganEarlierAndGoesOnCountsForTheSpanOnly() {
        overview.add(
                new Work(
                        1,
                        "RUNNING",
                        at(-600),
                        Optional.empty(),
                        List.of(attempt(false, -500, Optional.empty()))));
        OverviewReply reply = overview.reply(true);
        assertThat(reply.partial()).isTrue();
        assertThat(reply.costUsd()).isEqualTo(4.0);
        assertThat(reply.savedUsd()).as("it is on demand").isZero();
        assertThat(reply.costPerHour()).isEqualTo(2.0);
        assertThat(reply.points()).allSatisfy(point -> assertThat(point.running()).isOne());
    }

    @Test
    void failuresCountWhereTheyHappened() {
        overview.add(new Work(1, "FAILED_SETUP", at(1), Optional.of(at(30)), List.of()));
        overview.add(new Work(2, "FAILED", at(1), Optional.of(at(30)), List.of()));
        overview.add(new Work(3, "CANCELLED", at(1), Optional.of(at(30)), List.of()));
        overview.add(new Work(4, "FAILED", at(-90), Optional.of(at(-30)), List.of()));
        OverviewReply reply = overview.reply(false);
        assertThat(point(reply, 30).failed()).isEqualTo(2);
        assertThat(reply.points().stream().mapToLong(Point::failed).sum()).isEqualTo(2);
        assertThat(point(reply, 20).waiting()).isEqualTo(3);
        assertThat(point(reply, 31).waiting()).isZero();
    }
}
