package io.skyjobs.app.server;

import io.skyjobs.app.api.NearestWord;
import io.skyjobs.app.server.traces.TraceConfig;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads {@code traces} of the configuration. Whatever is wrong, and a key that is not known, is a
 * problem with its line. No sentence holds the value of a header.
 */
final class TraceSetting {
    private static final List<String> KEYS =
            List.of("endpoint", "headers", "service_name", "sampler", "sampler_arg");
    private static final String PATH = "/v1/traces";

    private final String file;

    /**
     * @param file the file as people know it
     */
    TraceSetting(String file) {
        this.file = file;
    }

    /** Reads the section. */
    TraceConfig read(Node node) throws StartProblem {
        Map<String, Node> fields = fields(node, "traces");
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!KEYS.contains(field.getKey())) {
                throw wrong(
                        field.getValue(),
                        "'traces."
                                + field.getKey()
                                + "' is not a setting: use "
                                + String.join(", ", KEYS)
                                + NearestWord.of(field.getKey(), KEYS)
                                        .map(near -> "; did you mean 'traces." + near + "'?")
                                        .orElse(""));
            }
        }
        Node endpoint = fields.get("endpoint");
        if (endpoint == null) {
            throw wrong(node, "traces needs endpoint, where traces are sent");
        }
        URI url =
                url(scalar(endpoint, "endpoint"))
                        .orElseThrow(
                                () ->
                                        wrong(
                                                endpoint,
                                                "traces.endpoint must be the address of a receiver"
                                                        + " of OTLP over HTTP, such as"
                                                        + " http://localhost:4318"));
        TraceConfig.Receiver plain = TraceConfig.Receiver.at(traces(url));
        Node service = fields.get("service_name");
        return new TraceConfig(
                Optional.of(
                        new TraceConfig.Receiver(
                                plain.url(),
                                headers(fields.get("headers")),
                                plain.certificate(),
                                plain.gzip(),
                                plain.timeout())),
                service == null ? TraceConfig.NONE.service() : scalar(service, "service_name"),
                Map.of(),
                sampling(fields));
    }

    /** The address, if it is one that can be posted to. */
    static Optional<URI> url(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http && url.getHost() != null && url.getUserInfo() == null
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (URISyntaxException broken) {
            return Optional.empty();
        }
    }

    /** Without a path it is a receiver's root, where traces have a place of their own. */
    private static URI traces(URI url) {
        return url.getPath().isEmpty() || url.getPath().equals("/") ? url.resolve(PATH) : url;
    }

    private Map<String, String> headers(@Nullable Node node) throws StartProblem {
        Map<String, String> headers = new TreeMap<>();
        if (node == null) {
            return headers;
        }
        for (Map.Entry<String, Node> field : fields(node, "traces.headers").entrySet()) {
            String value = scalar(field.getValue(), "headers." + field.getKey());
            if (!field.getKey().matches("[-!#$%&'*+.^_`|~0-9A-Za-z]+")
                    || !value.matches("[\\x20-\\x7e]+")) {
                throw wrong(field.getValue(), "a header of traces.headers cannot be sent so");
            }
            headers.put(field.getKey(), value);
        }
        return headers;
    }

    private TraceConfig.Sampling sampling(Map<String, Node> fields) throws StartProblem {
        Node name = fields.get("sampler");
        Node argument = fields.get("sampler_arg");
        double ratio = argument == null ? 1 : ratio(argument);
        if (name == null) {
            return TraceConfig.Sampling.STANDARD;
        }
        return TraceConfig.Sampling.of(scalar(name, "sampler"), ratio)
                .orElseThrow(
                        () ->
                                wrong(
                                        name,
                                        "traces.sampler must be always_on, always_off or"
                                                + " traceidratio, or one of these after"
                                                + " parentbased_"));
    }

    private double ratio(Node node) throws StartProblem {
        try {
            double ratio = Double.parseDouble(scalar(node, "sampler_arg"));
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw wrong(node, "traces.sampler_arg must be a number from 0 to 1");
    }

    private Map<String, Node> fields(Node node, String what) throws StartProblem {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, what + " must be a mapping of keys to values");
        }
        Map<String, Node> fields = new TreeMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            fields.put(key, tuple.getValueNode());
        }
        return fields;
    }

    private String scalar(Node node, String key) throws StartProblem {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        throw wrong(node, "traces." + key + " must be a single value");
    }

    private StartProblem wrong(Node node, String sentence) {
        String line = node.getStartMark().map(Mark::getLine).map(it -> ":" + (it + 1)).orElse("");
        String end = sentence.endsWith("?") ? "" : ".";
        return new StartProblem(StartProblem.MISTAKE, file + line + ": " + sentence + end);
    }
}
