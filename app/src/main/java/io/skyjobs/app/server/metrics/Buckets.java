package io.skyjobs.app.server.metrics;

import java.time.Duration;

/** Upper bounds of histograms, in seconds. */
final class Buckets {
    /** A launch, a recovery, a wait for a machine. */
    static final double[] LAUNCH = {
        0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600
    };

    /** Until something is noticed; up to the limit of silence. */
    static final double[] NOTICE = {
        0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800
    };

    /** A call to a provider. */
    static final double[] CALL = {0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120};

    /** A transaction, a request. */
    static final double[] SHORT = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10
    };

    /** Writes of one transaction. */
    static final double[] WRITES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

    private static final double NANOS = 1e9;

    private Buckets() {}

    static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }

    /** Since an instant of {@link System#nanoTime}. */
    static double since(long begun) {
        return (System.nanoTime() - begun) / NANOS;
    }
}
