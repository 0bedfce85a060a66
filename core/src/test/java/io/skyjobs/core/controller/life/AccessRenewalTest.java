package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.StoreBook;
import io.skyjobs.core.controller.TreeUploads;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.testkit.CloudWitness;
import io.skyjobs.testkit.FakeObjectStore;
import io.skyjobs.testkit.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs never have credentials that are over, as long as their nodes can be reached (P-31). */
class AccessRenewalTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<Instant> renewals = new ArrayList<>();
    private final List<Integer> ranks = new ArrayList<>();

    private final Calm calm =
            new Calm(
                    cloud -> cloud,
                    new MemoryLogs(),
                    (clock, placement) -> placement,
                    AccessRenewalTest::book);

    AccessRenewalTest() {
        calm.cloud()
                .witness(
                        new CloudWitness() {
                            @Override
                            public void created(ClusterSpec cluster, Instant at) {}

                            @Override
                            public void runStarted(ClusterSpec cluster, int rank, Instant at) {}

                            @Override
                            public void terminated(
                                    ClusterSpec cluster,
                                    boolean working,
                                    boolean healthy,
                                    Instant at) {}

                            @Override
                            public void runStopped(
                                    ClusterSpec cluster, int rank, boolean failed, Instant at) {}

                            @Override
                            public void renewed(
                                    ClusterSpec cluster,
                                    int rank,
                                    Map<String, String> files,
                                    Instant at) {
                                assertThat(files).containsEntry("rclone.conf", "had " + at);
                                ranks.add(rank);
                                renewals.add(at);
                            }
                        });
    }

    private static StoreBook book(ManualClock clock) {
        FakeObjectStore store = new FakeObjectStore("s3", clock);
        TreeUploads uploads = (order, target, at, moved) -> new TreeUploads.Sent(0, 0);
        return new StoreBook(List.of(store), uploads, Optional.empty());
    }

    private static TaskSpec mounting(int nodes) {
        return Calm.task("sleep 100000", nodes, false)
                .withFileMounts(List.of(LifeStorage.checkpoints("checkpoints", true)));
    }

    @Test
    void aLongRunIsGivenNewOnesBeforeItsOwnAreOver() {
        calm.lendFor(HOUR);
        calm.submit(mounting(1));
        calm.pass(HOUR.multipliedBy(10));

        assertThat(renewals).hasSizeBetween(10, 13);
        for (int index = 1; index < renewals.size(); index++) {
            Instant end = renewals.get(index - 1).plus(HOUR);
            assertThat(renewals.get(index)).isBetween(end.minus(MINUTE.multipliedBy(6)), end);
        }
        assertThat(calm.now()).isBefore(renewals.getLast().plus(HOUR));
    }

    @Test
    void everyNodeIsGivenThem() {
        calm.lendFor(HOUR);
        calm.submit(mounting(3));
        calm.pass(HOUR.dividedBy(2));

        assertThat(ranks).containsExactly(0, 1, 2);
    }

    /** What was given before is known to nobody then. */
    @Test
    void aControllerThatWasStartedAnewGivesThemAtOnce() {
        calm.lendFor(HOUR);
        calm.submit(mounting(1));
        calm.pass(HOUR.dividedBy(2));
        assertThat(renewals).hasSize(1);
        calm.restart();
        calm.pass(MINUTE);
        assertThat(renewals).hasSize(2);
    }

    /** More runs than may be given new ones at the same moment. */
    @Test
    void everyRunOfManyIsGivenThem() {
        calm.lendFor(HOUR);
        for (int job = 0; job < 20; job++) {
            calm.submit(mounting(1));
        }
        calm.pass(MINUTE);
        assertThat(renewals).hasSize(20);
        calm.restart();
        calm.pass(MINUTE.multipliedBy(2));

        assertThat(renewals).hasSize(40);
    }

    @Test
    void whatLastsIsNotGivenAgain() {
        calm.submit(mounting(1));
        calm.pass(HOUR.multipliedBy(3));

        assertThat(renewals).isEmpty();
    }

    /** Else it would ask for what it began with, which ends. */
    @Test
    void whatBeganWithLentOnesIsGivenThoseThatLastOnce() {
        calm.lendFor(HOUR);
        calm.submit(mounting(1));
        calm.pass(HOUR.dividedBy(2));
        calm.lendNothing();
        calm.pass(HOUR.multipliedBy(10));

        assertThat(renewals).hasSize(2);
        assertThat(renewals.getLast()).isBefore(renewals.getFirst().plus(HOUR));
    }

    @Test
    void aTaskWithoutBucketsIsGivenNone() {
        calm.lendFor(HOUR);
        calm.submit("sleep 100000");
        calm.pass(HOUR.multipliedBy(3));

        assertThat(renewals).isEmpty();
    }

    @Test
    void nothingIsGivenToWhatIsOver() {
        calm.lendFor(HOUR);
        long job = calm.submit(mounting(1));
        calm.pass(HOUR.dividedBy(2));
        calm.cancel(job);
        calm.pass(HOUR.multipliedBy(3));

        assertThat(calm.controller().job(job).orElseThrow().job().ended()).isTrue();
        assertThat(renewals).hasSize(1);
    }
}
