package io.skyjobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.bench.BenchOptions.UsageProblem;
import io.skyjobs.core.controller.ControllerSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** That the benchmark measures what it says; how fast anything is, is asserted nowhere. */
class BenchTest {
    private static final int LAUNCHING =
            ControllerSettings.standard(Runtime.getRuntime().availableProcessors()).maxLaunching();

    @Test
    void measuresWithFewJobsAndLeavesNothingBehind(@TempDir Path directory) throws Exception {
        BenchOptions options =
                new BenchOptions(
                        List.of(50),
                        50,
                        0,
                        Duration.ofSeconds(1),
                        Optional.empty(),
                        Optional.of(directory));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Report report = Bench.run(options, new PrintStream(text, true, StandardCharsets.UTF_8));

        assertThat(value(report, "running after a restart 50 running")).isEqualTo(50);
        assertThat(value(report, "relaunched or ended by a restart 50 running")).isZero();
        assertThat(value(report, "others that were touched, single 50")).isZero();
        assertThat(value(report, "lost machines that are left, single 50")).isZero();
        for (String storm : List.of("limit " + LAUNCHING, "limit 256")) {
            assertThat(value(report, "others that were touched, storm of 5, " + storm)).isZero();
            assertThat(value(report, "lost that do not run in attempt 2, storm of 5, " + storm))
                    .isZero();
            assertThat(value(report, "lost machines that are left, storm of 5, " + storm)).isZero();
            assertThat(value(report, "terminations of machines not lost, storm of 5, " + storm))
                    .isZero();
            assertThat(value(report, "creates, storm of 5, " + storm)).isEqualTo(1);
        }
        assertThat(report.figures())
                .filteredOn(figure -> figure.unit().endsWith("/s") || figure.unit().equals("ms"))
                .hasSizeGreaterThan(15)
                .allSatisfy(figure -> assertThat(figure.value()).as(figure.name()).isPositive());
        assertThat(report.figures()).extracting(Figure::name).doesNotHaveDuplicates();
        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("FIGURE")
                .contains(report.figures().getLast().name());
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private static double value(Report report, String name) {
        return report.figures().stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void holdsFiguresAgainstTheirBudgets() {
        Report report = new Report(new PrintStream(new ByteArrayOutputStream(), true));
        report.add(Figure.of("kept", 3, "ms").over(1.5, "commit").atMost(3));
        report.add(Figure.of("a \"slow\" one", 3.5, "ms").atMost(3));
        report.add(Figure.of("too few", 2, "jobs/s").atLeast(3));

        assertThat(report.missed())
                .extracting(Figure::name)
                .containsExactly("a \"slow\" one", "too few");
        assertThat(report.json())
                .isEqualTo(
                        """
                        {
                          "figures": [
                            {"name": "kept", "value": 3.0, "unit": "ms", "ratio": 2.0, "ratio_of": "commit", "at_most": 3.0, "kept": true},
                            {"name": "a \\"slow\\" one", "value": 3.5, "unit": "ms", "at_most": 3.0, "kept": false},
                            {"name": "too few", "value": 2.0, "unit": "jobs/s", "at_least": 3.0, "kept": false}
                          ]
                        }
                        """);
    }

    @Test
    void percentilesAreThoseOfTheSortedDurations() {
        List<Long> nanos =
                Stream.iterate(100L, it -> it - 1).limit(100).map(it -> it * 1_000_000).toList();
        Latencies latencies = new Latencies(nanos);

        assertThat(latencies.count()).isEqualTo(100);
        assertThat(latencies.millis(0.5)).isEqualTo(50);
        assertThat(latencies.millis(0.99)).isEqualTo(99);
        assertThat(latencies.millis(1)).isEqualTo(100);
    }

    @Test
    void readsItsOptions() throws UsageProblem {
        BenchOptions options =
                BenchOptions.parse(
                        List.of(
                                "--jobs",
                                "20,10",
                                "--recovery",
                                "30",
                                "--stored",
                                "0",
                                "--seconds",
                                "2",
                                "-o",
                                "f"));

        assertThat(options)
                .isEqualTo(
                        new BenchOptions(
                                List.of(10, 20),
                                30,
                                0,
                                Duration.ofSeconds(2),
                                Optional.of(Path.of("f")),
                                Optional.empty()));
        assertThat(BenchOptions.parse(List.of("--jobs", "none")).scales()).isEmpty();
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--jobs", "0")))
                .isInstanceOf(UsageProblem.class)
                .hasMessage("Option '--jobs' needs a number from 1, not '0'.");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--jobs")))
                .isInstanceOf(UsageProblem.class)
                .hasMessage("Option '--jobs' needs a value.");
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--fast")))
                .isInstanceOf(UsageProblem.class)
                .hasMessage("There is no option '--fast'.");
    }
}
