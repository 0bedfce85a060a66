package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.ProcessIdentity;
import io.skyjobs.providers.channel.ProcessTable;
import io.skyjobs.providers.channel.ProcessTable.Entry;
import io.skyjobs.providers.channel.RunDirectory;
import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ends every process of a cluster and says how sure it is of that. Asking again goes on where it
 * stopped.
 */
final class ProcessEnd {
    /** Enough for a kill to be carried out, unless a process hangs in the kernel. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(2);

    private final NodeDirectories directories;
    private final ProcessTable table;

    ProcessEnd(NodeDirectories directories, ProcessTable table) {
        this.directories = directories;
        this.table = table;
    }

    /**
     * @return how it is known that no process is left
     * @throws IOException when some are left, or it cannot be told
     */
    String of(ClusterEntry cluster) throws IOException, InterruptedException {
        return switch (cluster.confinement()) {
            case Confinement.Cgroup cgroup -> {
                var own = cgroup.base().resolve(cluster.name().value());
                killGroup(own);
                removeGroups(own);
                if (cgroup.memory().isPresent()) {
                    removeGroups(cgroup.memory().get().resolve(cluster.name().value()));
                }
                yield "the kernel says that its cgroup is empty";
            }
            case Confinement.Namespace namespace -> {
                hunt(cluster.name(), cluster.nodes());
                yield "its PID namespaces ended with their first processes";
            }
            case Confinement.Scan none -> {
                hunt(cluster.name(), cluster.nodes());
                yield "not proved: no process with its marker or in its sessions is left, but one"
                        + " that emptied its environment would not be seen";
            }
        };
    }

    /**
     * Ends what can be found of a cluster of which nothing is written down.
     *
     * @throws IOException as {@link #of}
     */
    void ofForgotten(ClusterName name, int nodes) throws IOException, InterruptedException {
        hunt(name, nodes);
    }

    private static void killGroup(Path group) throws IOException, InterruptedException {
        if (!Files.exists(group.resolve("cgroup.kill"))) {
            return;
        }
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        Files.writeString(group.resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
        while (!Files.readString(group.resolve("cgroup.events")).contains("populated 0")) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the cgroup " + group + " still has processes");
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Files of a cgroup go with its directory, and a directory only without sub-directories. */
    private static void removeGroups(Path group) throws IOException {
        if (!Files.exists(group)) {
            return;
        }
        Files.walkFileTree(
                group,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException trouble)
                            throws IOException {
                        Files.deleteIfExists(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private void hunt(ClusterName cluster, int nodes) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var leaders = leaders(cluster);
        var quiet = 0;
        // Twice, because a process may have been between a fork and its own entry at the first
        // look.
        while (quiet < 2) {
            var left = left(cluster, nodes, leaders);
            quiet = left.isEmpty() ? quiet + 1 : 0;
            for (var entry : left) {
                ProcessHandle.of(entry.identity().pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
            if (quiet == 0 && System.nanoTime() > deadline) {
                throw new IOException(left.size() + " processes of " + cluster + " are left");
            }
            if (quiet < 2) {
                Thread.sleep(PAUSE);
            }
        }
    }

    /** The first processes of its sessions, by session id. */
    private Map<Long, ProcessIdentity> leaders(ClusterName cluster) throws IOException {
        var leaders = new HashMap<Long, ProcessIdentity>();
        for (var run : directories.runsOf(cluster)) {
            for (var name :
                    List.of(
                            RunDirectory.RUNNER,
                            RunDirectory.SETUP_PROCESS,
                            RunDirectory.RUN_PROCESS)) {
                identity(run.resolve(name)).ifPresent(found -> leaders.put(found.pid(), found));
            }
        }
        return leaders;
    }

    private static Optional<ProcessIdentity> identity(Path file) throws IOException {
        return Files.exists(file)
                ? ProcessIdentity.parse(Files.readString(file))
                : Optional.empty();
    }

    private Set<Entry> left(ClusterName cluster, int nodes, Map<Long, ProcessIdentity> leaders)
            throws IOException {
        var left = new HashSet<Entry>();
        for (var entry : table.all()) {
            var leader = leaders.get(entry.session());
            // A session of the same id that began before the leader, or in another life, is another
            // one.
            if (leader != null
                    && leader.boot().equals(entry.identity().boot())
                    && leader.started() > 0
                    && entry.identity().started() >= leader.started()) {
                left.add(entry);
            }
        }
        for (var rank = 0; rank < nodes; rank++) {
            left.addAll(
                    table.withVariable(
                            NodeEnvironment.MARKER, directories.node(cluster, rank).toString()));
        }
        return left;
    }
}
