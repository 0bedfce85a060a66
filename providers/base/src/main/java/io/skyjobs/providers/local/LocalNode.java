package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.ProcessTable;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a channel needs to know of its node.
 *
 * @param cluster the node's cluster
 * @param rank the node
 * @param place what all clusters of the machine share
 */
record LocalNode(ClusterName cluster, int rank, LocalPlace place) {
    Path runs() {
        return place.directories().runs(cluster, rank);
    }

    ReentrantLock lock() {
        return place.lock(cluster);
    }

    ProcessTable table() {
        return place.table();
    }

    void watched(Path run) {
        place.watcher().add(cluster, run);
    }

    void mustExist() throws ChannelException {
        if (!Files.isDirectory(runs())) {
            throw new ChannelException("There is no " + this + ".");
        }
    }

    /** Makes sure that a process may be started here. */
    void prepare() throws IOException, ChannelException {
        var entry = place.book().find(cluster);
        if (entry.isEmpty()
                || entry.get().stage() == ClusterEntry.Stage.REMOVING
                || place.directories().id(cluster, rank).isEmpty()) {
            throw new ChannelException("There is no " + this + ", or it is being removed.");
        }
        entry.get().confinement().prepare(cluster, rank);
    }

    Map<String, String> environment() throws IOException {
        var variables =
                NodeEnvironment.of(
                        cluster,
                        place.directories().node(cluster, rank),
                        place.directories().home(cluster, rank));
        var entry = place.book().find(cluster);
        if (entry.isPresent()) {
            variables.putAll(entry.get().confinement().environment(cluster, rank));
        }
        return variables;
    }

    @Override
    public String toString() {
        return "node " + rank + " of cluster " + cluster;
    }
}
