package io.skyjobs.providers.channel;

import io.skyjobs.spi.ClusterName;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * What all nodes below one directory of this machine share. Safe for use from many threads.
 *
 * @param directories where the nodes are
 * @param table the processes of this machine
 * @param watcher who notices what happens to runs
 * @param views whether scripts can be shown files at absolute paths
 * @param locks a cluster has one of them; some clusters share one
 */
public record NodePlace(
        NodeDirectories directories,
        ProcessTable table,
        RunWatcher watcher,
        ViewProbe views,
        List<ReentrantLock> locks) {
    private static final int LOCKS = 1024;

    public NodePlace {
        locks = List.copyOf(locks);
    }

    /**
     * A place with locks of its own.
     *
     * @param root directory of all clusters; made when first needed
     */
    public static NodePlace of(Path root, ProcessTable table, RunWatcher watcher) {
        return new NodePlace(
                new NodeDirectories(root.toAbsolutePath().normalize()),
                table,
                watcher,
                new ViewProbe(),
                Stream.generate(ReentrantLock::new).limit(LOCKS).toList());
    }

    /** What to hold while a cluster, or what may run on it, is changed. */
    public ReentrantLock lock(ClusterName cluster) {
        return locks.get(Math.floorMod(cluster.hashCode(), locks.size()));
    }
}
