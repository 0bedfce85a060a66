package io.skyjobs.testkit;

import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A run on a fake node: how it stands is a function of the time, and of what was done to it. */
final class FakeRun {
    private static final int TERMINATED = 143;
    private static final Set<RunView.End> BY_ITSELF =
            EnumSet.of(RunView.End.EXITED, RunView.End.UNFLUSHED);

    /** What cut a run short. */
    private enum Cut {
        STOPPED,
        WARNED,
        CRASHED,
        MOUNT_LOST,
        VANISHED
    }

    private final long epoch;
    private final FakeProgram setup;
    private final FakeProgram run;
    private final boolean waits;
    private final Instant started;
    private @Nullable Instant letOn;
    private @Nullable Instant warnedAt;
    private @Nullable Instant cutAt;
    private @Nullable Instant mountEnd;
    private RunView.End mountFailure = RunView.End.STORAGE_FAILED;
    private Duration saving = Duration.ZERO;
    private boolean saved = true;
    private Cut cut = Cut.STOPPED;
    private int cutCode = TERMINATED;

    FakeRun(RunRequest request, Instant started) {
        this.epoch = request.epoch();
        this.setup = program(request, "setup.sh");
        this.run = program(request, "run.sh");
        this.waits = request.waitAfterSetup();
        this.started = started;
    }

    long epoch() {
        return epoch;
    }

    Instant started() {
        return started;
    }

    boolean wasWarned() {
        return warnedAt != null;
    }

    private static FakeProgram program(RunRequest request, String file) {
        String script = request.files().get(file);
        return script == null ? FakeProgram.NOTHING : FakeProgram.of(script);
    }

    void proceed(Instant now) {
        if (letOn == null) {
            letOn = now;
        }
    }

    void stop(Instant now) {
        cut(now, warnedAt == null ? Cut.STOPPED : Cut.WARNED, TERMINATED);
    }

    /** TERM because the machine is about to be taken: it ends a while later, with any code. */
    void warn(Instant now, Instant end, int code) {
        if (warnedAt == null) {
            warnedAt = now;
            cut(end, Cut.WARNED, code);
        }
    }

    /** It fails because a machine that it works with is gone. */
    void crash(Instant at) {
        cut(at, Cut.CRASHED, 1);
    }

    void vanish(Instant at) {
        cut(at, Cut.VANISHED, 0);
    }

    /** Its buckets cannot be brought, which shows at an instant. */
    void notBrought(Instant at, RunView.End end) {
        mountEnd = at;
        mountFailure = end;
    }

    /** The mount of a bucket dies. */
    void loseMount(Instant at) {
        cut(at, Cut.MOUNT_LOST, TERMINATED);
    }

    /** What it wrote takes so long to be saved, and perhaps cannot be. */
    void saves(Duration length, boolean success) {
        saving = length;
        saved = success;
    }

    private void cut(Instant at, Cut by, int code) {
        if (cutAt == null || at.isBefore(cutAt)) {
            cutAt = at;
            cut = by;
            cutCode = code;
        }
    }

    /** Whether its program failed by its own doing. */
    boolean failedByItself(Instant now) {
        RunView view = view(now);
        @Nullable Instant end = cutAt;
        boolean cutShort =
                end != null && !end.isAfter(now) && scriptEnd().map(end::isBefore).orElse(true);
        return view.phase() == RunView.Phase.ENDED
                && !view.succeeded()
                && !cutShort
                && view.end().filter(BY_ITSELF::contains).isPresent()
                && (view.setupExit().orElse(0) != 0 || view.runExit().orElse(0) != 0);
    }

    /** Whether its processes are there. */
    boolean active(Instant now) {
        RunView.Phase phase = view(now).phase();
        return switch (phase) {
            case MOUNTING, SETUP, WAITING, RUNNING, FLUSHING -> true;
            case NONE, ENDED, LOST -> false;
        };
    }

    /** When setup, and then the run, end if nothing happens to them; empty while it waits. */
    Optional<Instant> end() {
        @Nullable Instant failure = mountEnd;
        return failure == null ? scriptEnd().map(at -> at.plus(saving)) : Optional.of(failure);
    }

    private Optional<Instant> scriptEnd() {
        Optional<Instant> start = runStart(Instant.MAX);
        return setup.exitCode() != 0
                ? Optional.of(started.plus(setup.length()))
                : start.map(at -> at.plus(run.length()));
    }

