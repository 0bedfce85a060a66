package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.core.cluster.ClusterOwner;
import io.skyjobs.core.cluster.ClusterRecord;
import io.skyjobs.core.cluster.ClusterState;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.core.job.TaskState;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * States, events, attempts and clusters as text: read back equal, and the texts of every version so
 * far, kept as resources, are read as what they were. A line of them is never changed.
 */
final class StoredTextTest {
    private static List<String> lines(String name) {
        return lines("v1", name);
    }

    private static List<String> lines(String version, String name) {
        String path = version + "/" + name;
        try (InputStream in = StoredTextTest.class.getResourceAsStream(path)) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static ManagedJob readState(String text) {
        return StateText.read(1, 1, SampleJobs.START, text);
    }

    @Test
    void statesOfVersionOneAreReadAsWhatTheyWere() {
        List<String> lines = lines("states.jsonl");
        List<ManagedJob> states = EveryKind.states().stream().map(StoredTextTest::job).toList();
        assertThat(lines.stream().map(StoredTextTest::readState)).isEqualTo(states);
        assertThat(states.stream().map(StateText::write)).isEqualTo(lines);
    }

    static ManagedJob job(TaskState state) {
        return new ManagedJob(
                1,
                1,
                SampleJobs.START,
                List.of(state),
                state instanceof TaskState.Finishing
                        ? Optional.of(new ManagedJob.Cancel(SampleJobs.at(5), "ada"))
                        : Optional.empty());
    }

    @Test
    void eventsOfVersionOneAreReadAsWhatTheyWere() {
        List<String> lines = lines("events.jsonl");
        assertThat(lines.stream().map(EventText::read)).isEqualTo(EveryKind.events());
        assertThat(EveryKind.events().stream().map(EventText::write)).isEqualTo(lines);
    }

    @Test
    void whatCameWithVersionTwoIsReadAsWhatItWas() {
        List<ManagedJob> states =
                EveryKind.laterStates().stream().map(StoredTextTest::job).toList();
        List<String> stateLines = lines("v2", "states.jsonl");
        assertThat(stateLines.stream().map(StoredTextTest::readState)).isEqualTo(states);
        assertThat(states.stream().map(StateText::write)).isEqualTo(stateLines);
        List<String> eventLines = lines("v2", "events.jsonl");
        assertThat(eventLines.stream().map(EventText::read)).isEqualTo(EveryKind.laterEvents());
        assertThat(EveryKind.laterEvents().stream().map(EventText::write)).isEqualTo(eventLines);
    }

    @Test
    void whatCameWithVersionThreeIsReadAsWhatItWas() {
        List<String> lines = lines("v3", "events.jsonl");
        assertThat(lines.stream().map(EventText::read)).isEqualTo(EveryKind.newestEvents());
        assertThat(EveryKind.newestEvents().stream().map(EventText::write)).isEqualTo(lines);
    }

    @Test
    void whatCameWithTracesIsReadAsWhatItWas() {
        List<String> lines = lines("v5", "events.jsonl");
        assertThat(lines.stream().map(EventText::read)).isEqualTo(EveryKind.tracedEvents());
        assertThat(EveryKind.tracedEvents().stream().map(EventText::write)).isEqualTo(lines);
    }

    @Test
    void whatCameWithVersionFourIsReadAsWhatItWas() {
        List<ManagedJob> states = EveryKind.storages().stream().map(StoredTextTest::job).toList();
        List<String> stateLines = lines("v4", "states.jsonl");
        assertThat(stateLines.stream().map(StoredTextTest::readState)).isEqualTo(states);
        assertThat(states.stream().map(StateText::write)).isEqualTo(stateLines);
        List<String> eventLines = lines("v4", "events.jsonl");
        assertThat(eventLines.stream().map(EventText::read)).isEqualTo(EveryKind.storageEvents());
        assertThat(EveryKind.storageEvents().stream().map(EventText::write)).isEqualTo(eventLines);
        List<String> bucketLines = lines("v4", "buckets.jsonl");
        assertThat(bucketLines.stream().map(StorageText::bucket)).isEqualTo(EveryKind.buckets());
        assertThat(EveryKind.buckets().stream().map(StorageText::write)).isEqualTo(bucketLines);
    }

    private static ManagedJob job(StorageState storage) {
        return new ManagedJob(1, 1, SampleJobs.START, List.of(), Optional.empty(), storage);
    }

    @Test
    void clustersOfVersionOneAreReadAsWhatTheyWere() {
        List<String> lines = lines("clusters.jsonl");
        assertThat(lines.stream().map(ClusterText::read)).isEqualTo(EveryKind.clusters());
        assertThat(EveryKind.clusters().stream().map(ClusterText::write)).isEqualTo(lines);
    }

    @Test
    void attemptsOfVersionOneAreReadAsWhatTheyWere() {
        List<String> lines = lines("attempts.jsonl");
        assertThat(lines.stream().map(PlaceText::attempt)).isEqualTo(EveryKind.attempts());
        assertThat(EveryKind.attempts().stream().map(PlaceText::text)).isEqualTo(lines);
    }

    @Test
    void everyKindHasASample() {
        assertThat(kinds(EveryKind.states().stream())).isEqualTo(leaves(TaskState.class));
        assertThat(
                        kinds(
                                Stream.of(
                                                EveryKind.events(),
                                                EveryKind.laterEvents(),
                                                EveryKind.newestEvents(),
                                                EveryKind.storageEvents())
                                        .flatMap(List::stream)))
                .isEqualTo(leaves(JobEvent.class));
        assertThat(kinds(EveryKind.storages().stream())).isEqualTo(leaves(StorageState.class));
        assertThat(kinds(EveryKind.buckets().stream().map(BucketRecord::state)))
                .isEqualTo(leaves(BucketState.class));
        assertThat(kinds(EveryKind.clusters().stream().map(ClusterRecord::state)))
                .isEqualTo(leaves(ClusterState.class));
        assertThat(kinds(EveryKind.clusters().stream().map(ClusterRecord::owner)))
                .isEqualTo(leaves(ClusterOwner.class));
        assertThat(EveryKind.events().stream().map(EventText::tag)).doesNotHaveDuplicates();
    }

    private static Set<Class<?>> kinds(Stream<?> values) {
        return values.map(Object::getClass).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Class<?>> leaves(Class<?> sealed) {
        List<Class<?>> leaves = new ArrayList<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                leaves.addAll(leaves(permitted));
            } else if (permitted.isRecord()) {
                leaves.add(permitted);
            }
        }
        return Set.copyOf(leaves);
    }

