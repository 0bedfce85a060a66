package io.skyjobs.providers.channel.host;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

/**
 * Places files on one host: what is there already and the same is not sent again, no file is ever
 * seen in part under its own name, and no link on the host leads it out of the node's home. Safe
 * for use from many threads.
 */
@FunctionalInterface
public interface FilePlacer {
    /**
     * Makes the tree's destination hold what its source holds. Idempotent: after a failure, ask
     * again, and what had arrived is not sent again. An interrupt of the thread ends it.
     *
     * @param home absolute path of the node's home on the host, for which {@code ~} stands; it
     *     exists
     * @throws ChannelException when it could not be finished, with one sentence; a part may be
     *     there
     */
    void place(String home, FileTree tree) throws ChannelException;
}
