package io.skyjobs.providers.sim.scenario;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value of a scenario file with its place; whatever is wrong with it is one sentence with file,
 * line and field.
 *
 * @param file the file as people know it
 * @param field the way to the value, such as {@code clouds.aws.provision}
 */
record Setting(String file, String field, Node node) {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Map<String, Long> UNITS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    /** The complaint that the value is not what it must be. */
    IllegalArgumentException wrong(String wanted) {
        return complaint(" must be " + wanted + shown() + ".");
    }

    /** A complaint about the value in other words. */
    IllegalArgumentException complaint(String sentence) {
        var line = node.getStartMark().map(Mark::getLine).map(at -> ":" + (at + 1)).orElse("");
        var what = field.isEmpty() ? "the file" : "'" + field + "'";
        return new IllegalArgumentException(file + line + ": " + what + sentence);
    }

    private String shown() {
        return node instanceof ScalarNode scalar && !scalar.getValue().isBlank()
                ? ", got '" + scalar.getValue() + "'"
                : "";
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** The values of a mapping by key, in their order. */
    Map<String, Setting> entries() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("a mapping of keys to values");
        }
        var entries = new LinkedHashMap<String, Setting>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new Setting(file, field, tuple.getKeyNode())
                        .complaint(" has a key that is not a word.");
            }
            var path = field.isEmpty() ? key.getValue() : field + "." + key.getValue();
            var value = new Setting(file, path, tuple.getValueNode());
            if (entries.putIfAbsent(key.getValue(), value) != null) {
                throw value.complaint(" is there twice: keep one of them.");
            }
        }
        return entries;
    }

    /** The values of a mapping that may have these keys only. */
    Map<String, Setting> entries(List<String> known) {
        var entries = entries();
        for (var entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw entry.getValue()
                        .complaint(" is not a setting: use " + String.join(", ", known) + ".");
            }
        }
        return entries;
    }

    /** The values of a list; a single value is a list of one. */
    List<Setting> items() {
        if (!(node instanceof SequenceNode sequence)) {
            return List.of(this);
        }
        var items = new ArrayList<Setting>();
        for (Node item : sequence.getValue()) {
            items.add(new Setting(file, field + "[" + items.size() + "]", item));
        }
        return items;
    }

    String text() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        throw wrong("a single value");
    }

    /** One of these words. */
    String oneOf(String... words) {
        if (node instanceof ScalarNode scalar && List.of(words).contains(scalar.getValue())) {
            return scalar.getValue();
        }
        throw wrong(String.join(" or ", words));
    }

    int count(int least) {
        try {
            var value = Integer.parseInt(text().replace("_", ""));
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // The sentence below is the answer to that too.
        }
        throw wrong("a whole number of at least " + least);
    }

    double number(double least, double most, String wanted) {
        try {
            var value = Double.parseDouble(text());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // The sentence below is the answer to that too.
        }
        throw wrong(wanted);
    }

    double chance() {
        return number(0, 1, "a chance from 0 to 1");
    }

    long whole() {
        try {
            return Long.parseLong(text().replace("_", ""));
        } catch (NumberFormatException notANumber) {
            throw wrong("a whole number");
        }
    }

    Duration duration() {
        return duration(text()).orElseThrow(() -> wrong("a duration such as 500ms, 30s or 1h30m"));
    }

    Span span() {
        var text = text();
        var dots = text.indexOf("..");
        if (dots < 0) {
            var length = duration();
            return new Span(length, length);
        }
        var least = duration(text.substring(0, dots));
        var most = duration(text.substring(dots + 2));
        if (least.isEmpty() || most.isEmpty() || least.get().compareTo(most.get()) > 0) {
            throw wrong("a duration such as 30s or a range such as 10s..40s");
        }
        return new Span(least.get(), most.get());
    }

    private static Optional<Duration> duration(String text) {
        var trimmed = text.strip();
        if (trimmed.matches("\\d{1,9}(\\.\\d{1,3})?")) {
            return Optional.of(Duration.ofMillis((long) (Double.parseDouble(trimmed) * 1_000)));
        }
        var matcher = PART.matcher(trimmed);
        var end = 0;
        var millis = 0.0;
        while (matcher.find() && matcher.start() == end) {
            millis +=
                    Double.parseDouble(matcher.group(1)) * UNITS.getOrDefault(matcher.group(2), 0L);
            end = matcher.end();
        }
        return end == 0 || end < trimmed.length() || millis > Window.FOREVER.toMillis()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) millis));
    }
}
