package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.Confinement;
import io.skyjobs.providers.channel.NodeDirectories;
import io.skyjobs.providers.channel.NodePlace;
import io.skyjobs.providers.channel.NodeRegister;
import io.skyjobs.providers.channel.ProcessNode;
import io.skyjobs.providers.channel.ProcessTable;
import io.skyjobs.providers.channel.RunWatcher;
import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all clusters of this machine share. Safe for use from many threads.
 *
 * @param nodes where the nodes are and what runs on them
 * @param book which clusters there are
 */
record LocalPlace(NodePlace nodes, ClusterBook book) implements NodeRegister {
    static LocalPlace of(LocalSettings settings) {
        var root = settings.root().toAbsolutePath().normalize();
        var table = new ProcessTable();
        var watcher = new RunWatcher(table, settings.scanInterval(), settings.threads());
        return new LocalPlace(
                NodePlace.of(root, table, watcher), new ClusterBook(root, settings.clock()));
    }

    NodeDirectories directories() {
        return nodes.directories();
    }

    RunWatcher watcher() {
        return nodes.watcher();
    }

    ReentrantLock lock(ClusterName cluster) {
        return nodes.lock(cluster);
    }

    ProcessNode node(ClusterName cluster, int rank) {
        return new ProcessNode(cluster, rank, nodes, this);
    }

    @Override
    public Optional<Confinement> confinement(ClusterName cluster, int rank) throws IOException {
        return book.find(cluster).map(ClusterEntry::confinement);
    }

    @Override
    public boolean open(ClusterName cluster, int rank) throws IOException {
        return book.find(cluster)
                .filter(entry -> entry.stage() != ClusterEntry.Stage.REMOVING)
                .isPresent();
    }
}
