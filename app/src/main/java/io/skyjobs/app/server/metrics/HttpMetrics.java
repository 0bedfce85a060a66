package io.skyjobs.app.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.util.Set;

/** What is counted of requests, by the template of their route and never by their path. */
public final class HttpMetrics {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Counter requests;
    private final Histogram took;
    private final Gauge followers;

    HttpMetrics(Families families, PrometheusRegistry registry) {
        this.requests =
                families.counter(
                        "skyjobs_http_requests",
                        "Requests that were answered; route is empty where none took them.",
                        "route",
                        "method",
                        "status");
        this.took =
                families.histogram(
                        "skyjobs_http_request_duration_seconds",
                        "How long a request takes, streams that are followed left aside.",
                        Buckets.SHORT,
                        "route",
                        "method");
        this.followers =
                Gauge.builder()
                        .name("skyjobs_http_followers")
                        .help("Readers that are connected and wait for more.")
                        .labelNames("stream")
                        .withoutExemplars()
                        .register(registry);
        followers.initLabelValues("events");
        followers.initLabelValues("log");
    }

    /**
     * A request was answered.
     *
     * @param route the template of its route; empty where none took it
     * @param begun by {@link System#nanoTime}
     * @param followed whether it went on for as long as its reader liked
     */
    public void answered(String route, String method, int status, long begun, boolean followed) {
        // A stranger may send any word.
        String known = METHODS.contains(method) ? method : "other";
        requests.labelValues(route, known, Integer.toString(status)).inc();
        if (!followed) {
            took.labelValues(route, known).observe(Buckets.since(begun));
        }
    }

    /** A reader comes, or goes. */
    public void followers(String stream, int more) {
        followers.labelValues(stream).inc(more);
    }
}
