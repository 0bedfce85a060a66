package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.skyjobs.core.controller.Census;
import io.skyjobs.core.controller.Telemetry.AttemptOver;
import io.skyjobs.core.controller.Telemetry.FirstStarted;
import io.skyjobs.core.controller.Telemetry.JobEnded;
import io.skyjobs.core.controller.Telemetry.JobSubmitted;
import io.skyjobs.core.controller.Telemetry.LaunchOver;
import io.skyjobs.core.controller.Telemetry.RanAgain;
import io.skyjobs.core.controller.Telemetry.Witness;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.testkit.Weather;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What the controller tells whoever counts. */
class TelemetryTest {
    private static final String LONG = "sleep 100000";

    private final Calm calm = new Calm(cloud -> cloud, new MemoryLogs());

    private long running(TaskSpec task) {
        long job = calm.submit(task);
        calm.pass(Duration.ofMinutes(1));
        assertThat(calm.state(job)).isInstanceOf(TaskState.Running.class);
        return job;
    }

    private ClusterName cluster(long job) {
        return calm.state(job).liveAttempt().orElseThrow().cluster();
    }

    private void take(long job, Duration notice) {
        calm.cloud().take(cluster(job), OptionalInt.empty(), notice);
    }

    private static Weather full() {
        return new Weather(
                Duration.ZERO,
                Duration.ZERO,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Weather.Machines.SOUND);
    }

    @Test
    void aJobThatSucceedsIsSubmittedLaunchedAndEndedOnce() {
        calm.submit("sleep 20");
        calm.pass(Duration.ofMinutes(2));

        Tally told = calm.tally();
        assertThat(told.all(JobSubmitted.class)).hasSize(1);
        assertThat(told.all(LaunchOver.class))
                .singleElement()
                .satisfies(
                        launch -> {
                            assertThat(launch.provider()).isEqualTo("fake");
                            assertThat(launch.failure()).isEmpty();
                        });
        assertThat(told.all(FirstStarted.class)).hasSize(1);
        assertThat(told.all(AttemptOver.class))
                .singleElement()
                .satisfies(
                        over -> {
                            assertThat(over.cause()).isEqualTo(ReasonCode.SUCCEEDED);
                            assertThat(over.witness()).isEqualTo(Witness.REPORT);
                        });
        assertThat(told.all(JobEnded.class))
                .containsExactly(new JobEnded(ManagedJobStatus.SUCCEEDED));
        assertThat(told.all(RanAgain.class)).isEmpty();
        assertThat(told.calls()).contains("fake ENSURE", "fake TERMINATE", "fake INSPECT");
    }

    @Test
    void theUsersFailureRestsOnItsReport() {
        calm.submit("sleep 5\nexit 3");
        calm.pass(Duration.ofMinutes(2));

        assertThat(calm.tally().all(AttemptOver.class))
                .extracting(AttemptOver::cause, AttemptOver::witness)
                .containsExactly(tuple(ReasonCode.USER_EXIT, Witness.REPORT));
        assertThat(calm.tally().all(JobEnded.class))
                .containsExactly(new JobEnded(ManagedJobStatus.FAILED));
    }

