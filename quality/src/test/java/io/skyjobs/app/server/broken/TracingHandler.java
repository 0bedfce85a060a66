package io.skyjobs.app.server.broken;

import io.opentelemetry.api.trace.Span;

import org.jspecify.annotations.Nullable;

/** Traces by itself, and so loads the library for everybody. */
@SuppressWarnings("unused")
final class TracingHandler {
    private @Nullable Span request;
}
