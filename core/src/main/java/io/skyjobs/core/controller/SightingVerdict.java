package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Input.Sighting;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.RunView;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a look at all nodes of a running attempt means. Pure.
 *
 * <p>Exit reports outrank what the provider says; a node that cannot be asked proves nothing; only
 * an exit report, the provider's own statement, or the node's word that the run is gone end an
 * attempt.
 */
final class SightingVerdict {
    /** A verdict. */
    sealed interface Verdict {}

    /** Nothing to decide. */
    record GoesOn() implements Verdict {}

    /** Setup is over on all nodes. */
    record PastSetup() implements Verdict {}

    /** Every node ended with 0. */
    record Succeeded(String evidence) implements Verdict {}

    /** A node ended with another code, and the others had their time to end. */
    record Failed(Reason reason, List<Integer> exitCodes) implements Verdict {}

    /** A node can never run it until the user acts. */
    record Impossible(Reason reason) implements Verdict {}

    /** A node, or the run on it, is gone without an exit report. */
    record Lost(String evidence, boolean byProvider) implements Verdict {}

    private final ControllerSettings settings;

    SightingVerdict(ControllerSettings settings) {
        this.settings = settings;
    }

    Verdict of(Sighting sighting, boolean pastSetup, JobDecisions.Setting setting) {
        List<Optional<RunView>> nodes = sighting.nodes();
        if (nodes.stream().allMatch(node -> node.filter(RunView::succeeded).isPresent())) {
            return new Succeeded("exit codes " + exitCodes(nodes));
        }
        boolean providerSaysGone =
                sighting.providerSays().filter(Input.Statement::gone).isPresent();
        Optional<Verdict> unrunnable = withoutBash(nodes);
        if (unrunnable.isPresent()) {
            return unrunnable.get();
        }
        if (nodes.stream().anyMatch(SightingVerdict::failed)) {
            boolean over =
                    providerSaysGone
                            || nodes.stream().noneMatch(SightingVerdict::mayRun)
                            || setting.failingSince()
                                    .map(since -> since.plus(settings.gangGrace()))
                                    .filter(limit -> !limit.isAfter(setting.now()))
                                    .isPresent();
            return over ? failure(nodes) : new GoesOn();
        }
        if (providerSaysGone) {
            return new Lost(sighting.providerSays().orElseThrow().evidence(), true);
        }
        for (int rank = 0; rank < nodes.size(); rank++) {
            Optional<RunView.Phase> phase = nodes.get(rank).map(RunView::phase);
            if (phase.filter(SightingVerdict::isGone).isPresent()) {
                return new Lost(
                        "node " + rank + " answers that it has no such run: " + phase.get(), false);
            }
        }
        boolean allPast =
                nodes.stream()
                        .allMatch(
                                node ->
                                        node.filter(
                                                        view ->
                                                                view.phase()
                                                                                == RunView.Phase
                                                                                        .RUNNING
                                                                        || view.phase()
                                                                                == RunView.Phase
                                                                                        .ENDED)
                                                .isPresent());
        return allPast && !pastSetup ? new PastSetup() : new GoesOn();
    }

    private static Optional<Verdict> withoutBash(List<Optional<RunView>> nodes) {
        for (int rank = 0; rank < nodes.size(); rank++) {
            boolean noBash =
                    nodes.get(rank)
                            .flatMap(RunView::end)
                            .filter(RunView.End.NO_BASH::equals)
                            .isPresent();
            if (noBash) {
                return Optional.of(
                        new Impossible(
                                new Reason(
                                        ReasonCode.CONFIG,
                                        "Node "
                                                + rank
                                                + " has no bash, which setup and run need. Install bash"
                                                + " there, or choose another image.",
                                        "bash not found on node " + rank)));
            }
        }
        return Optional.empty();
    }

    /** Whether a node ended otherwise than well. */
    static boolean failed(Optional<RunView> node) {
        return node.filter(view -> view.phase() == RunView.Phase.ENDED && !view.succeeded())
                .isPresent();
    }

    /** Whether something may still run there. */
    static boolean mayRun(Optional<RunView> node) {
        return node.map(RunView::phase)
                .map(phase -> phase != RunView.Phase.ENDED && !isGone(phase))
                .orElse(true);
    }

    private static boolean isGone(RunView.Phase phase) {
        return phase == RunView.Phase.LOST || phase == RunView.Phase.NONE;
    }

    private static Failed failure(List<Optional<RunView>> nodes) {
        List<Integer> codes = exitCodes(nodes);
        RunView culprit =
                nodes.stream()
                        .filter(SightingVerdict::failed)
                        .map(Optional::get)
                        .filter(view -> view.end().filter(RunView.End.STOPPED::equals).isEmpty())
                        .findFirst()
                        .or(
                                () ->
                                        nodes.stream()
                                                .filter(SightingVerdict::failed)
                                                .map(Optional::get)
                                                .findFirst())
                        .orElseThrow();
        String codesText =
                nodes.size() == 1 ? "exit code " + codes.getFirst() : "exit codes " + codes;
        if (culprit.end().filter(RunView.End.OUT_OF_MEMORY::equals).isPresent()) {
            return new Failed(
                    new Reason(
                            ReasonCode.OUT_OF_MEMORY,
                            "The run was killed for want of memory ("
                                    + codesText
                                    + "). Ask for more memory, or use less.",
                            codesText + "; the node's out-of-memory counter rose"),
                    codes);
        }
        boolean inSetup = culprit.setupExit().orElse(0) != 0;
        int code = inSetup ? culprit.setupExit().orElse(1) : culprit.runExit().orElse(1);
        String killed =
                code > 128 && code < 160
                        ? " It was killed by signal " + (code - 128) + ", cause unknown."
                        : "";
        String sentence =
                inSetup
                        ? "Setup exited with " + codesText + " (user program failure)." + killed
                        : "Job exited with " + codesText + " (user program failure)." + killed;
        return new Failed(
                new Reason(
                        inSetup ? ReasonCode.SETUP_EXIT : ReasonCode.USER_EXIT,
                        sentence,
                        codesText),
                codes);
    }

    /** One code per node: of what failed, else of what ended last; 255 where it is not known. */
    private static List<Integer> exitCodes(List<Optional<RunView>> nodes) {
        List<Integer> codes = new ArrayList<>();
        for (Optional<RunView> node : nodes) {
            codes.add(
                    node.map(
                                    view ->
                                            view.setupExit().orElse(0) != 0
                                                    ? view.setupExit().getAsInt()
                                                    : view.runExit()
                                                            .orElse(
                                                                    view.phase()
                                                                                    == RunView.Phase
                                                                                            .ENDED
                                                                            ? 0
                                                                            : 255))
                            .orElse(255));
        }
        return codes;
    }
}
