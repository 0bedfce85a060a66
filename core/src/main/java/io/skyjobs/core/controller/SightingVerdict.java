package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Input.Sighting;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.spi.PreemptionNotices;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

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

    /**
     * A node ended with another code, and the others had their time to end.
     *
     * @param exitCodes of all nodes, as far as they are known
     * @param own of the nodes that failed by themselves, rather than because we stopped them
     */
    record Failed(Reason reason, List<Integer> exitCodes, List<Integer> own) implements Verdict {}

    /** A node can never run it until the user acts. */
    record Impossible(Reason reason) implements Verdict {}

    /** The provider says that it is about to take a machine. */
    record Noticed(Duration left, String evidence) implements Verdict {}

    /**
     * A node, or the run on it, is gone without an exit report of its own.
     *
     * @param by whose word it is
     * @param exitCode what the run exited with when it was told to end or was killed with its
     *     machine
     */
    record Lost(String evidence, Witness by, OptionalInt exitCode) implements Verdict {}

    /**
     * A bucket could not be brought or kept, or what was written could not be saved.
     *
     * @param reason with the node's own sentence
     */
    record Unstored(Reason reason) implements Verdict {}

    /** Whose word a loss rests on. */
    enum Witness {
        /** The provider says that a machine is gone, or told us that it would be. */
        PROVIDER,
        /** The same, and other machines of the cluster are there. */
        PROVIDER_OF_SOME,
        /** The node says that the run is gone. */
        NODE,
        /** The node was silent for as long as it may be, and the provider could not contradict. */
        NOBODY
    }

    /**
     * How long a run that was killed by TERM or KILL from outside waits for its provider to say
     * that it took the machine.
     */
    private static final Duration TAKEN_GRACE = Duration.ofSeconds(5);

    private static final Set<RunView.Phase> PAST_SETUP =
            EnumSet.of(RunView.Phase.RUNNING, RunView.Phase.FLUSHING, RunView.Phase.ENDED);

    private final ControllerSettings settings;

    SightingVerdict(ControllerSettings settings) {
        this.settings = settings;
    }

    Verdict of(Sighting sighting, TaskState.Running state, JobDecisions.Setting setting) {
        List<Optional<RunView>> nodes = sighting.nodes();
        if (nodes.stream().allMatch(node -> node.filter(RunView::succeeded).isPresent())) {
            return new Succeeded("exit codes " + exitCodes(nodes));
        }
        Optional<Verdict> unrunnable = withoutBash(nodes).or(() -> StorageTrouble.forGood(nodes));
        if (unrunnable.isPresent()) {
            return unrunnable.get();
        }
        if (nodes.stream().anyMatch(SightingVerdict::failed)) {
            return ofFailed(sighting, state, setting);
        }
        Optional<Input.Statement> gone = sighting.providerSays().filter(Input.Statement::gone);
        if (gone.isPresent()) {
            return lost(gone.get(), "", OptionalInt.empty());
        }
        for (int rank = 0; rank < nodes.size(); rank++) {
            Optional<RunView.Phase> phase = nodes.get(rank).map(RunView::phase);
            if (phase.filter(SightingVerdict::isGone).isPresent()) {
                return new Lost(
                        "node " + rank + " answers that it has no such run: " + phase.get(),
                        Witness.NODE,
                        OptionalInt.empty());
            }
        }
        Optional<Verdict> silent = silent(sighting, setting);
        if (silent.isPresent()) {
            return silent.get();
        }
        if (state.notice().isEmpty() && sighting.notice().isPresent()) {
            PreemptionNotices.Notice notice = sighting.notice().get();
            return new Noticed(notice.left(), "node " + notice.rank() + ": " + notice.evidence());
        }
        boolean allPast = nodes.stream().allMatch(SightingVerdict::isPastSetup);
        return allPast && !state.pastSetup() ? new PastSetup() : new GoesOn();
    }

    private Verdict ofFailed(
            Sighting sighting, TaskState.Running state, JobDecisions.Setting setting) {
        List<Optional<RunView>> nodes = sighting.nodes();
        Optional<Input.Statement> gone = sighting.providerSays().filter(Input.Statement::gone);
        boolean allEnded = nodes.stream().noneMatch(SightingVerdict::mayRun);
        boolean killed = nodes.stream().anyMatch(SightingVerdict::killedFromOutside);
        boolean wasWarned =
                nodes.stream().anyMatch(SightingVerdict::wasWarned)
                        || (killed && isAnnounced(state, setting.now()));
        Duration grace =
                setting.failingSince()
                        .map(since -> Duration.between(since, setting.now()))
                        .orElse(Duration.ZERO);
        OptionalInt code = OptionalInt.of(culprit(nodes).map(SightingVerdict::code).orElse(255));
        if (wasWarned) {
            // The window belongs to the run: the others may still be saving what they have.
            boolean windowOver =
                    state.notice()
                            .filter(notice -> notice.until().isAfter(setting.now()))
                            .isEmpty();
            String why = state.notice().map(TaskState.Notice::evidence).orElse("");
            return allEnded || gone.isPresent() || windowOver
                    ? new Lost(
                            "it ended with exit codes "
                                    + exitCodes(nodes)
                                    + " after it was told that its machine would be taken: "
                                    + gone.map(Input.Statement::evidence).orElse(why),
                            Witness.PROVIDER,
                            code)
                    : new GoesOn();
        }
        // A peer that fails because another machine is gone did not fail by itself.
        boolean silentNode = nodes.stream().anyMatch(SightingVerdict::mayRun);
        if (gone.isPresent() && (killed || silentNode)) {
            return lost(gone.get(), "exit codes " + exitCodes(nodes) + ", and ", code);
        }
        // Nobody can tell yet whether a silent node is gone, and its peers failed for that.
        if (nodes.stream().anyMatch(Optional::isEmpty) && sighting.providerSays().isEmpty()) {
            return silent(sighting, setting).orElseGet(GoesOn::new);
        }
        if (killed && state.attempt().offer().spot() && grace.compareTo(TAKEN_GRACE) < 0) {
            return new GoesOn();
        }
        // What saves its last writes has a limit of its own on its node.
        boolean waitedEnough =
                grace.compareTo(settings.gangGrace()) >= 0
                        && nodes.stream().noneMatch(StorageTrouble::saves);
        boolean over = gone.isPresent() || allEnded || waitedEnough;
        return over ? StorageTrouble.of(nodes).orElseGet(() -> failure(nodes)) : new GoesOn();
    }

    /** A hook that is run instead of TERM may end the run by a signal of its own. */
    private static boolean isAnnounced(TaskState.Running state, Instant now) {
        return state.notice()
                .filter(notice -> notice.until().plus(TAKEN_GRACE).isAfter(now))
                .isPresent();
    }

    private static Lost lost(Input.Statement said, String before, OptionalInt code) {
        return new Lost(
                before + said.evidence(),
                said.survivors() ? Witness.PROVIDER_OF_SOME : Witness.PROVIDER,
                code);
    }

    private Optional<Verdict> silent(Sighting sighting, JobDecisions.Setting setting) {
        Optional<Instant> since = setting.unconfirmedSince();
        boolean tooLong =
                since.map(at -> at.plus(settings.unreachableLimit()))
                        .filter(limit -> !limit.isAfter(setting.now()))
                        .isPresent();
        return tooLong
                ? Optional.of(
                        new Lost(
                                "no answer since "
                                        + since.get()
                                        + " ("
                                        + String.join("; ", sighting.troubles())
                                        + "), and the provider could not say that the machines are"
                                        + " there",
                                Witness.NOBODY,
                                OptionalInt.empty()))
                : Optional.empty();
    }

    private static boolean isPastSetup(Optional<RunView> node) {
        return node.map(RunView::phase).filter(PAST_SETUP::contains).isPresent();
    }

    /** Whether a run ended after it was told that its machine would be taken. */
    static boolean wasWarned(Optional<RunView> node) {
        return node.flatMap(RunView::end).filter(RunView.End.WARNED::equals).isPresent();
    }

    /** Whether a run ended by a signal that neither we nor the kernel's memory limit sent. */
    private static boolean killedFromOutside(Optional<RunView> node) {
        return failed(node)
                && node.flatMap(RunView::end).filter(RunView.End.EXITED::equals).isPresent()
                && node.map(SightingVerdict::code)
                        .filter(code -> code == 128 + 9 || code == 128 + 15)
                        .isPresent();
    }

    static int code(RunView view) {
        return view.setupExit().orElse(0) != 0
                ? view.setupExit().getAsInt()
                : view.runExit().orElse(view.phase() == RunView.Phase.ENDED ? 0 : 255);
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

    /** The node that failed by itself, rather than because we stopped it. */
    private static Optional<RunView> culprit(List<Optional<RunView>> nodes) {
        return culprits(nodes).stream().findFirst();
    }

    /** All nodes that failed by themselves; those that we stopped when there are no others. */
    private static List<RunView> culprits(List<Optional<RunView>> nodes) {
        List<RunView> failed =
                nodes.stream().filter(SightingVerdict::failed).map(Optional::get).toList();
        List<RunView> own =
                failed.stream()
                        .filter(view -> view.end().filter(RunView.End.STOPPED::equals).isEmpty())
                        .toList();
        return own.isEmpty() ? failed : own;
    }

    private static Failed failure(List<Optional<RunView>> nodes) {
        List<Integer> codes = exitCodes(nodes);
        List<Integer> own = culprits(nodes).stream().map(SightingVerdict::code).toList();
        RunView culprit = culprit(nodes).orElseThrow();
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
                    codes,
                    own);
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
                codes,
                own);
    }

    /** One code per node: of what failed, else of what ended last; 255 where it is not known. */
    private static List<Integer> exitCodes(List<Optional<RunView>> nodes) {
        return nodes.stream().map(node -> node.map(SightingVerdict::code).orElse(255)).toList();
    }

    /** Whether the provider is to be asked too: a machine that is taken may kill first. */
    static boolean givesDoubt(Optional<RunView> view, Attempt attempt) {
        boolean isGone =
                view.map(RunView::phase)
                        .map(phase -> phase == RunView.Phase.LOST || phase == RunView.Phase.NONE)
                        .orElse(true);
        return isGone || (failed(view) && (attempt.offer().spot() || attempt.nodes() > 1));
    }
}
