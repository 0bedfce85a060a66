package io.skyjobs.app.server.traces;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.skyjobs.core.controller.Telemetry.Launch;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes spans of stored launches and sends them over OTLP. Used by one thread. */
final class SpanSender implements AutoCloseable {
    /** Held, because the JDK forgets the level of a logger that nobody holds. */
    private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

    private final SpanIds ids;
    private final OtlpHttpSpanExporter exporter;
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final List<SpanData> ready = new ArrayList<>();
    private String nextTrace = "";
    private String nextSpan = "";

    /**
     * @param installation id of the store, by which servers are told apart
     * @throws IOException when the file of certificates cannot be read
     */
    SpanSender(TraceConfig config, TraceConfig.Receiver to, String installation, String version)
            throws IOException {
        // What it would say of each request that fails is said by whoever calls, and less often.
        LIBRARY.setLevel(Level.OFF);
        this.ids = new SpanIds(installation);
        this.exporter = exporter(to);
        AttributesBuilder about = Attributes.builder();
        about.put("service.name", config.service());
        about.put("service.version", version);
        about.put("service.instance.id", installation);
        config.resource().forEach(about::put);
        this.provider =
                SdkTracerProvider.builder()
                        .setResource(Resource.getDefault().merge(Resource.create(about.build())))
                        .setSampler(sampler(config.sampling()))
                        .setIdGenerator(new Given())
                        .addSpanProcessor(new Collecting())
                        .build();
        this.tracer =
                provider.tracerBuilder("io.skyjobs").setInstrumentationVersion(version).build();
    }

    private static OtlpHttpSpanExporter exporter(TraceConfig.Receiver to) throws IOException {
        OtlpHttpSpanExporterBuilder builder =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(to.url().toString())
                        .setTimeout(to.timeout())
                        .setCompression(to.gzip() ? "gzip" : "none")
                        // Whoever calls tries again, for longer.
                        .setRetryPolicy(null);
        to.headers().forEach(builder::addHeader);
        if (to.certificate().isPresent()) {
            builder.setTrustedCertificates(Files.readAllBytes(to.certificate().get()));
        }
        return builder.build();
    }

    private static Sampler sampler(TraceConfig.Sampling sampling) {
        Sampler own =
                switch (sampling.kind()) {
                    case ALL -> Sampler.alwaysOn();
                    case NONE -> Sampler.alwaysOff();
                    case RATIO -> Sampler.traceIdRatioBased(sampling.ratio());
                };
        return sampling.followsParent() ? Sampler.parentBased(own) : own;
    }

    /**
     * Sends launches, and waits for the answer.
     *
     * @return why they were not taken; empty when they were
     */
    Optional<String> send(List<StoredLaunch> launches) {
        ready.clear();
        launches.forEach(this::make);
        if (ready.isEmpty()) {
            return Optional.empty();
        }
        CompletableResultCode result = exporter.export(List.copyOf(ready));
        // The exporter keeps to the time limit of a request; this is for a limit that it misses.
        result.join(2, TimeUnit.MINUTES);
        if (result.isSuccess()) {
            return Optional.empty();
        }
        Throwable cause = result.getFailureThrowable();
        return Optional.of(cause == null ? "no answer" : said(cause));
    }

    private static String said(Throwable cause) {
        Throwable root = cause.getCause();
        if (root == null) {
            return "it answered, and refused them";
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    private void make(StoredLaunch stored) {
        Optional<TraceParent> caller = stored.parent();
        Context parent =
                caller.map(it -> Context.root().with(Span.wrap(remote(it)))).orElse(Context.root());
        Launch launch = stored.launch();
        LaunchSpan tree = LaunchTree.of(stored);
        SpanBuilder root = builder(tree, parent, launch);
        stored.before()
                .map(it -> new Launch(launch.job(), launch.task(), it.number(), launch.over()))
                .ifPresent(
                        before ->
                                root.addLink(
                                        SpanContext.create(
                                                caller.map(TraceParent::trace)
                                                        .orElse(ids.trace(before)),
                                                ids.span(before, Phase.LAUNCH),
                                                TraceFlags.getSampled(),
                                                TraceState.getDefault())));
        end(root, tree, launch);
    }

    private static SpanContext remote(TraceParent parent) {
        return SpanContext.createFromRemoteParent(
                parent.trace(),
                parent.span(),
                parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }

    private SpanBuilder builder(LaunchSpan span, Context parent, Launch launch) {
        nextTrace = ids.trace(launch);
        return tracer.spanBuilder(span.phase().title())
                .setParent(parent)
                .setStartTimestamp(span.start())
                .setAllAttributes(attributes(span.facts()));
    }

    private void end(SpanBuilder builder, LaunchSpan span, Launch launch) {
        nextSpan = ids.span(launch, span.phase());
        Span begun = builder.startSpan();
        for (LaunchSpan.Note note : span.notes()) {
            begun.addEvent(note.name(), attributes(note.facts()), note.at());
        }
        span.failure()
                .ifPresent(
                        why -> {
                            begun.setAttribute(Fact.ERROR.key(), why.code().name());
                            begun.setStatus(StatusCode.ERROR, why.sentence());
                        });
        Context within = Context.root().with(begun);
        span.parts().forEach(part -> end(builder(part, within, launch), part, launch));
        begun.end(span.end());
    }

    private static Attributes attributes(Map<Fact, Object> facts) {
        AttributesBuilder attributes = Attributes.builder();
        facts.forEach(
                (fact, value) -> {
                    switch (value) {
                        case Long whole -> attributes.put(fact.key(), whole);
                        case Double broken -> attributes.put(fact.key(), broken);
                        case Boolean truth -> attributes.put(fact.key(), truth);
                        default ->
                                attributes.put(
                                        AttributeKey.stringKey(fact.key()), value.toString());
                    }
                });
        return attributes.build();
    }

    @Override
    public void close() {
        provider.close();
        exporter.close();
    }

    /** Gives the ids that were set last. */
    private final class Given implements IdGenerator {
        @Override
        public String generateSpanId() {
            return nextSpan;
        }

        @Override
        public String generateTraceId() {
            return nextTrace;
        }
    }

    /** Keeps what ended, to be sent together. */
    private final class Collecting implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ready.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
