package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Specifications that earlier versions stored are read as what they were, for ever. */
final class SpecVersionsTest {
    /** The text of version 1 as it was first written; it never changes. */
    @Test
    void theFirstVersionIsReadForEver() throws IOException {
        String stored = fixture("spec-version-1.json");

        JobSpec job = SpecText.read(stored);

        assertThat(job).isEqualTo(SpecTextTest.everything());
        assertThat(SpecText.write(job))
                .isEqualTo(stored.replace("{\"version\":1,", "{\"version\":5,"));
    }

    /** Version 2 adds limits of time and whether a task goes back to spot. */
    @Test
    void theSecondVersionIsReadForEver() throws IOException {
        String stored = fixture("spec-version-2.json");
        String yaml =
                SeedExamples.EVERYTHING.replace(
                                "strategy: failover", "strategy: failover, return_to_spot: no")
                        + "max_duration: 2d12h\nmax_wait: 90\n";

        JobSpec job = SpecTextTest.everything(yaml);

        assertThat(SpecText.read(stored)).isEqualTo(job);
        assertThat(SpecText.write(job))
                .isEqualTo(stored.replace("{\"version\":2,", "{\"version\":5,"));
        TaskSpec task = SpecText.read(stored).tasks().getFirst();
        assertThat(task.maxDuration()).contains(Duration.ofHours(60));
        assertThat(task.maxWait()).contains(Duration.ofMinutes(90));
        assertThat(task.recovery().returnToSpot()).isFalse();
    }

    /** Version 3 adds the stored files. */
    @Test
    void theThirdVersionIsReadForEver() throws IOException {
        String stored = fixture("spec-version-3.json");
        SortedMap<String, String> trees = new TreeMap<>();
        trees.put("/data/sets", "a".repeat(64));
        trees.put("/home/ada/\u00fc", "0123456789abcdef".repeat(4));

        JobSpec job = SpecTextTest.everything().with(trees);

        assertThat(SpecText.read(stored)).isEqualTo(job);
        assertThat(SpecText.write(job))
                .isEqualTo(stored.replace("{\"version\":3,", "{\"version\":5,"));
    }

    /** Version 4 adds where files are in object stores. */
    @Test
    void theFourthVersionIsReadForEver() throws IOException {
        String stored = fixture("spec-version-4.json");
        SortedMap<String, String> places = new TreeMap<>();
        places.put("/home/ada/src", "workdir");
        StoreUri bucket = StoreUri.ofBucket("azure", "account", "container");
        List<TaskSpec> tasks =
                SpecTextTest.everything().tasks().stream()
                        .map(
                                task ->
                                        task.withFileMounts(
                                                task.storages().stream()
                                                        .<FileMount>map(it -> it.at(bucket))
                                                        .toList()))
                        .toList();

        JobSpec job =
                SpecTextTest.everything()
                        .withTasks(tasks)
                        .with(new Staging(bucket.resolve("job-15891b25"), true, places));

        assertThat(SpecText.read(stored)).isEqualTo(job);
        assertThat(SpecText.write(job))
                .isEqualTo(stored.replace("{\"version\":4,", "{\"version\":5,"));
    }

    /** Version 5 adds who is told of changes. */
    @Test
    void theFifthVersionIsReadForEver() throws IOException {
        String stored = fixture("spec-version-5.json");
        JobSpec job =
                SpecTextTest.everything()
                        .withWebhooks(
                                List.of(
                                        new JobWebhook(
                                                URI.create("https://hooks.example:8443/a?b=%20"),
                                                "HOOK_KEY",
                                                List.of("SUCCEEDED", "FAILED"),
                                                Optional.of("ops")),
                                        new JobWebhook(
                                                URI.create("https://[::1]/"),
                                                "OTHER",
                                                List.of(),
                                                Optional.empty())));

        assertThat(SpecText.read(stored)).isEqualTo(job);
        assertThat(SpecText.write(job)).isEqualTo(stored);
    }

    private static String fixture(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(SpecVersionsTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
