package io.skyjobs.app.server.traces;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether, where and as what launches are traced. Its text never shows the values of headers.
 *
 * @param receiver who takes them; empty for nobody
 * @param service the name that this server has there
 * @param resource more that is said of this server with every trace
 * @param sampling which launches are traced
 */
public record TraceConfig(
        Optional<Receiver> receiver,
        String service,
        Map<String, String> resource,
        Sampling sampling) {
    /** Nothing is traced. */
    public static final TraceConfig NONE =
            new TraceConfig(Optional.empty(), "skyjobs", Map.of(), Sampling.STANDARD);

    public TraceConfig {
        resource = Collections.unmodifiableMap(new TreeMap<>(resource));
    }

    /**
     * A receiver of OTLP over HTTP.
     *
     * @param url where traces are posted to, path and all
     * @param headers sent with each request; a token may be among them
     * @param certificate whom to trust, as PEM, instead of those whom the JDK trusts
     * @param gzip whether requests are compressed
     * @param timeout of one request
     */
    public record Receiver(
            URI url,
            Map<String, String> headers,
            Optional<Path> certificate,
            boolean gzip,
            Duration timeout) {
        /** How long a request may take where nothing is said. */
        public static final Duration TIMEOUT = Duration.ofSeconds(10);

        public Receiver {
            headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        }

        /** One of which nothing but its address is known. */
        public static Receiver at(URI url) {
            return new Receiver(url, Map.of(), Optional.empty(), false, TIMEOUT);
        }

        @Override
        public String toString() {
            return "Receiver[" + url + ", headers " + headers.keySet() + "]";
        }
    }

    /**
     * Which launches are traced.
     *
     * @param kind how that is decided
     * @param ratio how many of all, from 0 to 1, where it is decided by that
     * @param followsParent whether a caller's own decision goes first
     */
    public record Sampling(Kind kind, double ratio, boolean followsParent) {
        /** All but those whose caller said no. */
        public static final Sampling STANDARD = new Sampling(Kind.ALL, 1, true);

        /** How it is decided. */
        public enum Kind {
            /** All are. */
            ALL,
            /** None is. */
            NONE,
            /** A part is, by the id of the trace. */
            RATIO
        }

        /** As {@code OTEL_TRACES_SAMPLER} names it; empty when there is no such name. */
        public static Optional<Sampling> of(String name, double ratio) {
            boolean follows = name.startsWith("parentbased_");
            return switch (follows ? name.substring("parentbased_".length()) : name) {
                case "always_on" -> Optional.of(new Sampling(Kind.ALL, 1, follows));
                case "always_off" -> Optional.of(new Sampling(Kind.NONE, 0, follows));
                case "traceidratio" -> Optional.of(new Sampling(Kind.RATIO, ratio, follows));
                default -> Optional.empty();
            };
        }
    }

    /** The same, sent to another. */
    public TraceConfig to(Optional<Receiver> other) {
        return new TraceConfig(other, service, resource, sampling);
    }
}
