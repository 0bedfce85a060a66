package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.EventText;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.testkit.CloudWitness;
import io.skyjobs.testkit.Weather;
import io.skyjobs.testkit.Weather.Machines;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How one job gets over one trouble, step by step. */
class RecoveryFlowTest {
    private static final String LONG = "sleep 100000";
    private static final Weather SLOW = weather(Duration.ofMinutes(1), 0, 0, 0, Machines.SOUND);

    private final Calm calm = new Calm(cloud -> cloud, new MemoryLogs());

    private static Weather weather(
            Duration delete, double full, double silent, double cut, Machines machines) {
        return new Weather(
                Duration.ZERO,
                delete,
                full,
                0,
                0,
                0,
                0,
                silent,
                0,
                0,
                0,
                cut,
                0,
                0,
                0,
                0,
                machines);
    }

    private static Machines replacing() {
        return new Machines(0, 0, 0, Duration.ZERO, 0, true, 0, Duration.ofSeconds(10), 0, 0);
    }

    private long running(TaskSpec task) {
        long job = calm.submit(task);
        calm.pass(Duration.ofMinutes(1));
        assertThat(calm.state(job)).isInstanceOf(TaskState.Running.class);
        return job;
    }

    private ClusterName cluster(long job) {
        return attempt(job).cluster();
    }

    private Attempt attempt(long job) {
        return calm.state(job).liveAttempt().orElseThrow();
    }

    private ManagedJobStatus status(long job) {
        return calm.state(job).status();
    }

    private List<JobEvent> events(long job) {
        return calm.controller().journal(job, 0, 1000).stream()
                .map(entry -> EventText.read(entry.json()))
                .toList();
    }

    @Test
    void aNoticeIsToldToTheRunAndTheNextClusterIsMadeMeanwhile() {
        // P-30, P-33: the whole window is used, and nothing starts before the old one is gone.
        calm.cloud().weather(SLOW);
        long job = running(Calm.task(LONG, 1, true));
        ClusterName old = cluster(job);
        calm.cloud().take(old, OptionalInt.empty(), Duration.ofSeconds(100));

        calm.pass(Duration.ofSeconds(10));

        assertThat(calm.cloud().existing()).extracting(ClusterSpec::name).contains(old).hasSize(2);
        calm.pass(Duration.ofMinutes(3));
        assertThat(status(job)).isEqualTo(ManagedJobStatus.RUNNING);
        assertThat(attempt(job).number()).isEqualTo(2);
        assertThat(calm.state(job).progress().preemptions()).isEqualTo(1);
        assertThat(calm.state(job).progress().userErrors()).isZero();
        assertThat(calm.state(job).progress().past().lastExit()).hasValue(143);
        assertThat(events(job))
                .extracting(event -> event.getClass().getSimpleName())
                .containsSubsequence(
                        "RunStarted",
                        "NoticeGiven",
                        "StandbyChosen",
                        "StandbyUp",
                        "ClusterGone",
                        "RunStarted");
    }

    @Test
    void aCancelDuringTheWindowLeavesNothing() {
        // P-05
        calm.cloud().weather(SLOW);
        long job = running(Calm.task(LONG, 1, true));
        calm.cloud().take(cluster(job), OptionalInt.empty(), Duration.ofSeconds(100));
        calm.pass(Duration.ofSeconds(5));
        assertThat(calm.state(job).standby()).isPresent();

        calm.cancel(job);
        calm.pass(Duration.ofMinutes(5));

        assertThat(status(job)).isEqualTo(ManagedJobStatus.CANCELLED);
        assertThat(calm.cloud().existing()).isEmpty();
        assertThat(calm.controller().health().launching()).isZero();
    }

    @Test
    void aLostNodeOfManyIsTheOnlyOneThatIsMadeAgain() {
        // P-42
        List<Integer> again = new ArrayList<>();
        List<ClusterName> created = new ArrayList<>();
        calm.cloud()
                .witness(
                        new CloudWitness() {
                            @Override
                            public void created(ClusterSpec cluster, Instant at) {
                                created.add(cluster.name());
                            }

                            @Override
                            public void replaced(ClusterSpec cluster, int rank, Instant at) {
                                again.add(rank);
                            }

                            @Override
                            public void runStarted(ClusterSpec cluster, int rank, Instant at) {}

                            @Override
                            public void terminated(
                                    ClusterSpec of, boolean works, boolean sound, Instant at) {}

                            @Override
                            public void runStopped(
                                    ClusterSpec of, int rank, boolean failed, Instant at) {}
                        });
        calm.cloud().weather(weather(Duration.ZERO, 0, 0, 0, replacing()));
        long job = running(Calm.task(LONG, 64, true));
        ClusterName cluster = cluster(job);

        calm.cloud().take(cluster, OptionalInt.of(17), Duration.ZERO);
        calm.pass(Duration.ofMinutes(1));

        assertThat(status(job)).isEqualTo(ManagedJobStatus.RUNNING);
        assertThat(attempt(job).number()).isEqualTo(2);
        assertThat(cluster(job)).isEqualTo(cluster);
        assertThat(again).containsExactly(17);
        assertThat(created).containsExactly(cluster);
    }

