package io.skyjobs.app.server.broken;

import io.prometheus.metrics.core.metrics.Counter;

import org.jspecify.annotations.Nullable;

/** Counts by itself, where nobody finds it. */
@SuppressWarnings("unused")
final class CountingHandler {
    private @Nullable Counter requests;
}
