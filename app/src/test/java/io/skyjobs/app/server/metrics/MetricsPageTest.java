package io.skyjobs.app.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.GeneratedPage;
import io.skyjobs.app.server.Exposition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes {@code docs/metrics.md} from the metrics themselves and objects when the page in the tree
 * is another; {@code -Ddocs.fix=true} writes it.
 */
class MetricsPageTest {
    @TempDir Path directory;

    @Test
    void thePageListsEveryMetric() throws IOException {
        new GeneratedPage("metrics.md").mustBe(page(FullPage.text(directory)));
    }

    /** Units are base units, and names say them. */
    @Test
    void namesFollowTheCustomsOfPrometheus() {
        Map<String, String> types = types(FullPage.text(directory));
        assertThat(types)
                .allSatisfy(
                        (name, type) -> {
                            assertThat(name).matches("(skyjobs|jvm|process)_[a-z_]+");
                            assertThat(name)
                                    .doesNotContain("milli", "micro", "minutes", "kilo", "mib");
                            if (type.equals("counter")) {
                                assertThat(name).endsWith("_total");
                            }
                            if (name.contains("duration") || name.contains("age")) {
                                assertThat(name).matches(".*_seconds|.*usage.*|.*storage.*");
                            }
                        });
    }

    private static Map<String, String> types(String text) {
        Map<String, String> types = new TreeMap<>();
        text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1))
                .forEach(words -> types.put(words[2], words[3]));
        return types;
    }

    private static String page(String text) {
        Map<String, String> helps = new TreeMap<>();
        text.lines()
                .filter(line -> line.startsWith("# HELP "))
                .map(line -> line.split(" ", 4))
                .forEach(words -> helps.put(words[2], words[3]));
        Map<String, Set<String>> labels = new TreeMap<>();
        for (Exposition.Sample sample : Exposition.of(text).samples()) {
            String family = sample.name();
            if (!helps.containsKey(family)) {
                family = family.replaceAll("_(bucket|count|sum)$", "");
            }
            Set<String> names = labels.computeIfAbsent(family, none -> new TreeSet<>());
            names.addAll(sample.labels().keySet());
            names.remove("le");
        }
        StringBuilder page = new StringBuilder(HEAD);
        types(text)
                .forEach(
                        (name, type) -> {
                            if (name.startsWith("skyjobs_")) {
                                page.append(
                                        "| `%s` | %s | %s | %s |%n"
                                                .formatted(
                                                        name,
                                                        type,
                                                        String.join(
                                                                ", ",
                                                                labels.getOrDefault(
                                                                        name, Set.of())),
                                                        GeneratedPage.cell(
                                                                helps.getOrDefault(name, ""))));
                            }
                        });
        return page.toString();
    }

    private static final String HEAD =
            """
            # Metrics

            Made from the code by a test; `-Ddocs.fix=true` writes it anew. How to gather them is in the user guide.

            The server shows these at `/metrics`, in the text format of Prometheus or as OpenMetrics, and beside them those of the
            JVM (`jvm_memory_*`, `jvm_gc_*`, `jvm_threads_*`) and of the process (`process_*`). Counters begin at 0 when the server
            starts. Causes and outcomes are the reason codes of `docs/errors.md`. A witness is `report` (the run's own exit report),
            `provider`, `node` (it has no such run), `nobody` (silent for as long as it may be) or `controller` (a limit of time, or
            trouble with its buckets or its machine's programs).

            | name | type | labels | what it is |
            |---|---|---|---|
            """;
}
