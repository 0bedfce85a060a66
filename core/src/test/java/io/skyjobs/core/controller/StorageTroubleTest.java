package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.SightingVerdict.Impossible;
import io.skyjobs.core.controller.SightingVerdict.Unstored;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.RunView.End;
import io.skyjobs.spi.RunView.Phase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What trouble with buckets means to an attempt (P-31, P-33). */
class StorageTroubleTest {
    private static final String WORD = "The mount of s3://b at ~/b has died: its rclone is gone.";

    private static RunView ended(End end, OptionalInt exit) {
        return new RunView(
                Phase.ENDED,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                exit,
                Optional.empty(),
                Optional.of(end),
                end == End.EXITED || end == End.STOPPED ? Optional.empty() : Optional.of(WORD));
    }

    private static List<Optional<RunView>> nodes(RunView... views) {
        return Stream.of(views).map(Optional::of).toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"STORAGE_FAILED", "STORAGE_LOST", "UNFLUSHED"})
    void itIsTroubleOfTheInfrastructureWithTheNodesOwnSentence(End end) {
        var nodes = nodes(ended(End.STOPPED, OptionalInt.of(143)), ended(end, OptionalInt.empty()));

        assertThat(StorageTrouble.forGood(nodes)).isEmpty();
        assertThat(StorageTrouble.of(nodes))
                .containsInstanceOf(Unstored.class)
                .get()
                .extracting("reason.code", "reason.sentence", "reason.evidence")
                .containsExactly(ReasonCode.STORAGE, WORD, "node 1 ended with " + end);
    }

    @Test
    void whatWasNotSavedIsNoSuccess() {
        assertThat(ended(End.UNFLUSHED, OptionalInt.of(0)).succeeded()).isFalse();
    }

    @Test
    void aProgramThatFailedByItselfHasFailedWhateverBecameOfItsLastWrites() {
        assertThat(StorageTrouble.of(nodes(ended(End.UNFLUSHED, OptionalInt.of(3))))).isEmpty();
        assertThat(
                        StorageTrouble.of(
                                nodes(
                                        ended(End.UNFLUSHED, OptionalInt.of(0)),
                                        ended(End.EXITED, OptionalInt.of(1)))))
                .isEmpty();
    }

    @Test
    void aPeerThatFailedBecauseAMountDiedDoesNotCount() {
        var nodes =
                nodes(
                        ended(End.EXITED, OptionalInt.of(1)),
                        ended(End.STORAGE_LOST, OptionalInt.of(143)));

        assertThat(StorageTrouble.of(nodes)).containsInstanceOf(Unstored.class);
    }

    @Test
    void aBucketThatIsRefusedIsForTheUser() {
        var refused = nodes(ended(End.STORAGE_REFUSED, OptionalInt.empty()));

        assertThat(StorageTrouble.forGood(refused))
                .containsInstanceOf(Impossible.class)
                .get()
                .extracting("reason.code", "reason.sentence")
                .containsExactly(ReasonCode.STORAGE_REFUSED, WORD);
    }
}
