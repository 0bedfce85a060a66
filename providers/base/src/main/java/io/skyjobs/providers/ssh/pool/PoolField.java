package io.skyjobs.providers.ssh.pool;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value of a pool file with its place; whatever is wrong with it is one sentence with file, line
 * and field.
 *
 * @param file the file as people know it
 * @param path the way to the value, such as {@code lab.hosts[1].ip}
 */
record PoolField(String file, String path, Node node) {
    private static final Pattern GIB = Pattern.compile("(?i)(\\d+(?:\\.\\d+)?) ?(?:GI?B?)?");

    /** The complaint that the value is not what it must be. */
    IllegalArgumentException wrong(String wanted) {
        return complaint(
                " must be "
                        + wanted
                        + scalar().filter(it -> !it.isBlank())
                                .map(it -> ", got '" + it + "'")
                                .orElse("")
                        + ".");
    }

    /** A complaint about the value in other words. */
    IllegalArgumentException complaint(String words) {
        var line = node.getStartMark().map(Mark::getLine).map(at -> ":" + (at + 1)).orElse("");
        var what = path.isEmpty() ? "the file" : "'" + path + "'";
        return new IllegalArgumentException(file + line + ": " + what + words);
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    private Optional<String> scalar() {
        return node instanceof ScalarNode scalar
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    /** The values of a mapping by key, in their order. */
    Map<String, PoolField> entries() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("a mapping of keys to values");
        }
        var entries = new LinkedHashMap<String, PoolField>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new PoolField(file, path, tuple.getKeyNode())
                        .complaint(" has a key that is not a word.");
            }
            var inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            // A key is where people look for it; its value may be lines below.
            var value = new PoolField(file, inner, tuple.getValueNode());
            if (entries.putIfAbsent(key.getValue(), value) != null) {
                throw value.complaint(" is there twice: keep one of them.");
            }
        }
        return entries;
    }

    /** The values of a mapping that may have these keys only. */
    Map<String, PoolField> entries(List<String> known) {
        var entries = entries();
        entries.forEach(
                (key, value) -> {
                    if (!known.contains(key)) {
                        throw value.complaint(
                                " is not a field"
                                        + NearWord.of(key, known)
                                                .map(near -> ": did you mean '" + near + "'?")
                                                .orElse(": use " + String.join(", ", known) + "."));
                    }
                });
        return entries;
    }

    /** The values of a list. */
    List<PoolField> items() {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong("a list");
        }
        var items = new ArrayList<PoolField>();
        for (Node item : sequence.getValue()) {
            items.add(new PoolField(file, path + "[" + items.size() + "]", item));
        }
        return items;
    }

    /** The values of a list; a single value is a list of one. */
    List<PoolField> oneOrMore() {
        return node instanceof SequenceNode ? items() : List.of(this);
    }

    String text() {
        return scalar().map(String::strip)
                .filter(it -> !it.isEmpty())
                .orElseThrow(() -> wrong("a single value"));
    }

    /** A text in which blanks and control characters have no place. */
    String word(Pattern allowed, String wanted) {
        var text = text();
        if (!allowed.matcher(text).matches()) {
            throw wrong(wanted);
        }
        return text;
    }

    int whole(int least, int most) {
        var text = text();
        if (text.matches("\\d{1,9}")) {
            var value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw wrong("a whole number from " + least + " to " + most);
    }

    double positive() {
        var text = text();
        if (text.matches("\\d{1,9}(\\.\\d{1,6})?") && Double.parseDouble(text) > 0) {
            return Double.parseDouble(text);
        }
        throw wrong("a positive number");
    }

    double gib() {
        var matcher = GIB.matcher(text());
        if (matcher.matches() && Double.parseDouble(matcher.group(1)) > 0) {
            return Double.parseDouble(matcher.group(1));
        }
        throw wrong("memory in GiB, such as 64");
    }
}
