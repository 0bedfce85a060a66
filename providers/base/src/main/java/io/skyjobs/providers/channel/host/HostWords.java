package io.skyjobs.providers.channel.host;

import io.skyjobs.providers.channel.RunDirectory;
import io.skyjobs.providers.channel.host.HostFacts.Gpu;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.RunView;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How things are written in requests and answers. What is no such text is an {@link IOException}.
 */
final class HostWords {
    private static final String NOTHING = "-";

    /** So that a line of a bundle stays short even where each byte needs five characters. */
    private static final int BYTES_PER_LINE = 700;

    private HostWords() {}

    /** GPUs as {@code INDEX:THOUSANDTHS,...}. */
    static String gpus(Map<Integer, Integer> gpus) {
        return gpus.isEmpty()
                ? NOTHING
                : new TreeMap<>(gpus)
                        .entrySet().stream()
                                .map(gpu -> gpu.getKey() + ":" + gpu.getValue())
                                .collect(Collectors.joining(","));
    }

    private static Map<Integer, Integer> gpus(String text) {
        var gpus = new HashMap<Integer, Integer>();
        if (!text.equals(NOTHING)) {
            for (var gpu : text.split(",", -1)) {
                var parts = gpu.split(":", 2);
                gpus.merge(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]), Integer::sum);
            }
        }
        return gpus;
    }

    /**
     * A file as lines {@code NAME TEXT}, where the text is in the escapes of {@code printf %b}.
     *
     * @return at least one line
     */
    static List<String> file(String name, String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        var lines = new ArrayList<String>();
        for (var from = 0; from == 0 || from < bytes.length; from += BYTES_PER_LINE) {
            var line = new StringBuilder(name).append(' ');
            var end = Math.min(bytes.length, from + BYTES_PER_LINE);
            for (var at = from; at < end; at++) {
                escape(bytes[at] & 0xff, line);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static void escape(int value, StringBuilder line) {
        if (value == '\n') {
            line.append("\\n");
        } else if (value >= ' ' && value <= '~' && value != '\\') {
            line.append((char) value);
        } else {
            line.append(String.format("\\0%03o", value));
        }
    }

    static HostFacts facts(HostReply reply) throws IOException {
        var gpus = new ArrayList<Gpu>();
        var claims = new ArrayList<Claim>();
        var tools = new ArrayList<String>();
        for (var part : reply.parts()) {
            var words = part.split(" ", -1);
            switch (words[0]) {
                case "tool" -> tools.add(word(words, 1));
                case "claim" -> claims.add(claim(words));
                case "gpu" -> {
                    var named = part.split(" ", 4);
                    gpus.add(
                            new Gpu(
                                    (int) number(named, 1),
                                    named.length > 3 ? named[3] : "GPU",
                                    number(named, 2)));
                }
                default -> throw unknown(part);
            }
        }
        var words = reply.text().split(" ", -1);
        return new HostFacts(
                word(words, 4),
                word(words, 3),
                (int) number(words, 0),
                number(words, 1),
                number(words, 2),
                gpus,
                claims,
                tools,
                word(words, 5).equals(NOTHING) ? "" : word(words, 5));
    }

    private static Claim claim(String[] words) throws IOException {
        try {
            return new Claim(
                    new ClusterName(word(words, 1)),
                    (int) number(words, 2),
                    word(words, 3),
                    number(words, 4),
                    number(words, 5),
                    number(words, 6),
                    gpus(word(words, 7)));
        } catch (IllegalArgumentException otherText) {
            throw new IOException("it names a claim that is none", otherText);
        }
    }

    /** The nodes of an answer. */
    static List<HostNode> nodes(HostReply reply) throws IOException {
        var nodes = new ArrayList<HostNode>();
        for (var part : reply.parts()) {
            var words = part.split(" ", 8);
            try {
                nodes.add(
                        new HostNode(
                                new ClusterName(word(words, 1)),
                                (int) number(words, 2),
                                known(word(words, 3)),
                                number(words, 4),
                                known(word(words, 5)),
                                HostNode.Stage.valueOf(word(words, 6)),
                                word(words, 7)));
            } catch (IllegalArgumentException otherText) {
                throw new IOException("it names a node that is none", otherText);
            }
        }
        return nodes;
    }

    private static String known(String word) {
        return word.equals(NOTHING) ? "" : word;
    }

    /** How a run stands, from what the host read of its files, in that order. */
    static RunView view(String text) throws IOException {
        var files = new HashMap<String, String>();
        for (var file : text.split("\\|", -1)) {
            var equals = file.indexOf('=');
            if (equals > 0) {
                files.put(file.substring(0, equals), file.substring(equals + 1));
            }
        }
        var alive = "1".equals(files.get("alive"));
        var reports = new ArrayList<String>(List.of(RunDirectory.ENDED, "late"));
        return RunDirectory.view(
                name ->
                        Optional.ofNullable(
                                files.get(
                                        name.equals(RunDirectory.ENDED) && !reports.isEmpty()
                                                ? reports.removeFirst()
                                                : name)),
                process -> alive);
    }

    private static String word(String[] words, int index) throws IOException {
        if (index >= words.length) {
            throw unknown(String.join(" ", words));
        }
        return words[index];
    }

    private static long number(String[] words, int index) throws IOException {
        try {
            return Long.parseLong(word(words, index));
        } catch (NumberFormatException otherText) {
            throw new IOException("it says '" + words[index] + "' for a number", otherText);
        }
    }

    private static IOException unknown(String text) {
        return new IOException("it says '" + text + "', which is no answer");
    }
}
