package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.ProcessTable;
import io.skyjobs.spi.ClusterName;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * What all clusters of this machine share. Safe for use from many threads.
 *
 * @param directories where the nodes are
 * @param book which clusters there are
 * @param table the processes of this machine
 * @param watcher who notices what happens to runs
 * @param locks a cluster has one of them; some clusters share one
 */
record LocalPlace(
        NodeDirectories directories,
        ClusterBook book,
        ProcessTable table,
        RunWatcher watcher,
        List<ReentrantLock> locks) {
    private static final int LOCKS = 1024;

    static LocalPlace of(LocalSettings settings) {
        var root = settings.root().toAbsolutePath().normalize();
        var directories = new NodeDirectories(root);
        var book = new ClusterBook(root, settings.clock());
        var table = new ProcessTable();
        return new LocalPlace(
                directories,
                book,
                table,
                new RunWatcher(table, settings),
                Stream.generate(ReentrantLock::new).limit(LOCKS).toList());
    }

    ReentrantLock lock(ClusterName cluster) {
        return locks.get(Math.floorMod(cluster.hashCode(), LOCKS));
    }
}
