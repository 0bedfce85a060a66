package io.skyjobs.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.StorageState.None;
import io.skyjobs.core.job.StorageState.Preparing;
import io.skyjobs.core.job.StorageState.Ready;
import io.skyjobs.core.job.StorageState.Removed;
import io.skyjobs.core.job.StorageState.Removing;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The states of what a job has in object stores, as {@link StorageMachine} goes through them. */
final class StoragePage {
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final Reason TROUBLE = Reason.of(ReasonCode.STORAGE);

    private StoragePage() {}

    private static Map<String, StorageState> states() {
        List<StoreUri> buckets = List.of(StoreUri.ofBucket("s3", "", "bucket"));
        Map<String, StorageState> states = new LinkedHashMap<>();
        states.put("None", new None());
        states.put("Preparing (buckets to look at)", preparing(Optional.empty()));
        states.put("Preparing (buckets to make)", preparing(Optional.of(buckets)));
        states.put("Ready", new Ready(true));
        states.put("Removing", new Removing(Optional.empty()));
        states.put("Removing (in trouble)", new Removing(Optional.of(TROUBLE)));
        states.put("Removed", new Removed());
        return states;
    }

    private static StorageState preparing(Optional<List<StoreUri>> planned) {
        return new Preparing(planned, Reason.of(ReasonCode.PREPARING), AT);
    }

    private static List<JobEvent.OfStorage> events() {
        return List.of(
                new JobEvent.BucketsPlanned(AT, List.of()),
                new JobEvent.StorageReady(AT, true, 1, 1, Duration.ofSeconds(1), ""),
                new JobEvent.StorageTroubled(AT, TROUBLE, AT),
                new JobEvent.StorageUnneeded(AT),
                new JobEvent.StorageRemoved(AT, List.of()));
    }

    /** Appends the section; objects when a kind of state or event is missing in it. */
    static void append(StringBuilder text) {
        Map<String, StorageState> states = states();
        assertThat(kinds(states.values().stream())).isEqualTo(kinds(StorageState.class));
        assertThat(kinds(events().stream())).isEqualTo(kinds(JobEvent.OfStorage.class));
        text.append("\n# States of a job's files and buckets\n\n");
        text.append("Made from `StorageMachine`. A task is launched only where it may start.\n\n");
        text.append(
                """
                | state | tasks may start | event | next state | tasks may start |
                |---|---|---|---|---|
                """);
        states.forEach((name, state) -> events().forEach(event -> row(text, name, state, event)));
        text.append("\nWhatever is not listed is refused. `None` is a job without any.\n");
    }

    private static void row(
            StringBuilder text, String name, StorageState state, JobEvent.OfStorage event) {
        try {
            StorageState next = StorageMachine.next(state, event);
            text.append(
                    "| %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    name,
                                    word(state),
                                    event.getClass().getSimpleName(),
                                    shown(next),
                                    word(next)));
        } catch (JobStateMachine.IllegalTransition refused) {
            // Not a row: the page lists what is possible.
        }
    }

    private static String shown(StorageState state) {
        return switch (state) {
            case Preparing preparing when preparing.planned().isEmpty() ->
                    "Preparing (buckets to look at)";
            case Preparing preparing -> "Preparing (buckets to make)";
            case Removing removing when removing.trouble().isPresent() -> "Removing (in trouble)";
            case None none -> "None";
            case Ready ready -> "Ready";
            case Removing removing -> "Removing";
            case Removed removed -> "Removed";
        };
    }

    private static String word(StorageState state) {
        return state.isReady() ? "yes" : "no";
    }

    private static Set<String> kinds(Stream<?> objects) {
        return objects.map(it -> it.getClass().getSimpleName()).collect(Collectors.toSet());
    }

    private static Set<String> kinds(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
    }
}
