package io.skyjobs.providers.channel;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.NodeChannel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A node that is a directory of this machine, and whose runs are ordinary processes. Safe for use
 * from many threads.
 *
 * @param cluster the node's cluster
 * @param rank the node
 * @param place what all nodes of the provider share
 * @param register what the provider has written down of it
 */
public record ProcessNode(ClusterName cluster, int rank, NodePlace place, NodeRegister register) {
    /**
     * The way to it.
     *
     * @throws ChannelException when there is no such node
     */
    public NodeChannel channel() throws ChannelException {
        mustExist();
        return new ProcessChannel(this);
    }

    Path runs() {
        return place.directories().runs(cluster, rank);
    }

    Path home() {
        return place.directories().home(cluster, rank);
    }

    Path directory() {
        return place.directories().node(cluster, rank);
    }

    PrivateView view() {
        return place.views().find();
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
        var confinement = register.confinement(cluster, rank);
        if (confinement.isEmpty()
                || !register.open(cluster, rank)
                || place.directories().id(cluster, rank).isEmpty()
                || new LeaseGuard(this).expired()) {
            throw new ChannelException("There is no " + this + ", or it is being removed.");
        }
        confinement.get().prepare(cluster, rank);
    }

    /** What a process that is started here begins with. */
    Map<String, String> environment() throws IOException {
        var variables =
                NodeEnvironment.of(
                        cluster,
                        place.directories().node(cluster, rank),
                        place.directories().home(cluster, rank));
        register.confinement(cluster, rank)
                .ifPresent(known -> variables.putAll(known.environment(cluster, rank)));
        if (view() instanceof PrivateView.Possible(var command)) {
            variables.put(PrivateView.VARIABLE, command);
        }
        return variables;
    }

    @Override
    public String toString() {
        return "node " + rank + " of cluster " + cluster;
    }
}
