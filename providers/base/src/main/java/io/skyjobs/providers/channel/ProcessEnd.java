package io.skyjobs.providers.channel;

import io.skyjobs.providers.channel.ProcessTable.Entry;
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
import java.util.stream.IntStream;

/**
 * Ends every process of a cluster or of one node and says how sure it is of that. Asking again goes
 * on where it stopped. Safe for use from many threads.
 */
public final class ProcessEnd {
    /** Enough for a kill to be carried out, unless a process hangs in the kernel. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(2);

    private final NodeDirectories directories;
    private final ProcessTable table;

    /**
     * @param directories where the nodes are
     * @param table the processes of this machine
     */
    public ProcessEnd(NodeDirectories directories, ProcessTable table) {
        this.directories = directories;
        this.table = table;
    }

    /**
     * Ends all processes of a cluster.
     *
     * @param nodes how many nodes it has
     * @return how it is known that no process is left
     * @throws IOException when some are left, or it cannot be told
     */
    public String of(ClusterName cluster, int nodes, Confinement confinement)
            throws IOException, InterruptedException {
        return end(new Prey(cluster, ranks(nodes), true), confinement);
    }

    /**
     * Ends all processes of one node of a cluster and leaves its other nodes alone.
     *
     * @return how it is known that no process is left
     * @throws IOException as {@link #of}
     */
    public String ofNode(ClusterName cluster, int rank, Confinement confinement)
            throws IOException, InterruptedException {
        return end(new Prey(cluster, List.of(rank), false), confinement);
    }

    /**
     * Ends what can be found of a cluster of which nothing is written down.
     *
     * @throws IOException as {@link #of}
     */
    public void ofForgotten(ClusterName name, int nodes) throws IOException, InterruptedException {
        hunt(new Prey(name, ranks(nodes), true));
    }

    private static List<Integer> ranks(int nodes) {
        return IntStream.range(0, nodes).boxed().toList();
    }

    /**
     * Whose processes are to end.
     *
     * @param whole whether these are all nodes of the cluster, also such as are not known
     */
    private record Prey(ClusterName cluster, List<Integer> ranks, boolean whole) {
        Path group(Path base) {
            return whole
                    ? base.resolve(cluster.value())
                    : Confinement.Cgroup.node(base, cluster, ranks.getFirst());
        }
    }

    private String end(Prey prey, Confinement confinement)
            throws IOException, InterruptedException {
        return switch (confinement) {
            case Confinement.Cgroup cgroup -> {
                var own = prey.group(cgroup.base());
                killGroup(own);
                removeGroups(own);
                if (cgroup.memory().isPresent()) {
                    removeGroups(prey.group(cgroup.memory().get()));
                }
                yield "the kernel says that its cgroup is empty";
            }
            case Confinement.Namespace namespace -> {
                hunt(prey);
                yield "its PID namespaces ended with their first processes";
            }
            case Confinement.Scan none -> {
                hunt(prey);
                yield "not proved: no process with its marker or in its sessions is left, but one"
                        + " that emptied its environment would not be seen";
            }
        };
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

    private void hunt(Prey prey) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var leaders = leaders(prey);
        killRunners(prey);
        var quiet = 0;
        // Twice, because a process may have been between a fork and its own entry at the first
        // look.
        while (quiet < 2) {
            var left = left(prey, leaders);
            quiet = left.isEmpty() ? quiet + 1 : 0;
            left.forEach(entry -> kill(entry.identity()));
            if (quiet == 0 && System.nanoTime() > deadline) {
                throw new IOException(
                        left.size() + " processes of " + prey.cluster() + " are left");
            }
            if (quiet < 2) {
                Thread.sleep(PAUSE);
            }
        }
    }

    /** First of all, so that none reports the end of its script as if it had come by itself. */
    private void killRunners(Prey prey) throws IOException {
        for (var run : runs(prey)) {
            identity(run.resolve(RunDirectory.RUNNER))
                    .filter(table::alive)
                    .ifPresent(ProcessEnd::kill);
        }
    }

    private static void kill(ProcessIdentity process) {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    private List<Path> runs(Prey prey) throws IOException {
        if (prey.whole()) {
            return directories.runsOf(prey.cluster());
        }
        return directories.runsOf(prey.cluster(), prey.ranks().getFirst());
    }

    /** The first processes of its sessions, by session id. */
    private Map<Long, ProcessIdentity> leaders(Prey prey) throws IOException {
        var leaders = new HashMap<Long, ProcessIdentity>();
        for (var run : runs(prey)) {
            for (var name :
                    List.of(
                            RunDirectory.RUNNER,
                            RunDirectory.SETUP_PROCESS,
                            RunDirectory.RUN_PROCESS,
                            RunDirectory.HOOK_PROCESS)) {
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

    private Set<Entry> left(Prey prey, Map<Long, ProcessIdentity> leaders) throws IOException {
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
        for (var rank : prey.ranks()) {
            left.addAll(
                    table.withVariable(
                            NodeEnvironment.MARKER,
                            directories.node(prey.cluster(), rank).toString()));
        }
        return left;
    }
}
