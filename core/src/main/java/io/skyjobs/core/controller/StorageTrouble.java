package io.skyjobs.core.controller;

import io.skyjobs.core.controller.SightingVerdict.Impossible;
import io.skyjobs.core.controller.SightingVerdict.Unstored;
import io.skyjobs.core.controller.SightingVerdict.Verdict;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.RunView.End;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the nodes of an attempt say of their buckets, and what that means. Pure. */
final class StorageTrouble {
    private static final Set<End> BROUGHT_OR_KEPT =
            EnumSet.of(End.STORAGE_FAILED, End.STORAGE_LOST);

    private static final Set<End> OWN = EnumSet.of(End.EXITED, End.OUT_OF_MEMORY, End.UNFLUSHED);

    private StorageTrouble() {}

    /** A bucket that will be refused until the user acts. */
    static Optional<Verdict> forGood(List<Optional<RunView>> nodes) {
        return first(nodes, EnumSet.of(End.STORAGE_REFUSED))
                .map(rank -> new Impossible(reason(ReasonCode.STORAGE_REFUSED, rank, nodes)));
    }

    /**
     * Trouble that another attempt may not have. A program that failed by itself has failed, also
     * when what it wrote last could not be saved.
     */
    static Optional<Verdict> of(List<Optional<RunView>> nodes) {
        boolean failedByItself =
                nodes.stream()
                        .flatMap(Optional::stream)
                        .anyMatch(
                                view ->
                                        view.end().filter(OWN::contains).isPresent()
                                                && SightingVerdict.code(view) != 0);
        return first(nodes, BROUGHT_OR_KEPT)
                .or(
                        () ->
                                failedByItself
                                        ? Optional.empty()
                                        : first(nodes, EnumSet.of(End.UNFLUSHED)))
                .map(rank -> new Unstored(reason(ReasonCode.STORAGE, rank, nodes)));
    }

    /** Whether a node is uploading what its run wrote last. */
    static boolean saves(Optional<RunView> node) {
        return node.filter(view -> view.phase() == RunView.Phase.FLUSHING).isPresent();
    }

    private static Optional<Integer> first(List<Optional<RunView>> nodes, Set<End> ends) {
        for (int rank = 0; rank < nodes.size(); rank++) {
            if (nodes.get(rank).flatMap(RunView::end).filter(ends::contains).isPresent()) {
                return Optional.of(rank);
            }
        }
        return Optional.empty();
    }

    private static Reason reason(ReasonCode code, int rank, List<Optional<RunView>> nodes) {
        RunView view = nodes.get(rank).orElseThrow();
        return new Reason(
                code,
                view.word().filter(word -> !word.isEmpty()).orElse(code.sentence()),
                "node " + rank + " ended with " + view.end().orElseThrow());
    }
}