    @Test
    void survivorsGoTooWhenTheirPlaceHasNoMoreMachines() {
        // P-18, P-42
        calm.cloud().weather(weather(Duration.ZERO, 0, 0, 0, replacing()));
        long job = running(Calm.task(LONG, 4, true));
        ClusterName cluster = cluster(job);
        calm.cloud().weather(weather(Duration.ZERO, 1, 0, 0, replacing()));

        calm.cloud().take(cluster, OptionalInt.of(0), Duration.ZERO);
        calm.pass(Duration.ofMinutes(5));

        assertThat(calm.cloud().existing()).isEmpty();
        assertThat(status(job)).isEqualTo(ManagedJobStatus.RECOVERING);
        calm.cloud().weather(Weather.CLEAR);
        calm.pass(Duration.ofMinutes(20));
        assertThat(status(job)).isEqualTo(ManagedJobStatus.RUNNING);
    }

    @Test
    void silenceIsNoLossWhileTheProviderSaysThatAllIsThere() {
        // P-07: six hours without a way to the node.
        long job = running(Calm.task(LONG, 1, true));
        calm.cloud().weather(weather(Duration.ZERO, 0, 0, 1, Machines.SOUND));

        calm.pass(Duration.ofHours(6));

        assertThat(calm.controller().explain(job).orElseThrow().sentence())
                .contains("node 0", "its provider says that it is there");
        assertThat(status(job)).isEqualTo(ManagedJobStatus.RUNNING);
        assertThat(attempt(job).number()).isEqualTo(1);
    }

    @Test
    void silenceIsALossWhenNobodyCanContradictItForLong() {
        // P-07, P-09, P-10
        long job = running(Calm.task(LONG, 1, true));
        calm.cloud().weather(weather(Duration.ZERO, 0, 1, 1, Machines.SOUND));

        calm.pass(Duration.ofMinutes(29));
        assertThat(status(job)).isEqualTo(ManagedJobStatus.RUNNING);
        assertThat(calm.controller().explain(job).orElseThrow().sentence())
                .containsPattern("node 0: .*; lost in [0-9]+ s unless it answers");
        calm.pass(Duration.ofMinutes(3));

        assertThat(status(job)).isEqualTo(ManagedJobStatus.RECOVERING);
        assertThat(attempt(job).end())
                .hasValueSatisfying(
                        end -> {
                            assertThat(end.code()).isEqualTo(ReasonCode.NODE_LOST);
                            assertThat(end.evidence()).contains("no answer since");
                        });
        // Never two at once: the next attempt waits until the cloud can say that it is gone.
        calm.pass(Duration.ofHours(2));
        assertThat(attempt(job).number()).isEqualTo(1);
        calm.cloud().weather(Weather.CLEAR);
        calm.pass(Duration.ofMinutes(5));
        assertThat(attempt(job).number()).isEqualTo(2);
        assertThat(status(job)).isEqualTo(ManagedJobStatus.RUNNING);
    }

    @Test
    void anOutageOfSilenceThatHealsInTimeIsForgotten() {
        // P-07, P-10: the limit counts anew after each word of the node.
        long job = running(Calm.task(LONG, 1, true));
        for (int i = 0; i < 5; i++) {
            calm.cloud().weather(weather(Duration.ZERO, 0, 1, 1, Machines.SOUND));
            calm.pass(Duration.ofMinutes(25));
            calm.cloud().weather(Weather.CLEAR);
            calm.pass(Duration.ofMinutes(1));
        }
        assertThat(status(job)).isEqualTo(ManagedJobStatus.RUNNING);
        assertThat(attempt(job).number()).isEqualTo(1);
    }

    @Test
    void aTaskRunsAsLongAsItMayOverAllItsAttempts() {
        // P-21
        long job = running(limited(Optional.of(Duration.ofHours(1)), Optional.empty()));
        calm.pass(Duration.ofMinutes(39));
        calm.cloud().take(cluster(job), OptionalInt.empty(), Duration.ZERO);
        calm.pass(Duration.ofMinutes(15));
        assertThat(attempt(job).number()).isEqualTo(2);
        assertThat(status(job)).isEqualTo(ManagedJobStatus.RUNNING);

        calm.pass(Duration.ofMinutes(10));

        assertThat(status(job)).isEqualTo(ManagedJobStatus.FAILED);
        assertThat(outcome(job)).isEqualTo(ReasonCode.MAX_DURATION);
        assertThat(calm.cloud().existing()).isEmpty();
    }

    @Test
    void aTaskThatNeverRunsWaitsAsLongAsItMay() {
        // P-21
        calm.cloud().weather(Weather.FULL);
        long job = calm.submit(limited(Optional.empty(), Optional.of(Duration.ofHours(2))));
        calm.pass(Duration.ofMinutes(119));
        assertThat(status(job)).isEqualTo(ManagedJobStatus.PENDING);

        calm.pass(Duration.ofMinutes(2));

        assertThat(status(job)).isEqualTo(ManagedJobStatus.FAILED);
        assertThat(outcome(job)).isEqualTo(ReasonCode.MAX_WAIT);
        assertThat(calm.controller().health().launching()).isZero();
    }

    private ReasonCode outcome(long job) {
        return ((TaskState.Ended) calm.state(job)).outcome().reason().code();
    }

    private static TaskSpec limited(Optional<Duration> run, Optional<Duration> wait) {
        TaskSpec like = Calm.task(LONG, 1, true);
        return new TaskSpec(
                like.name(),
                like.workdir(),
                like.numNodes(),
                like.resources(),
                like.recovery(),
                like.envs(),
                like.secrets(),
                like.setup(),
                like.run(),
                like.fileMounts(),
                like.eventCallback(),
                like.hooks(),
                like.config(),
                like.apiServerAccess(),
                run,
                wait,
                like.extras());
    }
}
