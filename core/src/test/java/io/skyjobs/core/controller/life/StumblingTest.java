package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.ControlPlane.CancelAnswer;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.Resources;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A bug that one job meets leaves that job, and all others, alive. */
class StumblingTest {
    @Test
    void goesOnAfterABugInTheMailbox() {
        Calm calm = new Calm(cloud -> cloud, new MemoryLogs());
        AtomicInteger changes = new AtomicInteger();
        calm.controller()
                .subscribe(
                        job -> {
                            if (changes.incrementAndGet() == 2) {
                                throw new IllegalStateException("a bug");
                            }
                        });
        long job = calm.submit("echo hello");

        calm.pass(Duration.ofMinutes(5));

        assertThat(changes.get()).isGreaterThan(2);
        assertThat(calm.controller().job(job).orElseThrow().job().status())
                .isEqualTo(ManagedJobStatus.SUCCEEDED);
        assertThat(calm.controller().health().live()).isZero();
    }

    @Test
    void answersACancelThatComesWhenNothingIsDoneAnyMore() {
        Calm calm = new Calm(cloud -> cloud, new MemoryLogs());
        long job = calm.submit("sleep 1000");
        var early = calm.cancel(job);
        calm.controller().close();
        calm.pass(Duration.ofSeconds(10));
        var late = calm.cancel(job);

        assertThat(early.get().orElseThrow()).isInstanceOf(CancelAnswer.Refused.class);
        assertThat(late.get().orElseThrow()).isInstanceOf(CancelAnswer.Refused.class);
    }

    @Test
    void triesAgainWhatAProviderThatLacksALibraryCouldNotDo() {
        AtomicBoolean lacking = new AtomicBoolean(true);
        Calm calm =
                new Calm(
                        cloud ->
                                new MortalCloud(
                                        cloud,
                                        () -> {
                                            if (lacking.get()) {
                                                throw new NoClassDefFoundError("a library");
                                            }
                                        }),
                        new MemoryLogs());
        calm.cloud()
                .plant(
                        new ClusterSpec(
                                new ClusterName("planted-999-0-1-calm01"),
                                "calm01",
                                1,
                                1,
                                calm.cloud().offers().getFirst(),
                                Resources.ANY));
        long job = calm.submit("echo hello");
        calm.pass(Duration.ofMinutes(3));
        lacking.set(false);
        calm.pass(Duration.ofMinutes(5));

        assertThat(calm.controller().job(job).orElseThrow().job().status())
                .isEqualTo(ManagedJobStatus.SUCCEEDED);
        assertThat(calm.cloud().existing()).isEmpty();
    }

    @Test
    void aLaunchThatKeepsBreakingIsGivenUpForAnother() {
        AtomicBoolean broken = new AtomicBoolean(true);
        Calm calm =
                new Calm(
                        cloud ->
                                new MortalCloud(
                                        cloud,
                                        () -> {
                                            if (broken.get()) {
                                                throw new IllegalStateException("a bug");
                                            }
                                        }),
                        new MemoryLogs());
        long job = calm.submit("echo hello");
        calm.pass(Duration.ofMinutes(30));
        broken.set(false);
        calm.pass(Duration.ofMinutes(10));

        var ended = calm.controller().job(job).orElseThrow().job();
        assertThat(ended.status()).isEqualTo(ManagedJobStatus.SUCCEEDED);
        assertThat(ended.tasks().getFirst().progress().attempts()).isGreaterThan(1);
        assertThat(calm.cloud().existing()).isEmpty();
    }
}
