package io.skyjobs.app.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.skyjobs.core.controller.Census;
import io.skyjobs.core.controller.Telemetry;
import io.skyjobs.core.job.ManagedJobStatus;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.Supplier;

/** What the controller tells, as counters and histograms. */
final class ControllerMetrics implements Telemetry {
    private final PrometheusRegistry registry;
    private final InstantSource clock;
    private final Counter submitted;
    private final Counter ended;
    private final Histogram waited;
    private final AttemptMetrics attempts;
    private final ProviderMetrics providers;

    ControllerMetrics(PrometheusRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        Families families = new Families(registry);
        this.submitted = families.counter("skyjobs_jobs_submitted", "Jobs that were accepted.");
        this.ended =
                families.counter(
                        "skyjobs_jobs_ended", "Jobs whose outcome became known.", "status");
        // A series that begins with its first event hides that event from whoever asks for growth.
        Arrays.stream(ManagedJobStatus.values())
                .filter(ManagedJobStatus::isTerminal)
                .forEach(status -> ended.initLabelValues(status.name()));
        this.waited =
                families.histogram(
                        "skyjobs_job_start_delay_seconds",
                        "From the submit of a job until its first run is started.",
                        Buckets.LAUNCH);
        this.attempts = new AttemptMetrics(families);
        this.providers = new ProviderMetrics(families);
    }

    @Override
    public void standing(Supplier<Census> census) {
        registry.register(new CensusCollector(census, clock));
    }

    @Override
    public void happened(Fact fact) {
        switch (fact) {
            case JobSubmitted job -> submitted.inc();
            case JobEnded job -> ended.labelValues(job.status().name()).inc();
            case FirstStarted job -> waited.observe(Buckets.seconds(job.after()));
            case LaunchOver launch -> attempts.launched(launch);
            case AttemptOver attempt -> attempts.over(attempt);
            case RanAgain again -> attempts.ranAgain(again);
        }
    }

    @Override
    public Call calling(String provider, Operation operation) {
        return providers.calling(provider, operation);
    }
}
