package io.skyjobs.app.server;

import io.skyjobs.app.server.traces.TraceConfig;
import io.skyjobs.app.server.traces.TraceConfig.Receiver;
import io.skyjobs.app.server.traces.TraceConfig.Sampling;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The standard variables of OpenTelemetry, which go before the configuration. What is wrong in them
 * is a warning and is ignored, as their standard wants it: they are often meant for other programs
 * too. Headers go only to a receiver that the variables name themselves.
 */
final class TraceEnvironment {
    private static final String PREFIX = "OTEL_EXPORTER_OTLP_";

    private final Map<String, String> environment;
    private final List<String> warnings = new ArrayList<>();

    TraceEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The configuration with what the variables say. */
    ServerConfig applied(ServerConfig config) {
        TraceConfig traces = over(config.traces());
        List<String> all = new ArrayList<>(config.warnings());
        all.addAll(warnings);
        return config.withTraces(traces).warning(all);
    }

    private TraceConfig over(TraceConfig file) {
        Optional<Receiver> receiver = receiver().or(file::receiver);
        if (receiver.isEmpty() || off()) {
            return file.to(Optional.empty());
        }
        return new TraceConfig(
                receiver,
                value("OTEL_SERVICE_NAME").orElse(file.service()),
                pairs("OTEL_RESOURCE_ATTRIBUTES"),
                sampling(file.sampling()));
    }

    private boolean off() {
        if (value("OTEL_SDK_DISABLED").filter("true"::equalsIgnoreCase).isPresent()) {
            return true;
        }
        String exporters = value("OTEL_TRACES_EXPORTER").orElse("otlp");
        if (!List.of(exporters.split("\\s*,\\s*")).contains("otlp")) {
            if (!exporters.equals("none")) {
                warn("OTEL_TRACES_EXPORTER", "names no otlp, so launches are not traced");
            }
            return true;
        }
        return false;
    }

    private Optional<Receiver> receiver() {
        Optional<URI> own = url(PREFIX + "TRACES_ENDPOINT");
        Optional<URI> common =
                url(PREFIX + "ENDPOINT")
                        .map(
                                url ->
                                        URI.create(
                                                url.toString().replaceAll("/+$", "")
                                                        + "/v1/traces"));
        Optional<URI> url = own.or(() -> common);
        String protocol = one("PROTOCOL").orElse("http/protobuf");
        if (url.isPresent() && !protocol.equals("http/protobuf")) {
            warn(PREFIX + "PROTOCOL", "is not http/protobuf, so launches are not traced there");
            return Optional.empty();
        }
        return url.map(
                to ->
                        new Receiver(
                                to,
                                pairs(
                                        value(PREFIX + "TRACES_HEADERS").isPresent()
                                                ? PREFIX + "TRACES_HEADERS"
                                                : PREFIX + "HEADERS"),
                                one("CERTIFICATE").map(Path::of),
                                one("COMPRESSION").filter("gzip"::equals).isPresent(),
                                timeout()));
    }

    private Duration timeout() {
        try {
            return one("TIMEOUT")
                    .map(Long::parseLong)
                    .map(Duration::ofMillis)
                    .filter(Duration::isPositive)
                    .orElse(Receiver.TIMEOUT);
        } catch (NumberFormatException broken) {
            warn(PREFIX + "TIMEOUT", "is not a number of milliseconds and is ignored");
            return Receiver.TIMEOUT;
        }
    }

    private Optional<URI> url(String name) {
        Optional<String> text = value(name);
        Optional<URI> url = text.flatMap(TraceSetting::url);
        if (text.isPresent() && url.isEmpty()) {
            warn(name, "is not the address of a receiver over HTTP and is ignored");
        }
        return url;
    }

    private Sampling sampling(Sampling otherwise) {
        Optional<String> name = value("OTEL_TRACES_SAMPLER");
        if (name.isEmpty()) {
            return otherwise;
        }
        double ratio = 1;
        try {
            double given = value("OTEL_TRACES_SAMPLER_ARG").map(Double::parseDouble).orElse(1.0);
            if (given >= 0 && given <= 1) {
                ratio = given;
            } else {
                warn("OTEL_TRACES_SAMPLER_ARG", "is not from 0 to 1 and is ignored");
            }
        } catch (NumberFormatException broken) {
            warn("OTEL_TRACES_SAMPLER_ARG", "is not a number and is ignored");
        }
        Optional<Sampling> sampling = Sampling.of(name.get(), ratio);
        if (sampling.isEmpty()) {
            warn("OTEL_TRACES_SAMPLER", "is none that is known here and is ignored");
        }
        return sampling.orElse(otherwise);
    }

    /** Pairs as W3C baggage writes them: {@code key=value,key=value}, with escapes. */
    private Map<String, String> pairs(String name) {
        Map<String, String> pairs = new TreeMap<>();
        for (String pair : value(name).orElse("").split(",", -1)) {
            int equals = pair.indexOf('=');
            if (pair.isBlank()) {
                continue;
            }
            try {
                String text = pair.substring(equals + 1).strip().replace("+", "%2B");
                String value = URLDecoder.decode(text, StandardCharsets.UTF_8);
                if (equals > 0 && value.matches("[\\x20-\\x7e]*")) {
                    pairs.put(pair.substring(0, equals).strip(), value);
                    continue;
                }
            } catch (IllegalArgumentException broken) {
                // Said below.
            }
            warn(name, "holds something that is not KEY=VALUE, which is ignored");
        }
        return pairs;
    }

    /** What is said for traces, or else for all that is sent. */
    private Optional<String> one(String name) {
        return value(PREFIX + "TRACES_" + name).or(() -> value(PREFIX + name));
    }

    /** An empty variable counts as none. */
    private Optional<String> value(String name) {
        return Optional.ofNullable(environment.get(name))
                .map(String::strip)
                .filter(it -> !it.isEmpty());
    }

    private void warn(String name, String what) {
        warnings.add("The variable " + name + " " + what + ".");
    }
}