    RunView view(Instant now) {
        Instant setupEnd = started.plus(setup.length());
        Instant cut = cut(now);
        @Nullable Instant failure = mountEnd;
        if (failure != null) {
            return cut.isBefore(failure)
                    ? cutShort(now, RunView.Phase.MOUNTING)
                    : view(
                            RunView.Phase.ENDED,
                            OptionalInt.empty(),
                            OptionalInt.empty(),
                            failure,
                            mountFailure);
        }
        if (cut.isBefore(setupEnd)) {
            return cutShort(now, RunView.Phase.SETUP);
        }
        if (setup.exitCode() != 0) {
            return saved(now, OptionalInt.of(setup.exitCode()), OptionalInt.empty(), setupEnd);
        }
        Optional<Instant> runStart = runStart(cut);
        if (runStart.isEmpty() || cut.isBefore(runStart.get())) {
            return cutShort(now, RunView.Phase.WAITING);
        }
        Instant runEnd = runStart.get().plus(run.length());
        return cut.isBefore(runEnd)
                ? cutShort(now, RunView.Phase.RUNNING)
                : saved(now, OptionalInt.of(0), OptionalInt.of(run.exitCode()), runEnd);
    }

    byte[] log(LogPhase phase, Instant now) {
        Instant cut = cut(now);
        if (phase == LogPhase.SETUP) {
            return setup.printedIn(Duration.between(started, cut));
        }
        Optional<Instant> start = setup.exitCode() == 0 ? runStart(cut) : Optional.empty();
        return start.filter(at -> !at.isAfter(cut))
                .map(at -> run.printedIn(Duration.between(at, cut)))
                .orElse(new byte[0]);
    }

    private Optional<Instant> runStart(Instant by) {
        Instant ready = started.plus(setup.length());
        if (!waits) {
            return Optional.of(ready);
        }
        Instant opened = letOn;
        if (opened == null || opened.isAfter(by)) {
            return Optional.empty();
        }
        return Optional.of(opened.isAfter(ready) ? opened : ready);
    }

    /** The latest instant at which its processes were there. */
    private Instant cut(Instant now) {
        return cutAt != null && cutAt.isBefore(now) ? cutAt : now;
    }

    private RunView cutShort(Instant now, RunView.Phase phase) {
        boolean isCut = cutAt != null && !cutAt.isAfter(now);
        boolean inSetup = phase == RunView.Phase.SETUP || phase == RunView.Phase.MOUNTING;
        if (!isCut) {
            return view(
                    phase,
                    inSetup ? OptionalInt.empty() : OptionalInt.of(0),
                    OptionalInt.empty(),
                    null,
                    null);
        }
        RunView.@Nullable End end =
                switch (cut) {
                    case VANISHED -> null;
                    case STOPPED -> RunView.End.STOPPED;
                    case WARNED -> RunView.End.WARNED;
                    case CRASHED -> RunView.End.EXITED;
                    case MOUNT_LOST -> RunView.End.STORAGE_LOST;
                };
        if (end == null) {
            return view(RunView.Phase.LOST, OptionalInt.empty(), OptionalInt.empty(), null, null);
        }
        return view(
                RunView.Phase.ENDED,
                OptionalInt.of(inSetup ? (cutCode == 0 ? TERMINATED : cutCode) : 0),
                inSetup ? OptionalInt.empty() : OptionalInt.of(cutCode),
                cutAt,
                end);
    }

    /** Its script is over at an instant, and what it wrote is saved after that. */
    private RunView saved(Instant now, OptionalInt setupExit, OptionalInt runExit, Instant at) {
        Instant end = at.plus(saving);
        @Nullable Instant vanished = cut == Cut.VANISHED ? cutAt : null;
        if (vanished != null && vanished.isBefore(end) && !vanished.isAfter(now)) {
            return view(RunView.Phase.LOST, OptionalInt.empty(), OptionalInt.empty(), null, null);
        }
        if (now.isBefore(end)) {
            return view(RunView.Phase.FLUSHING, setupExit, runExit, null, null);
        }
        boolean late = warnedAt != null && warnedAt.isBefore(at);
        RunView.End cause = saved ? RunView.End.EXITED : RunView.End.UNFLUSHED;
        return view(
                RunView.Phase.ENDED, setupExit, runExit, end, late ? RunView.End.WARNED : cause);
    }

    private static RunView view(
            RunView.Phase phase,
            OptionalInt setupExit,
            OptionalInt runExit,
            @Nullable Instant at,
            RunView.@Nullable End end) {
        return new RunView(
                phase,
                OptionalLong.of(1000),
                phase == RunView.Phase.SETUP || phase == RunView.Phase.MOUNTING
                        ? OptionalLong.empty()
                        : OptionalLong.of(1001),
                setupExit,
                runExit,
                Optional.ofNullable(at),
                Optional.ofNullable(end));
    }
}
