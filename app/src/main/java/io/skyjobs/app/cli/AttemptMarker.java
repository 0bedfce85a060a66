package io.skyjobs.app.cli;

import io.skyjobs.app.api.AttemptsReply.AttemptView;

import java.util.Optional;
import java.util.Set;

/** The lines that stand between the logs of attempts. Pure. */
final class AttemptMarker {
    private static final Set<String> LOSSES = Set.of("PREEMPTED", "NODE_LOST");

    /** Ends of an attempt that its own code brought about. */
    private static final Set<String> FAILURES =
            Set.of("USER_EXIT", "SETUP_EXIT", "OUT_OF_MEMORY", "RECOVERABLE_EXIT");

    private AttemptMarker() {}

    /** Whether its machines, or the run on them, were lost. */
    static boolean isLost(AttemptView attempt) {
        return LOSSES.contains(attempt.endCode());
    }

    /** Where an attempt is, and how the one before it ended. */
    static String before(AttemptView next, Optional<AttemptView> former) {
        boolean ran = former.flatMap(AttemptView::setupAt).isPresent();
        String how =
                former.filter(AttemptMarker::isLost).isPresent()
                        ? "recovered: "
                        : ran ? "restarted: " : "launched again: ";
        return "--- attempt "
                + next.number()
                + " on "
                + next.infra()
                + former.map(AttemptView::endCode)
                        .filter(code -> !code.isEmpty())
                        .map(code -> " (" + how + code + ")")
                        .orElse("")
                + " ---";
    }

    /**
     * What is said of an attempt that failed by its own code. On its cluster it was job 1, which is
     * what users' scripts look for.
     */
    static Optional<String> afterFailure(long job, AttemptView attempt) {
        return FAILURES.contains(attempt.endCode())
                ? Optional.of(
                        "ERROR: Job 1 failed (attempt "
                                + attempt.number()
                                + " of managed job "
                                + job
                                + "): "
                                + attempt.endSentence())
                : Optional.empty();
    }
}
