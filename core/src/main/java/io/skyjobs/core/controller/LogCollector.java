package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunView;

import java.time.Duration;

/**
 * Copies log bytes from nodes to our files. It remembers nothing: what is stored says where to go
 * on, so a copy that was cut off anywhere goes on at the right byte. One fetch at a time per
 * attempt.
 */
final class LogCollector {
    private static final int CHUNK_BYTES = 256 * 1024;

    /**
     * The most bytes of one file that a fetch takes while the run goes on, so that all get a turn.
     */
    private static final long BYTES_PER_TURN = 16L * CHUNK_BYTES;

    /** How long programs that are to end have to say their last words. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final LogArchive files;

    LogCollector(LogArchive files) {
        this.files = files;
    }

    /**
     * Fetches what is new.
     *
     * @param toTheEnd whether the attempt is over, so that what still runs is told to end, and
     *     everything there is should be fetched
     */
    Input fetch(Part part, ComputeProvider provider, boolean toTheEnd) {
        Attempt attempt = part.attempt();
        boolean grew = false;
        boolean complete = toTheEnd;
        boolean stopping = false;
        for (int node = 0; node < attempt.nodes(); node++) {
            try {
                NodeChannel channel = provider.channel(attempt.cluster(), node);
                if (toTheEnd && isStopping(channel, attempt)) {
                    complete = false;
                    stopping = true;
                }
                for (LogPhase phase : LogPhase.values()) {
                    LogName name =
                            new LogName(part.job(), part.task(), attempt.number(), node, phase);
                    grew |= copy(channel, name, toTheEnd);
                }
            } catch (ChannelException unreachable) {
                complete = false;
            }
        }
        return new Input.LogsFetched(part.task(), attempt.number(), grew, complete, stopping);
    }

    /** Whether something still runs there, which is told to end: more may be printed meanwhile. */
    private static boolean isStopping(NodeChannel channel, Attempt attempt)
            throws ChannelException {
        boolean runs =
                switch (channel.look(attempt.number()).phase()) {
                    case MOUNTING, SETUP, WAITING, RUNNING, FLUSHING -> true;
                    case ENDED, LOST, NONE -> false;
                };
        if (runs) {
            channel.stop(attempt.number(), LAST_WORDS);
        }
        return runs;
    }

    private boolean copy(NodeChannel channel, LogName name, boolean toTheEnd)
            throws ChannelException {
        boolean grew = false;
        long stored = files.size(name);
        long limit = toTheEnd ? pastTheEnd(channel, name, stored) : stored + BYTES_PER_TURN;
        while (stored < limit) {
            byte[] bytes = channel.log(name.attempt(), name.phase(), stored, CHUNK_BYTES);
            if (bytes.length == 0) {
                break;
            }
            if (stored == 0) {
                grew |= prepare(channel, name);
            }
            if (!files.append(name, stored, bytes)) {
                break;
            }
            grew = true;
            stored += bytes.length;
        }
        return grew;
    }

    /**
     * An offset where the log has nothing yet: what a program that outlives its run writes from now
     * on would be fetched for ever.
     */
    private static long pastTheEnd(NodeChannel channel, LogName name, long from)
            throws ChannelException {
        long step = CHUNK_BYTES;
        while (channel.log(name.attempt(), name.phase(), from + step, 1).length > 0) {
            step *= 2;
        }
        return from + step;
    }

    /**
     * What must be stored before the first bytes of a log can be shown: which process writes them,
     * and all of the setup before any of the run, as a reader goes from one to the other.
     */
    private boolean prepare(NodeChannel channel, LogName name) throws ChannelException {
        RunView view = channel.look(name.attempt());
        return switch (name.phase()) {
            case SETUP -> {
                view.setupPid().ifPresent(pid -> files.noteProcessId(name, pid));
                yield false;
            }
            case RUN -> {
                view.runPid().ifPresent(pid -> files.noteProcessId(name, pid));
                yield copy(
                        channel,
                        new LogName(
                                name.job(),
                                name.task(),
                                name.attempt(),
                                name.node(),
                                LogPhase.SETUP),
                        true);
            }
        };
    }
}
