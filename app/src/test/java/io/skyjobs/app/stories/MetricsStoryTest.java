package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.server.Exposition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

/** What the metrics say of a job that loses its machine. */
class MetricsStoryTest {
    @TempDir Path directory;

    /** Issue 7, item 5; P-56: counted is what happened, and nothing names who it happened to. */
    @Test
    void aRecoveryIsCountedWithItsCauseAndItsTimes() {
        try (World world = World.given(Clouds.two(), directory)) {
            Job job =
                    world.launch(
                                    """
                                    name: nobodys-business
                                    resources: {use_spot: true}
                                    secrets: {CANARY: yellow-bird}
                                    run: |
                                      echo "attempt=$SKYPILOT_ATTEMPT $CANARY"
                                      until [ -e $HERE/gate ]; do sleep 0.05; done
                                    """)
                            .until("RUNNING")
                            .untilLogShows("attempt=1");
            Exposition running = world.metrics();
            assertThat(running.value("skyjobs_jobs", "status", "RUNNING")).isEqualTo(1);
            assertThat(running.value("skyjobs_nodes", "spot", "true")).isEqualTo(1);
            assertThat(running.value("skyjobs_cost_dollars_per_hour")).isPositive();
            assertThat(running.value("skyjobs_launches_total", "outcome", "STARTED")).isEqualTo(1);
            assertThat(running.value("skyjobs_recoveries_total")).isZero();
            assertThat(running.value("skyjobs_accepting")).isEqualTo(1);

            job.preempt().until("RECOVERING").until("RUNNING").untilLogShows("attempt=2");
            world.file("gate", "");
            job.endsAs("SUCCEEDED");
            world.thenNothingIsLeft();
            Patience.await(
                    () -> "no live job",
                    () ->
                            Optional.of(world.metrics())
                                    .filter(page -> page.value("skyjobs_jobs") == 0));
            thenAllIsCounted(world.metrics(), directory);
        }
    }

    private static void thenAllIsCounted(Exposition page, Path directory) {
        assertThat(page.value("skyjobs_jobs_submitted_total")).isEqualTo(1);
        assertThat(page.value("skyjobs_jobs_ended_total", "status", "SUCCEEDED")).isEqualTo(1);
        assertThat(page.value("skyjobs_jobs")).isZero();
        assertThat(page.value("skyjobs_nodes")).isZero();
        assertThat(page.value("skyjobs_cost_dollars_per_hour")).isZero();
        assertThat(page.value("skyjobs_launches_total", "outcome", "STARTED")).isEqualTo(2);
        assertThat(page.value("skyjobs_launch_duration_seconds_count", "started", "true"))
                .isEqualTo(2);
        assertThat(page.value("skyjobs_launch_duration_seconds_sum")).isPositive();
        assertThat(page.value("skyjobs_job_start_delay_seconds_count")).isEqualTo(1);
        String ended = "skyjobs_attempts_ended_total";
        assertThat(page.value(ended, "cause", "PREEMPTED", "witness", "provider")).isEqualTo(1);
        assertThat(page.value(ended, "cause", "SUCCEEDED", "witness", "report")).isEqualTo(1);
        assertThat(page.value(ended)).isEqualTo(2);
        assertThat(page.value("skyjobs_recoveries_total", "cause", "PREEMPTED")).isEqualTo(1);
        assertThat(page.value("skyjobs_recovery_duration_seconds_sum", "cause", "PREEMPTED"))
                .isPositive();
        assertThat(page.value("skyjobs_detection_duration_seconds_count", "kind", "loss"))
                .isEqualTo(1);
        assertThat(page.value("skyjobs_detection_duration_seconds_count", "kind", "exit"))
                .isEqualTo(1);
        assertThat(
                        page.value(
                                "skyjobs_provider_call_duration_seconds_count",
                                "operation",
                                "ensure"))
                .isGreaterThanOrEqualTo(2);
        assertThat(page.value("skyjobs_store_commit_duration_seconds_count")).isPositive();
        assertThat(page.value("skyjobs_store_commit_writes_sum"))
                .isGreaterThanOrEqualTo(page.value("skyjobs_store_commit_writes_count"));
        assertThat(page.value("skyjobs_log_bytes_total")).isPositive();
        assertThat(page.value("skyjobs_http_requests_total", "route", "/api/v1/jobs")).isPositive();
        assertThat(page.text())
                .doesNotContain("yellow-bird", "CANARY", "nobodys-business", directory.toString());
    }
}