    @Test
    void unknownFieldsAreTolerated() {
        assertThat(
                        EventText.read(
                                "{\"v\":1,\"kind\":\"run_started\",\"at\":\"2026-11-25T08:00:00Z\","
                                        + "\"attempt\":2,\"new\":{\"a\":[1,{}]}}"))
                .isEqualTo(new JobEvent.RunStarted(Instant.parse("2026-11-25T08:00:00Z"), 2));
    }

    @Test
    void whatIsNotKnownIsRefusedInOneSentence() {
        assertRefused(
                "{\"v\":1,\"kind\":\"teleported\",\"at\":\"2026-11-25T08:00:00Z\"}",
                "The stored event has kind 'teleported', which this version of Skyjobs does not"
                        + " know; install the version that wrote it.");
        assertRefused(
                "{\"v\":2,\"kind\":\"run_started\"}",
                "The stored event has format 2, and this version of Skyjobs knows formats up to 1;"
                        + " install the version that wrote it.");
        assertRefused(
                "{\"v\":1,\"kind\":\"task_failed\",\"at\":\"2026-11-25T08:00:00Z\","
                        + "\"reason\":{\"code\":\"MOOD\",\"sentence\":\"\"}}",
                "The stored event has code 'MOOD', which this version of Skyjobs does not know;"
                        + " install the version that wrote it.");
        assertRefused(
                "{\"v\":1,\"kind\":\"run_started\",\"at\":\"yesterday\"}",
                "The stored event has something else than it should in 'at'; restore the store from"
                        + " a backup.");
        assertRefused(
                "{\"v\":1,\"kind\":\"cancel_requested\",\"at\":\"2026-11-25T08:00:00Z\"}",
                "The stored event lacks 'by'; restore the store from a backup.");
        assertRefused(
                "{\"v\":1,\"kind\":7}",
                "The stored event has something else than it should in 'kind'; restore the store"
                        + " from a backup.",
                "{\"v\":1,\"kind\":7,\"at\":\"2026-11-25T08:00:00Z\"}");
        assertRefused(
                "{\"v\":1",
                "The stored event is damaged: expected more text at character 7. Restore the store"
                        + " from a backup.");
    }

    private static void assertRefused(String text, String sentence) {
        assertRefused(text, sentence, text);
    }

    private static void assertRefused(String label, String sentence, String text) {
        assertThatThrownBy(() -> EventText.read(text))
                .as(label)
                .isInstanceOf(StoreException.class)
                .hasMessage(sentence);
    }

    @Test
    void aClusterNameThatCannotBeIsRefusedInOneSentence() {
        String text =
                ClusterText.write(EveryKind.clusters().getFirst())
                        .replace("train-1-0-1-abc123", "Not A Name");
        assertThatThrownBy(() -> ClusterText.read(text))
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "The stored cluster is not possible: not a cluster name: 'Not A Name'."
                                + " Restore the store from a backup.");
    }
}
