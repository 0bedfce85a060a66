package io.skyjobs.spi;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a run on one node stands, read from its files on that node.
 *
 * @param phase where it stands
 * @param setupPid process id of {@code setup}, once started
 * @param runPid process id of {@code run}, once started
 * @param setupExit exit code of {@code setup}, once ended; 128 + n for signal n
 * @param runExit exit code of {@code run}, once ended; 128 + n for signal n
 * @param ended when it ended by the node's clock; never compared with ours, only shown
 * @param end why it ended, once it did
 * @param word what the node says of a bucket that could not be brought, kept or saved: one sentence
 */
public record RunView(
        Phase phase,
        OptionalLong setupPid,
        OptionalLong runPid,
        OptionalInt setupExit,
        OptionalInt runExit,
        Optional<Instant> ended,
        Optional<End> end,
        Optional<String> word) {
    /** Of a run that has no trouble with buckets. */
    public RunView(
            Phase phase,
            OptionalLong setupPid,
            OptionalLong runPid,
            OptionalInt setupExit,
            OptionalInt runExit,
            Optional<Instant> ended,
            Optional<End> end) {
        this(phase, setupPid, runPid, setupExit, runExit, ended, end, Optional.empty());
    }

    /** Where a run stands. */
    public enum Phase {
        /** The node knows nothing of it: it was never started, or the node's disk is new. */
        NONE,
        /** Buckets are being copied or mounted, before {@code setup}. */
        MOUNTING,
        /** {@code setup} runs, or is about to. */
        SETUP,
        /** {@code setup} ended well, and the run waits for {@link NodeChannel#proceed}. */
        WAITING,
        /** {@code run} runs. */
        RUNNING,
        /**
         * {@code run} ended in whatever way, and what it wrote into cached mounts is still being
         * uploaded.
         */
        FLUSHING,
        /** It ended, and its exit codes say how. */
        ENDED,
        /**
         * Its processes are gone without an exit report: killed from outside, or the node was
         * restarted.
         */
        LOST
    }

    /** Why a run ended, as the node itself knows it. */
    public enum End {
        /** By itself, with its exit code. */
        EXITED,
        /** We stopped it. */
        STOPPED,
        /** The kernel killed a process of it for want of memory, by the kernel's own counter. */
        OUT_OF_MEMORY,
        /**
         * It was told by TERM that its machine would be taken, and ended after that; whatever its
         * exit code, it was not done.
         */
        WARNED,
        /** A bucket could not be copied or mounted; no script of the user was run. */
        STORAGE_FAILED,
        /** The same, and it will be so until the user acts: no such bucket, access denied. */
        STORAGE_REFUSED,
        /** The mount of a bucket died while a script ran, and the script was ended for it. */
        STORAGE_LOST,
        /** {@code run} ended, and what it wrote into a cached mount could not all be uploaded. */
        UNFLUSHED,
        /** The node has no {@code bash}; the script that was due has exit code 127. */
        NO_BASH
    }

    private static final Set<End> NOT_DONE =
            EnumSet.of(
                    End.WARNED,
                    End.STORAGE_FAILED,
                    End.STORAGE_REFUSED,
                    End.STORAGE_LOST,
                    End.UNFLUSHED);

    /** A run of which the node knows nothing. */
    public static final RunView NONE =
            new RunView(
                    Phase.NONE,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty());

    /** Whether it was done: it ended by itself, with every script that it has exiting 0. */
    public boolean succeeded() {
        return phase == Phase.ENDED
                && end.filter(NOT_DONE::contains).isEmpty()
                && setupExit.orElse(0) == 0
                && runExit.orElse(0) == 0;
    }
}
