package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Optional;

/** {@code max_duration} and {@code max_wait}: what they mean, and what they cannot mean. */
class TimeLimitsTest {
    @ParameterizedTest
    @CsvSource({
        "45s, PT45S",
        "30m, PT30M",
        "30, PT30M",
        "2h, PT2H",
        "2H, PT2H",
        "1d, PT24H",
        "1w, PT168H",
        "1h30m, PT1H30M",
        "1d2h3m4s, PT26H3M4S",
        "'\"90\"', PT90M",
        "60.0, PT1H",
        "3650d, PT87600H"
    })
    void isATime(String written, Duration meant) {
        TaskSpec task =
                TaskFiles.task(
                        "max_duration: %s\nmax_wait: %s\nrun: x".formatted(written, written));

        assertThat(task.maxDuration()).contains(meant);
        assertThat(task.maxWait()).contains(meant);
    }

    @Test
    void thereIsNoneUnlessItIsSaid() {
        TaskSpec task = TaskFiles.task("max_duration:\nrun: x");

        assertThat(task.maxDuration()).isEqualTo(Optional.empty());
        assertThat(task.maxWait()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "soon, soon",
        "1.5h, 1.5h",
        "1.5, 1.5",
        "30 m, 30 m",
        "m30, m30",
        "true, true",
        "[1h], [...]",
        "1y, 1y",
        "12345678901h, 12345678901h"
    })
    void whatIsNoTimeIsSaid(String written, String shown) {
        assertThat(TaskFiles.problems("run: x\nmax_wait: " + written))
                .containsExactly(
                        "t.yaml:2:11: max_wait: max_wait must be a time such as 45s, 30m, 2h, 1d or"
                                + " 1h30m, or a number of minutes. Got: "
                                + shown);
    }

    @ParameterizedTest
    @CsvSource({"0", "0m", "-5", "3651d", "100000000"})
    void whatIsNoLimitIsSaid(String written) {
        assertThat(TaskFiles.problems("run: x\nmax_duration: " + written))
                .containsExactly(
                        "t.yaml:2:15: max_duration: max_duration must be more than nothing and at"
                                + " most 3650 days. Got: "
                                + written);
    }

    @Test
    void anotherNameIsSuggested() {
        assertThat(TaskFiles.problems("run: x\nmax_durations: 1h"))
                .containsExactly(
                        "t.yaml:2:1: max_durations: Invalid task YAML: Instead of 'max_durations',"
                                + " did you mean 'max_duration'?");
    }

    @Test
    void returningToSpotIsABoolean() {
        assertThat(TaskFiles.problems("resources: {job_recovery: {return_to_spot: never}}\nrun: x"))
                .containsExactly(
                        "t.yaml:1:44: resources.job_recovery.return_to_spot: Invalid task YAML:"
                                + " 'never' is not of type 'boolean'. Check problematic field(s):"
                                + " $.resources.job_recovery.return_to_spot");
    }
}
