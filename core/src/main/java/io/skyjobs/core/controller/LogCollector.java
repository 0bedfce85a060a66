package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunView;

import java.util.OptionalLong;

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
    private static final int CHUNKS_PER_TURN = 16;

    private final LogArchive files;

    LogCollector(LogArchive files) {
        this.files = files;
    }

    /**
     * Fetches what is new.
     *
     * @param toTheEnd whether the attempt is over, so that everything there is should be fetched
     */
    Input fetch(Part part, ComputeProvider provider, boolean toTheEnd) {
        Attempt attempt = part.attempt();
        boolean grew = false;
        boolean complete = true;
        for (int node = 0; node < attempt.nodes(); node++) {
            try {
                NodeChannel channel = provider.channel(attempt.cluster(), node);
                for (LogPhase phase : LogPhase.values()) {
                    LogName name =
                            new LogName(part.job(), part.task(), attempt.number(), node, phase);
                    grew |= copy(channel, name, toTheEnd);
                }
            } catch (ChannelException unreachable) {
                complete = false;
            }
        }
        return new Input.LogsFetched(part.task(), attempt.number(), grew, complete && toTheEnd);
    }

    /** Before the first bytes can be shown, so that whoever shows them can name the process. */
    private void noteProcessId(NodeChannel channel, LogName name) throws ChannelException {
        RunView view = channel.look(name.attempt());
        OptionalLong pid =
                switch (name.phase()) {
                    case SETUP -> view.setupPid();
                    case RUN -> view.runPid();
                };
        pid.ifPresent(known -> files.noteProcessId(name, known));
    }

    private boolean copy(NodeChannel channel, LogName name, boolean toTheEnd)
            throws ChannelException {
        boolean grew = false;
        for (int turn = 0; toTheEnd || turn < CHUNKS_PER_TURN; turn++) {
            long stored = files.size(name);
            byte[] bytes = channel.log(name.attempt(), name.phase(), stored, CHUNK_BYTES);
            if (bytes.length == 0) {
                break;
            }
            if (stored == 0) {
                noteProcessId(channel, name);
            }
            grew |= files.append(name, stored, bytes);
        }
        return grew;
    }
}
