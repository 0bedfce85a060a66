package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of metrics, read as strictly as its format is written: each line is a comment, or a name
 * with labels and a number; every series is there once, after the type of its family.
 */
public final class Exposition {
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)( \\d+)?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\n\"])*)\"(?:,|$)");

    /**
     * One line.
     *
     * @param value its number
     */
    public record Sample(String name, Map<String, String> labels, double value) {}

    private final String text;
    private final List<Sample> samples = new ArrayList<>();

    private Exposition(String text) {
        this.text = text;
    }

    /** Reads a page. */
    public static Exposition of(String text) {
        Exposition page = new Exposition(text);
        TreeSet<String> typed = new TreeSet<>();
        TreeSet<String> series = new TreeSet<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                typed.add(line.split(" ", -1)[2]);
            } else if (!line.startsWith("# HELP ") && !line.equals("# EOF")) {
                Matcher match = SAMPLE.matcher(line);
                assertThat(match.matches()).as("a sample: %s", line).isTrue();
                Map<String, String> labels = labels(match.group(2) == null ? "" : match.group(2));
                assertThat(series.add(match.group(1) + labels)).as("once: %s", line).isTrue();
                String family = match.group(1).replaceAll("_(bucket|count|sum|total|created)$", "");
                assertThat(
                                typed.contains(family)
                                        || typed.contains(match.group(1))
                                        || typed.contains(family + "_total"))
                        .as("typed: %s", line)
                        .isTrue();
                page.samples.add(new Sample(match.group(1), labels, number(match.group(3))));
            }
        }
        return page;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher match = LABEL.matcher(text);
        int end = 0;
        while (match.lookingAt()) {
            labels.put(match.group(1), match.group(2));
            end = match.end();
            match.region(end, text.length());
        }
        assertThat(end).as("labels: %s", text).isEqualTo(text.length());
        return labels;
    }

    /** The page as it came. */
    public String text() {
        return text;
    }

    /** All lines that are no comments. */
    public List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Names of all samples. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        samples.forEach(sample -> names.add(sample.name()));
        return names;
    }

    /** The sum of all samples of a name with these labels; 0 when there is none. */
    public double value(String name, String... labels) {
        double sum = 0;
        for (Sample sample : samples) {
            boolean fits = sample.name().equals(name);
            for (int i = 0; i < labels.length; i += 2) {
                fits &= labels[i + 1].equals(sample.labels().get(labels[i]));
            }
            sum += fits ? sample.value() : 0;
        }
        return sum;
    }
}
