package io.skyjobs.app.server.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.core.controller.Telemetry.Launch;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.spi.ClusterName;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a stored launch looks like as spans. */
class LaunchTreeTest {
    private static final Instant SUBMITTED = MemoryPlane.NOW;
    private static final Reason FULL = Reason.of(ReasonCode.CAPACITY, "There is no room.");

    private static Instant at(int second) {
        return SUBMITTED.plusSeconds(second);
    }

    private static Optional<Instant> on(int second) {
        return second < 0 ? Optional.empty() : Optional.of(at(second));
    }

    /** Seconds after the submit; -1 for what did not come. */
    private static Attempt attempt(int number, Optional<Reason> end, int... seconds) {
        return new Attempt(
                number,
                ClusterName.ofAttempt("train", 1, 0, number, "abcdef"),
                MemoryPlane.OFFER,
                0,
                2,
                List.of(),
                new Attempt.Times(
                        at(seconds[0]),
                        on(seconds[1]),
                        on(seconds[2]),
                        on(seconds[3]),
                        on(seconds[4]),
                        on(seconds[5])),
                end);
    }

    private static LaunchSpan tree(Attempt attempt, Optional<Attempt> before, JobEvent... events) {
        JobHeader header =
                new JobHeader(
                        "train",
                        "ann",
                        "default",
                        0,
                        List.of("train"),
                        List.of(""),
                        List.of("id"),
                        0,
                        1,
                        "{}");
        StoredJob job =
                new StoredJob(header, ManagedJob.accepted(1, List.of(List.of()), SUBMITTED));
        return LaunchTree.of(
                new StoredLaunch(
                        Launch.of(1, 0, attempt).orElseThrow(),
                        job,
                        attempt,
                        before,
                        List.of(),
                        List.of(events).stream()
                                .map(event -> new StoredLaunch.Entry(0, event))
                                .toList()));
    }

    private static LaunchSpan part(LaunchSpan root, Phase phase) {
        return root.parts().stream().filter(it -> it.phase() == phase).findFirst().orElseThrow();
    }

    @Test
    void aLaunchThatFoundNoRoomEndsWithTheProvidersWords() {
        LaunchSpan root =
                tree(attempt(1, Optional.of(FULL), 2, -1, -1, -1, 5, 6), Optional.empty());
        assertThat(root.parts())
                .extracting(LaunchSpan::phase)
                .containsExactly(Phase.WAIT, Phase.PROVISION);
        assertThat(root.start()).isEqualTo(SUBMITTED);
        assertThat(root.end()).isEqualTo(at(5));
        assertThat(root.failure()).contains(FULL);
        assertThat(root.facts()).containsEntry(Fact.OUTCOME, "CAPACITY");
        assertThat(part(root, Phase.PROVISION).failure()).contains(FULL);
        assertThat(part(root, Phase.WAIT).failure()).isEmpty();
    }

    @Test
    void aCancelIsNoFailure() {
        Reason cancelled = Reason.of(ReasonCode.CANCELLED_BY_USER, "By ann.");
        LaunchSpan root =
                tree(attempt(1, Optional.of(cancelled), 0, 3, -1, -1, 4, 5), Optional.empty());
        assertThat(root.failure()).isEmpty();
        assertThat(root.facts()).containsEntry(Fact.OUTCOME, "CANCELLED_BY_USER");
        assertThat(root.parts())
                .extracting(LaunchSpan::phase)
                .containsExactly(Phase.PROVISION, Phase.START);
    }

    @Test
    void theNextAttemptBeginsWithTheEndOfTheOneBefore() {
        Reason lost = Reason.of(ReasonCode.PREEMPTED, "It was taken back.");
        Attempt before = attempt(1, Optional.of(lost), 0, 1, 2, 3, 10, 14);
        LaunchSpan root =
                tree(
                        attempt(2, Optional.empty(), 16, 20, 21, 25, -1, -1),
                        Optional.of(before),
                        new JobEvent.Postponed(at(15), FULL, at(16)));
        assertThat(root.parts())
                .extracting(LaunchSpan::phase)
                .containsExactly(
                        Phase.CLEAR, Phase.WAIT, Phase.PROVISION, Phase.START, Phase.SETUP);
        assertThat(root.start()).isEqualTo(at(10));
        LaunchSpan wait = part(root, Phase.WAIT);
        assertThat(wait.start()).isEqualTo(at(14));
        assertThat(wait.end()).isEqualTo(at(16));
        assertThat(wait.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.facts()).containsEntry(Fact.CODE, "CAPACITY"));
        assertThat(root.failure()).isEmpty();
        assertThat(root.facts()).containsEntry(Fact.OUTCOME, "STARTED");
    }

    @Test
    void placingFilesIsAPartOfTheStartAndNotLongerThanIt() {
        LaunchSpan root =
                tree(
                        attempt(1, Optional.empty(), 0, 2, 8, 9, -1, -1),
                        Optional.empty(),
                        new JobEvent.FilesPlaced(at(7), 1, 2, 3, 4_096, Duration.ofSeconds(30)),
                        new JobEvent.FilesPlaced(at(7), 2, 2, 9, 9, Duration.ofSeconds(1)));
        LaunchSpan files = part(root, Phase.START).parts().getFirst();
        assertThat(part(root, Phase.START).parts()).hasSize(1);
        assertThat(files.start()).isEqualTo(at(2));
        assertThat(files.end()).isEqualTo(at(7));
        assertThat(files.facts()).containsEntry(Fact.FILE_BYTES, 4_096L);
    }
}
