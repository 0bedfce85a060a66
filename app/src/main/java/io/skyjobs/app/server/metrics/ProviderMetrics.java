package io.skyjobs.app.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.skyjobs.core.controller.Telemetry.Call;
import io.skyjobs.core.controller.Telemetry.Operation;
import io.skyjobs.spi.ProvisionException;

import java.util.Locale;

/** How long providers take to answer, and what they could not do. */
final class ProviderMetrics {
    /** A provider's own code broke; none of the kinds of trouble that it may tell. */
    private static final String DEFECT = "DEFECT";

    private final KnownCodes codes = new KnownCodes();
    private final Histogram calls;
    private final Counter errors;

    ProviderMetrics(Families families) {
        this.calls =
                families.histogram(
                        "skyjobs_provider_call_duration_seconds",
                        "How long a provider takes to answer, well or not.",
                        Buckets.CALL,
                        "provider",
                        "operation");
        this.errors =
                families.counter(
                        "skyjobs_provider_errors",
                        "Calls that a provider could not do: the kind of trouble, and the"
                                + " provider's own code.",
                        "provider",
                        "operation",
                        "kind",
                        "code");
    }

    Call calling(String provider, Operation operation) {
        return new Timed(provider, operation.name().toLowerCase(Locale.ROOT));
    }

    private final class Timed implements Call {
        private final String provider;
        private final String operation;
        private final long begun = System.nanoTime();

        Timed(String provider, String operation) {
            this.provider = provider;
            this.operation = operation;
        }

        @Override
        public void answered() {
            calls.labelValues(provider, operation).observe(Buckets.since(begun));
        }

        @Override
        public void refused(ProvisionException trouble) {
            answered();
            String code = codes.known(provider, trouble.code());
            errors.labelValues(provider, operation, trouble.kind().name(), code).inc();
        }

        @Override
        public void broke() {
            answered();
            errors.labelValues(provider, operation, DEFECT, "").inc();
        }
    }
}
