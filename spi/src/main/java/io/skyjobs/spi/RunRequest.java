package io.skyjobs.spi;

import java.util.Map;

/**
 * A run to start on a node: everything the node needs, in one piece.
 *
 * @param epoch number of the attempt; names the run's directory
 * @param files the bundle: file name (no directories) to content, written with mode 600 and never
 *     on a command line
 * @param waitAfterSetup whether the run holds after its setup until {@link NodeChannel#proceed}
 */
public record RunRequest(long epoch, Map<String, String> files, boolean waitAfterSetup) {
    public RunRequest {
        files = Map.copyOf(files);
    }
}
