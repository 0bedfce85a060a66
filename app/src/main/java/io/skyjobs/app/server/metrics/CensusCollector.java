package io.skyjobs.app.server.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.skyjobs.core.controller.Census;
import io.skyjobs.core.job.ManagedJobStatus;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;

/** How all live jobs stand: they are gone through once for each scrape, and nothing is kept. */
final class CensusCollector implements MultiCollector {
    private static final double MICROS = 1e6;

    private final Supplier<Census> census;
    private final InstantSource clock;

    CensusCollector(Supplier<Census> census, InstantSource clock) {
        this.census = census;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        Census now = census.get();
        GaugeSnapshot.Builder jobs =
                gauge(
                        "skyjobs_jobs",
                        "Jobs that are not over, or are still being cleared away, by status.");
        for (ManagedJobStatus status : ManagedJobStatus.values()) {
            jobs.dataPoint(
                    point(
                            (double) now.jobs().getOrDefault(status, 0L),
                            Labels.of("status", status.name())));
        }
        GaugeSnapshot.Builder nodes = gauge("skyjobs_nodes", "Machines that are up for jobs.");
        GaugeSnapshot.Builder cost =
                gauge(
                        "skyjobs_cost_dollars_per_hour",
                        "What those machines cost now, by the prices in force when they were"
                                + " chosen.");
        for (Census.Machines kind : now.machines()) {
            Labels labels =
                    Labels.of("provider", kind.provider(), "spot", Boolean.toString(kind.spot()));
            nodes.dataPoint(point((double) kind.nodes(), labels));
            cost.dataPoint(point(kind.micros() / MICROS, labels));
        }
        double age =
                now.oldestPending()
                        .map(since -> Duration.between(since, clock.instant()))
                        .map(Buckets::seconds)
                        .orElse(0.0);
        return MetricSnapshots.of(
                jobs.build(),
                nodes.build(),
                cost.build(),
                single(
                        "skyjobs_launch_queue_tasks",
                        "Tasks that wait for a launch slot.",
                        now.waiting()),
                single("skyjobs_launches_under_way", "Launch slots in use.", now.launching()),
                single(
                        "skyjobs_oldest_pending_job_age_seconds",
                        "How long ago the oldest job was submitted that waits for its first"
                                + " launch; 0 when none does.",
                        Math.max(0, age)),
                single(
                        "skyjobs_accepting",
                        "1 while commands are accepted; 0 when nothing can be stored any more.",
                        now.accepting() ? 1 : 0));
    }

    private static GaugeSnapshot single(String name, String help, double value) {
        return gauge(name, help).dataPoint(point(value, Labels.EMPTY)).build();
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static GaugeDataPointSnapshot point(double value, Labels labels) {
        return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
    }
}