    /** P-15: what was lost is known with its witness, how soon that was, and how long it cost. */
    @Test
    void aRecoveryLastsFromTheLossThroughLaunchesThatFail() {
        long job = running(Calm.task(LONG, 1, true));
        calm.cloud().weather(full());
        take(job, Duration.ZERO);
        calm.pass(Duration.ofMinutes(10));
        assertThat(calm.tally().all(RanAgain.class)).isEmpty();
        calm.cloud().weather(Weather.CLEAR);
        calm.pass(Duration.ofMinutes(30));
        assertThat(calm.state(job)).isInstanceOf(TaskState.Running.class);

        Tally told = calm.tally();
        assertThat(told.all(AttemptOver.class))
                .singleElement()
                .satisfies(
                        over -> {
                            assertThat(over.cause()).isEqualTo(ReasonCode.PREEMPTED);
                            assertThat(over.witness()).isEqualTo(Witness.PROVIDER);
                            assertThat(over.noticed().orElseThrow().hinted()).isTrue();
                            assertThat(over.noticed().orElseThrow().within())
                                    .isLessThan(Duration.ofSeconds(1));
                        });
        assertThat(told.all(LaunchOver.class))
                .filteredOn(launch -> launch.failure().equals(Optional.of(ReasonCode.CAPACITY)))
                .isNotEmpty();
        assertThat(told.all(RanAgain.class))
                .singleElement()
                .satisfies(
                        again -> {
                            assertThat(again.cause()).contains(ReasonCode.PREEMPTED);
                            assertThat(again.took().orElseThrow())
                                    .isGreaterThan(Duration.ofMinutes(9));
                        });
        assertThat(told.all(FirstStarted.class)).hasSize(1);
        assertThat(told.calls()).contains("fake ENSURE CAPACITY");
    }

    @Test
    void aClusterThatIsMadeBeforehandIsLaunchedOnce() {
        long job = running(Calm.task(LONG, 1, true));
        take(job, Duration.ofSeconds(100));
        calm.pass(Duration.ofMinutes(5));
        assertThat(calm.state(job).liveAttempt().orElseThrow().number()).isEqualTo(2);

        assertThat(calm.tally().all(LaunchOver.class))
                .hasSize(2)
                .allSatisfy(launch -> assertThat(launch.failure()).isEmpty());
        assertThat(calm.tally().all(RanAgain.class))
                .extracting(again -> again.cause().orElseThrow())
                .containsExactly(ReasonCode.PREEMPTED);
    }

    @Test
    void aCancelIsNoEndOfItsOwnOfAnAttempt() {
        long job = running(Calm.task(LONG, 1, true));
        calm.cancel(job);
        calm.pass(Duration.ofMinutes(5));

        assertThat(calm.tally().all(AttemptOver.class)).isEmpty();
        assertThat(calm.tally().all(JobEnded.class))
                .containsExactly(new JobEnded(ManagedJobStatus.CANCELLED));
    }

    @Test
    void aCancelOfALaunchEndsThatLaunch() {
        calm.cloud().weather(slow());
        long job = calm.submit(Calm.task(LONG, 1, true));
        calm.pass(Duration.ofSeconds(5));
        assertThat(calm.state(job)).isInstanceOf(TaskState.Starting.class);
        calm.cancel(job);
        calm.pass(Duration.ofMinutes(10));

        assertThat(calm.tally().all(LaunchOver.class))
                .extracting(launch -> launch.failure().orElseThrow())
                .containsExactly(ReasonCode.CANCELLED_BY_USER);
    }

    private static Weather slow() {
        return new Weather(
                Duration.ofMinutes(2),
                Duration.ZERO,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Weather.Machines.SOUND);
    }

    @Test
    void theCensusShowsWhatIsPaidForAndWhoWaits() {
        running(Calm.task(LONG, 2, true));
        calm.cloud().weather(full());
        var before = calm.now();
        calm.submit(Calm.task(LONG, 1, false));
        calm.pass(Duration.ofMinutes(1));

        Census census = calm.tally().census();
        assertThat(census.accepting()).isTrue();
        assertThat(census.jobs())
                .containsEntry(ManagedJobStatus.RUNNING, 1L)
                .containsEntry(ManagedJobStatus.PENDING, 1L)
                .containsEntry(ManagedJobStatus.SUCCEEDED, 0L);
        assertThat(census.oldestPending()).contains(before);
        assertThat(census.machines())
                .singleElement()
                .satisfies(
                        kind -> {
                            assertThat(kind.spot()).isTrue();
                            assertThat(kind.nodes()).isEqualTo(2);
                            assertThat(kind.micros()).isPositive();
                        });
        calm.controller().close();
        assertThat(calm.tally().census().accepting()).isFalse();
    }
}
