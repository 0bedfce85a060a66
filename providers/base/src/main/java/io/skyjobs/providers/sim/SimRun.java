package io.skyjobs.providers.sim;

import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.RunView.End;
import io.skyjobs.spi.RunView.Phase;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A run on a virtual machine: how it stands at a moment follows from its scripts and from what was
 * done to it; immutable.
 *
 * @param epoch number of the attempt
 * @param setup the script that prepares
 * @param run the script that works
 * @param waits whether it waits after its setup
 * @param hooked whether it is told of a preemption by a script of its own
 * @param started when it was started
 * @param letOn when it was let on after its setup
 * @param cut when it was ended by us
 */
record SimRun(
        long epoch,
        Program setup,
        Program run,
        boolean waits,
        boolean hooked,
        Instant started,
        Optional<Instant> letOn,
        Optional<Cut> cut) {
    private static final int TERMINATED = 143;
    private static final int SETUP_PID = 1000;
    private static final int RUN_PID = 1001;

    /**
     * An end that we asked for.
     *
     * @param warned whether it was the word that the machine would be taken
     */
    record Cut(Instant at, boolean warned) {}

    static SimRun of(RunRequest request, Instant now) {
        return new SimRun(
                request.epoch(),
                Program.of(request.files().getOrDefault(RunRequest.SETUP, "")),
                Program.of(request.files().getOrDefault(RunRequest.RUN, "")),
                request.waitAfterSetup(),
                request.files().containsKey(RunRequest.PREEMPTION_HOOK),
                now,
                Optional.empty(),
                Optional.empty());
    }

    SimRun proceed(Instant now) {
        return letOn.isPresent() ? this : with(Optional.of(now), cut);
    }

    SimRun stop(Instant now) {
        return cut.isPresent() || !isActive(now)
                ? this
                : with(letOn, Optional.of(new Cut(now, false)));
    }

    /** What the word that its machine will be taken does: TERM, unless it has a script for that. */
    SimRun warn(Instant now) {
        return hooked || cut.isPresent() || !isActive(now)
                ? this
                : with(letOn, Optional.of(new Cut(now, true)));
    }

    private SimRun with(Optional<Instant> nextLetOn, Optional<Cut> nextCut) {
        return new SimRun(epoch, setup, run, waits, hooked, started, nextLetOn, nextCut);
    }

    boolean isActive(Instant now) {
        return switch (view(now).phase()) {
            case MOUNTING, SETUP, WAITING, RUNNING, FLUSHING -> true;
            case NONE, ENDED, LOST -> false;
        };
    }

    /** When its setup, then its run ends by itself, as far as that is known; after a moment. */
    Optional<Instant> endAfter(Instant now) {
        var setupEnd = setupEnd();
        if (setupEnd.isAfter(now)) {
            return Optional.of(setupEnd);
        }
        return runStart()
                .map(start -> start.plus(run.length()))
                .filter(end -> cut.isEmpty() && end.isAfter(now));
    }

    private Instant setupEnd() {
        return started.plus(setup.length());
    }

    /** When the run began or will begin, if its setup is well and it may. */
    private Optional<Instant> runStart() {
        if (setup.exitCode() != 0) {
            return Optional.empty();
        }
        var ready = setupEnd();
        return waits ? letOn.map(open -> open.isAfter(ready) ? open : ready) : Optional.of(ready);
    }

    /** How it stands; a cut before its natural end is its end. */
    RunView view(Instant now) {
        var by = cut.map(Cut::at).filter(at -> at.isBefore(now)).orElse(now);
        if (by.isBefore(setupEnd())) {
            return unfinished(now, Phase.SETUP);
        }
        if (setup.exitCode() != 0) {
            return ended(
                    OptionalInt.of(setup.exitCode()), OptionalInt.empty(), setupEnd(), End.EXITED);
        }
        var start = runStart().filter(at -> !at.isAfter(by));
        if (start.isEmpty()) {
            return unfinished(now, Phase.WAITING);
        }
        var end = start.get().plus(run.length());
        return by.isBefore(end)
                ? unfinished(now, Phase.RUNNING)
                : ended(OptionalInt.of(0), OptionalInt.of(run.exitCode()), end, End.EXITED);
    }

    private RunView unfinished(Instant now, Phase phase) {
        var inSetup = phase == Phase.SETUP;
        if (cut.isPresent() && !cut.get().at().isAfter(now)) {
            return ended(
                    OptionalInt.of(inSetup ? TERMINATED : 0),
                    inSetup ? OptionalInt.empty() : OptionalInt.of(TERMINATED),
                    cut.get().at(),
                    cut.get().warned() ? End.WARNED : End.STOPPED);
        }
        return new RunView(
                phase,
                OptionalLong.of(SETUP_PID),
                phase == Phase.RUNNING ? OptionalLong.of(RUN_PID) : OptionalLong.empty(),
                inSetup ? OptionalInt.empty() : OptionalInt.of(0),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static RunView ended(OptionalInt setupExit, OptionalInt runExit, Instant at, End end) {
        return new RunView(
                Phase.ENDED,
                OptionalLong.of(SETUP_PID),
                runExit.isPresent() ? OptionalLong.of(RUN_PID) : OptionalLong.empty(),
                setupExit,
                runExit,
                Optional.of(at),
                Optional.of(end));
    }

    /** All that one of its logs holds at a moment. */
    byte[] log(LogPhase phase, Instant now) {
        var by = cut.map(Cut::at).filter(at -> at.isBefore(now)).orElse(now);
        return switch (phase) {
            case SETUP -> setup.printedBy(Duration.between(started, by));
            case RUN ->
                    runStart()
                            .filter(start -> !start.isAfter(by))
                            .map(start -> run.printedBy(Duration.between(start, by)))
                            .orElse(new byte[0]);
        };
    }
}
