package io.skyjobs.app.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.avaje.jsonb.Jsonb;
import io.skyjobs.app.server.Exposition;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dashboard for Grafana asks for nothing that the server does not show. */
class GrafanaTest {
    private static final Path FILE = Path.of("..", "docs", "grafana", "skyjobs.json");
    private static final Pattern METRIC = Pattern.compile("\\b(?:skyjobs|jvm|process)_[a-z_]+\\b");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*=~?\\s*\"");
    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");

    /** Given by Prometheus itself. */
    private static final Set<String> GIVEN = Set.of("instance", "job");

    @TempDir Path directory;

    @Test
    void everyMetricAndLabelThatItNamesIsShown() throws IOException {
        Exposition page = FullPage.page(directory);
        Map<String, Set<String>> labels = new HashMap<>();
        for (Exposition.Sample sample : page.samples()) {
            labels.computeIfAbsent(sample.name(), none -> new TreeSet<>(GIVEN))
                    .addAll(sample.labels().keySet());
        }
        List<String> expressions = new ArrayList<>();
        collect(dashboard(), expressions);
        assertThat(expressions).hasSizeGreaterThan(30);
        for (String expression : expressions) {
            Matcher metric = METRIC.matcher(expression);
            Set<String> all = new TreeSet<>(GIVEN);
            assertThat(metric.find()).as(expression).isTrue();
            do {
                assertThat(labels).as(expression).containsKey(metric.group());
                all.addAll(labels.getOrDefault(metric.group(), Set.of()));
            } while (metric.find());
            Matcher selector = SELECTOR.matcher(expression);
            while (selector.find()) {
                Matcher label = LABEL.matcher(selector.group(2));
                while (label.find()) {
                    assertThat(labels.get(selector.group(1)))
                            .as(expression)
                            .contains(label.group(1));
                }
            }
            Matcher by = BY.matcher(expression);
            while (by.find()) {
                assertThat(all).as(expression).contains(by.group(1).split(", "));
            }
        }
    }

    /** What is worth counting is worth seeing. */
    @Test
    void everyMetricOfOursIsOnIt() throws IOException {
        String text = Files.readString(FILE);
        Set<String> families = new TreeSet<>();
        for (String name : FullPage.page(directory).names()) {
            if (name.startsWith("skyjobs_")) {
                families.add(name.replaceAll("_(bucket|count|sum)$", ""));
            }
        }
        assertThat(families).hasSizeGreaterThan(20).allSatisfy(it -> assertThat(text).contains(it));
    }

    @Test
    void everyPanelHasAnIdOfItsOwnAndSaysWhatItShows() throws IOException {
        Set<Object> ids = new TreeSet<>();
        for (Object panel : list(dashboard().get("panels"))) {
            Map<?, ?> fields = map(panel);
            assertThat(ids.add(String.valueOf(fields.get("id")))).isTrue();
            if (!"row".equals(fields.get("type"))) {
                assertThat(String.valueOf(fields.get("description"))).endsWith(".");
            }
        }
        assertThat(ids).isNotEmpty();
    }

    private static void collect(@Nullable Object node, List<String> expressions) {
        if (node instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> field : map.entrySet()) {
                if ("expr".equals(field.getKey())) {
                    expressions.add(String.valueOf(field.getValue()));
                } else {
                    collect(field.getValue(), expressions);
                }
            }
        } else {
            list(node).forEach(each -> collect(each, expressions));
        }
    }

    private static Map<?, ?> dashboard() throws IOException {
        return map(Jsonb.builder().build().type(Object.class).fromJson(Files.readString(FILE)));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
