package io.skyjobs.testkit;

import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A run on a fake node: how it stands is a function of the time, and of what was done to it. */
final class FakeRun {
    private static final int TERMINATED = 143;

    private final FakeProgram setup;
    private final FakeProgram run;
    private final boolean waits;
    private final long epoch;
    private final Instant started;
    private @Nullable Instant letOn;
    private @Nullable Instant stopped;
    private @Nullable Instant vanished;
    private boolean warned;

    FakeRun(RunRequest request, Instant started) {
        this.setup = program(request, "setup.sh");
        this.run = program(request, "run.sh");
        this.waits = request.waitAfterSetup();
        this.epoch = request.epoch();
        this.started = started;
    }

    private static FakeProgram program(RunRequest request, String file) {
        String script = request.files().get(file);
        return script == null ? FakeProgram.NOTHING : FakeProgram.of(script);
    }

    /** Number of the attempt that it is of. */
    long epoch() {
        return epoch;
    }

    void proceed(Instant now) {
        if (letOn == null) {
            letOn = now;
        }
    }

    void stop(Instant now) {
        if (stopped == null) {
            stopped = now;
        }
    }

    /** TERM because the machine is about to be taken: it ends a moment later. */
    void warn(Instant now) {
        if (stopped == null) {
            stopped = now;
            warned = true;
        }
    }

    void vanish(Instant at) {
        vanished = at;
    }

    /** Whether its processes are there. */
    boolean active(Instant now) {
        RunView.Phase phase = view(now).phase();
        return phase == RunView.Phase.SETUP
                || phase == RunView.Phase.WAITING
                || phase == RunView.Phase.RUNNING;
    }

    /** When setup, and then the run, end if nothing happens to them; empty while it waits. */
    Optional<Instant> end() {
        Optional<Instant> start = runStart(Instant.MAX);
        return setup.exitCode() != 0
                ? Optional.of(started.plus(setup.length()))
                : start.map(at -> at.plus(run.length()));
    }

    RunView view(Instant now) {
        Instant setupEnd = started.plus(setup.length());
        Instant cut = cut(now);
        if (cut.isBefore(setupEnd)) {
            return cutShort(now, RunView.Phase.SETUP);
        }
        if (setup.exitCode() != 0) {
            return ended(setup.exitCode(), OptionalInt.empty(), setupEnd);
        }
        Optional<Instant> runStart = runStart(cut);
        if (runStart.isEmpty() || cut.isBefore(runStart.get())) {
            return cutShort(now, RunView.Phase.WAITING);
        }
        Instant runEnd = runStart.get().plus(run.length());
        return cut.isBefore(runEnd)
                ? cutShort(now, RunView.Phase.RUNNING)
                : ended(0, OptionalInt.of(run.exitCode()), runEnd);
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
        Instant latest = now;
        for (@Nullable Instant limit : new @Nullable Instant[] {stopped, vanished}) {
            if (limit != null && limit.isBefore(latest)) {
                latest = limit;
            }
        }
        return latest;
    }

    private RunView cutShort(Instant now, RunView.Phase phase) {
        boolean isGone = vanished != null && !vanished.isAfter(now);
        boolean isStopped = stopped != null && !stopped.isAfter(now);
        if (isGone && (stopped == null || !stopped.isBefore(vanished))) {
            return view(RunView.Phase.LOST, OptionalInt.empty(), OptionalInt.empty(), null, null);
        }
        if (isStopped) {
            boolean inSetup = phase == RunView.Phase.SETUP;
            return view(
                    RunView.Phase.ENDED,
                    OptionalInt.of(inSetup ? TERMINATED : 0),
                    inSetup ? OptionalInt.empty() : OptionalInt.of(TERMINATED),
                    stopped,
                    warned ? RunView.End.WARNED : RunView.End.STOPPED);
        }
        return view(
                phase,
                phase == RunView.Phase.SETUP ? OptionalInt.empty() : OptionalInt.of(0),
                OptionalInt.empty(),
                null,
                null);
    }

    private static RunView ended(int setupExit, OptionalInt runExit, Instant at) {
        return view(
                RunView.Phase.ENDED, OptionalInt.of(setupExit), runExit, at, RunView.End.EXITED);
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
                phase == RunView.Phase.SETUP ? OptionalLong.empty() : OptionalLong.of(1001),
                setupExit,
                runExit,
                Optional.ofNullable(at),
                Optional.ofNullable(end));
    }
}
