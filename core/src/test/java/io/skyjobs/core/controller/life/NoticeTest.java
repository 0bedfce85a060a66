package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.Placement;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.testkit.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** What a notice that a machine is about to be taken costs, and what is left of it (P-30). */
class NoticeTest {
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final AtomicReference<Optional<Duration>> announced =
            new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<ProvisionException>> refusal =
            new AtomicReference<>(Optional.empty());

    @Test
    void givesItsLaunchSlotBackWhenAPlaceIsFoundOnlyAfterTheWindow() {
        Calm calm =
                new Calm(
                        cloud -> new CryingCloud(cloud, announced, refusal),
                        new MemoryLogs(),
                        SlowSecond::new);
        long job = calm.submit("sleep 6000");
        calm.pass(Duration.ofSeconds(30));
        announced.set(Optional.of(WINDOW));
        calm.pass(Duration.ofSeconds(90));

        assertThat(state(calm, job)).isInstanceOf(TaskState.Running.class);
        assertThat(calm.controller().health().launching()).as("launch slots held").isZero();
    }

    /** Takes longer than a window to find the second place. */
    private static final class SlowSecond implements Placement {
        private final ManualClock clock;
        private final Placement placement;
        private int asked;

        SlowSecond(ManualClock clock, Placement placement) {
            this.clock = clock;
            this.placement = placement;
        }

        @Override
        public Ranking rank(TaskSpec task, Past past, Instant now) {
            asked++;
            if (asked == 2) {
                clock.advanceTo(now.plus(WINDOW).plusSeconds(5));
            }
            return placement.rank(task, past, now);
        }

        @Override
        public void lost(Offer offer, Instant at) {
            placement.lost(offer, at);
        }
    }

    @Test
    void triesSeldomToMakeWhatIsRefusedAtOnce() {
        Calm calm = new Calm(cloud -> new CryingCloud(cloud, announced, refusal), new MemoryLogs());
        long job = calm.submit("sleep 6000");
        calm.pass(Duration.ofSeconds(30));
        refusal.set(
                Optional.of(
                        new ProvisionException(
                                ProvisionException.Kind.AUTH,
                                ProvisionException.Reach.GIVE_UP,
                                "AuthFailure",
                                "The credentials are not valid.")));
        announced.set(Optional.of(Duration.ofMinutes(2)));
        calm.pass(Duration.ofMinutes(4));

        assertThat(state(calm, job)).isInstanceOf(TaskState.Running.class);
        assertThat(state(calm, job).progress().attempts()).isLessThan(20);
    }

    @Test
    void remembersWhereThereWasNoRoomBeforehand() {
        Calm calm = new Calm(cloud -> new CryingCloud(cloud, announced, refusal), new MemoryLogs());
        long job = calm.submit("sleep 6000");
        calm.pass(Duration.ofSeconds(30));
        refusal.set(
                Optional.of(
                        new ProvisionException(
                                ProvisionException.Kind.CAPACITY,
                                ProvisionException.Reach.ZONE,
                                "Full",
                                "There is no room.")));
        announced.set(Optional.of(WINDOW));
        calm.pass(Duration.ofSeconds(5));
        int before = state(calm, job).progress().attempts();
        assertThat(state(calm, job).progress().blocked()).isNotEmpty();
        ClusterName cluster = state(calm, job).liveAttempt().orElseThrow().cluster();
        calm.cloud().take(cluster, OptionalInt.empty(), Duration.ZERO);
        calm.pass(Duration.ofMinutes(1));

        // P-11
        assertThat(before).isEqualTo(2);
        List<Offer> tried =
                calm.controller().attempts(job, 0).stream().map(Attempt::offer).toList();
        assertThat(tried.get(2)).isNotEqualTo(tried.get(1));
    }

    @Test
    void asksEverMoreSeldomForMachinesThatAreTakenAtOnce() {
        Calm calm =
                new Calm(
                        cloud -> {
                            CryingCloud crying = new CryingCloud(cloud, announced, refusal);
                            crying.takesAtOnce();
                            return crying;
                        },
                        new MemoryLogs());
        long job = calm.submit("sleep 6000");
        calm.pass(Duration.ofMinutes(10));

        assertThat(state(calm, job).progress().attempts()).isBetween(5, 50);
    }

    @Test
    void makesNothingBeforehandForAJobThatIsNotToBeRecovered() {
        Calm calm = new Calm(cloud -> cloud, new MemoryLogs());
        long job =
                calm.submit(
                        Calm.task(
                                "sleep 6000",
                                new Calm.Machines(1, false),
                                new JobRecovery(JobRecovery.Strategy.NONE, 0, List.of()),
                                Optional.empty()));
        calm.pass(Duration.ofSeconds(30));
        ClusterName cluster = state(calm, job).liveAttempt().orElseThrow().cluster();
        calm.cloud().take(cluster, OptionalInt.empty(), WINDOW);
        calm.pass(Duration.ofMinutes(5));

        assertThat(calm.controller().job(job).orElseThrow().job().status().isTerminal()).isTrue();
        assertThat(calm.controller().attempts(job, 0)).hasSize(1);
    }

    private static TaskState state(Calm calm, long job) {
        return calm.controller().job(job).orElseThrow().job().tasks().getFirst();
    }
}
