package io.skyjobs.app.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.skyjobs.core.controller.Telemetry;
import io.skyjobs.core.job.ReasonCode;

import java.util.Locale;

/** How attempts begin, how they end, and how soon others follow them. */
final class AttemptMetrics {
    private static final String STARTED = "STARTED";

    /** Where an earlier process knew. */
    private static final String UNKNOWN = "UNKNOWN";

    private final Counter launches;
    private final Histogram launchTook;
    private final Counter attempts;
    private final Histogram noticed;
    private final Counter recoveries;
    private final Histogram recoveryTook;

    AttemptMetrics(Families families) {
        this.launches =
                families.counter(
                        "skyjobs_launches",
                        "Launches that are over: STARTED, or why they came to nothing.",
                        "provider",
                        "outcome");
        this.launchTook =
                families.histogram(
                        "skyjobs_launch_duration_seconds",
                        "From the choice of a place until the run is started on all nodes, or"
                                + " until the launch has failed.",
                        Buckets.LAUNCH,
                        "provider",
                        "started");
        this.attempts =
                families.counter(
                        "skyjobs_attempts_ended",
                        "Attempts that ran and are over, those that were cancelled left aside: why,"
                                + " and whose word that rests on.",
                        "provider",
                        "cause",
                        "witness");
        this.noticed =
                families.histogram(
                        "skyjobs_detection_duration_seconds",
                        "From the first sign that an attempt is over until that is stored. The sign"
                                + " is a provider's hint, or else the last look that found all in"
                                + " order.",
                        Buckets.NOTICE,
                        "kind",
                        "sign");
        this.recoveries =
                families.counter(
                        "skyjobs_recoveries",
                        "How often a task ran again, by why its attempt before ended.",
                        "provider",
                        "cause");
        this.recoveryTook =
                families.histogram(
                        "skyjobs_recovery_duration_seconds",
                        "From the end of an attempt until its task runs again.",
                        Buckets.LAUNCH,
                        "cause");
    }

    void launched(Telemetry.LaunchOver launch) {
        String outcome = launch.failure().map(ReasonCode::name).orElse(STARTED);
        launches.labelValues(launch.provider(), outcome).inc();
        launchTook
                .labelValues(launch.provider(), Boolean.toString(launch.failure().isEmpty()))
                .observe(Buckets.seconds(launch.took()));
    }

    void over(Telemetry.AttemptOver attempt) {
        attempts.labelValues(
                        attempt.provider(),
                        attempt.cause().name(),
                        attempt.witness().name().toLowerCase(Locale.ROOT))
                .inc();
        attempt.noticed()
                .ifPresent(
                        it ->
                                noticed.labelValues(
                                                attempt.cause().isLoss() ? "loss" : "exit",
                                                it.hinted() ? "hint" : "look")
                                        .observe(Buckets.seconds(it.within())));
    }

    void ranAgain(Telemetry.RanAgain again) {
        String cause = again.cause().map(ReasonCode::name).orElse(UNKNOWN);
        recoveries.labelValues(again.provider(), cause).inc();
        again.took()
                .ifPresent(took -> recoveryTook.labelValues(cause).observe(Buckets.seconds(took)));
    }
}
