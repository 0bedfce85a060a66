package io.skyjobs.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

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
 */
public record RunView(
        Phase phase,
        OptionalLong setupPid,
        OptionalLong runPid,
        OptionalInt setupExit,
        OptionalInt runExit,
        Optional<Instant> ended,
        Optional<End> end) {
    /** Where a run stands. */
    public enum Phase {
        /** The node knows nothing of it: it was never started, or the node's disk is new. */
        NONE,
        /** {@code setup} runs, or is about to. */
        SETUP,
        /** {@code setup} ended well, and the run waits for {@link NodeChannel#proceed}. */
        WAITING,
        /** {@code run} runs. */
        RUNNING,
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
        /** The node has no {@code bash}; the script that was due has exit code 127. */
        NO_BASH
    }

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
                && end.filter(End.WARNED::equals).isEmpty()
                && setupExit.orElse(0) == 0
                && runExit.orElse(0) == 0;
    }
}
