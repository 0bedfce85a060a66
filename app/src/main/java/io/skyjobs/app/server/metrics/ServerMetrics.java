package io.skyjobs.app.server.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.skyjobs.core.controller.LogArchive;
import io.skyjobs.core.controller.Telemetry;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.webhook.MessageSender;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * All metrics of one server. What is counted begins at 0 with the process. No label ever holds what
 * a user chose, nor an id of a job, so there are some hundreds of series whatever the number of
 * jobs. Safe for use from many threads.
 */
public final class ServerMetrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Families families = new Families(registry);
    private final ControllerMetrics controller;
    private final StoreMetrics store;
    private final HttpMetrics http;
    private final WebhookMetrics webhooks;
    private final ExpositionFormatWriter plain = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();
    private final AtomicBoolean asked = new AtomicBoolean();

    /**
     * @param version of this release
     * @param clock for ages
     */
    public ServerMetrics(String version, InstantSource clock) {
        this.controller = new ControllerMetrics(registry, clock);
        this.store = new StoreMetrics(families);
        this.http = new HttpMetrics(families, registry);
        this.webhooks = new WebhookMetrics(families);
        Info.builder()
                .name("skyjobs_build_info")
                .help("The release that runs.")
                .labelNames("version")
                .register(registry)
                .setLabelValues(version);
    }

    /** Is told what happens in the controller. */
    public Telemetry telemetry() {
        return controller;
    }

    /** Measures the transactions of the store. */
    public GroupCommit.Meter transactions() {
        return store;
    }

    /** What is counted of requests. */
    public HttpMetrics http() {
        return http;
    }

    /** The same logs, with their bytes counted as they are stored. */
    public LogArchive counting(LogArchive logs) {
        return new CountedLogs(logs, families);
    }

    /** The same sender of webhooks, with what becomes of its messages counted. */
    public MessageSender counting(MessageSender sender) {
        return webhooks.counting(sender);
    }

    /** Tells how many messages of webhooks wait; once. */
    public void waitingMessages(LongSupplier messages) {
        GaugeWithCallback.builder()
                .name("skyjobs_webhook_queued_deliveries")
                .help("Messages of webhooks that are not delivered yet.")
                .callback(now -> now.call((double) messages.getAsLong()))
                .register(registry);
    }

    /** Tells how many writes wait for the store; once. */
    public void queued(IntSupplier writes) {
        GaugeWithCallback.builder()
                .name("skyjobs_store_queued_writes")
                .help("Writes that wait for the next transaction of the store.")
                .callback(now -> now.call(writes.getAsInt()))
                .register(registry);
    }

    /**
     * Everything, as text.
     *
     * @param type its media type
     */
    public record Page(String type, String text) {}

    /**
     * How all stands now.
     *
     * @param accept what the reader says that it takes; OpenMetrics if it asks for that
     */
    public Page page(String accept) {
        if (asked.compareAndSet(false, true)) {
            // Beans of the JVM take time and memory: only where somebody wants them.
            JvmMemoryMetrics.builder().register(registry);
            JvmGarbageCollectorMetrics.builder().register(registry);
            JvmThreadsMetrics.builder().register(registry);
            ProcessMetrics.builder().register(registry);
        }
        ExpositionFormatWriter writer = open.accepts(accept) ? open : plain;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new Page(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
    }
}
