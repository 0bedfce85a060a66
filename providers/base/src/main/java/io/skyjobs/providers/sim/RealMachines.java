package io.skyjobs.providers.sim;

import io.skyjobs.providers.channel.Confinement;
import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.channel.ConfinementProbe;
import io.skyjobs.providers.channel.Machine;
import io.skyjobs.providers.channel.NodeDirectories;
import io.skyjobs.providers.channel.NodePlace;
import io.skyjobs.providers.channel.NodeRegister;
import io.skyjobs.providers.channel.ProcessEnd;
import io.skyjobs.providers.channel.ProcessNode;
import io.skyjobs.providers.channel.ProcessTable;
import io.skyjobs.providers.channel.RunWatcher;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.NodeChannel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Machines that are directories of this machine, whose runs are ordinary processes; they end as if
 * they lost power. Safe for use from many threads.
 */
final class RealMachines implements SimMachines, NodeRegister {
    private static final String CONFINEMENT = "confinement";
    private static final Duration SCAN_INTERVAL = Duration.ofSeconds(1);

    private final Path root;
    private final NodePlace place;
    private final ProcessEnd processes;
    private final ConfinementChoice choice;

    /**
     * @param root directory of all clusters; made when first needed
     */
    RealMachines(Path root, ConfinementChoice choice) {
        this.root = root.toAbsolutePath().normalize();
        this.choice = choice;
        var table = new ProcessTable();
        var threads = Thread.ofPlatform().daemon().name("sim-watch-", 0).factory();
        this.place = NodePlace.of(this.root, table, new RunWatcher(table, SCAN_INTERVAL, threads));
        this.processes = new ProcessEnd(place.directories(), table);
    }

    private NodeDirectories directories() {
        return place.directories();
    }

    @Override
    public void make(ClusterName cluster, SimNode node) throws IOException {
        place.lock(cluster).lock();
        try {
            if (confinement(cluster, node.rank()).isEmpty()) {
                Files.createDirectories(root);
                write(cluster, found());
            }
            directories().make(cluster, node.rank());
            confinement(cluster, node.rank()).orElseThrow().prepare(cluster, node.rank());
        } finally {
            place.lock(cluster).unlock();
        }
    }

    private Confinement found() throws IOException {
        try {
            return new ConfinementProbe(root).find(choice);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private Path confinementFile(ClusterName cluster) {
        return directories().cluster(cluster).resolve(CONFINEMENT);
    }

    private void write(ClusterName cluster, Confinement confinement) throws IOException {
        var text = new StringBuilder();
        confinement
                .fields()
                .forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        var file = confinementFile(cluster);
        Files.createDirectories(directories().cluster(cluster));
        var draft = file.resolveSibling("." + CONFINEMENT);
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public Optional<Confinement> confinement(ClusterName cluster, int rank) throws IOException {
        var file = confinementFile(cluster);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var fields = new HashMap<String, String>();
        for (var line : Files.readAllLines(file)) {
            var equals = line.indexOf('=');
            if (equals > 0) {
                fields.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        try {
            return Optional.of(Confinement.parse(fields));
        } catch (IllegalArgumentException damaged) {
            throw new IOException(file + " is damaged: " + damaged.getMessage(), damaged);
        }
    }

    /** A dead machine has no directory, and whoever starts a run looks for that first. */
    @Override
    public boolean open(ClusterName cluster, int rank) {
        return true;
    }

    @Override
    public void destroy(ClusterName cluster, SimNode node) throws IOException {
        place.lock(cluster).lock();
        try {
            var rank = node.rank();
            var kept = confinement(cluster, rank).orElseGet(Confinement.Scan::new);
            processes.ofNode(cluster, rank, kept);
            directories().remove(cluster, rank);
            if (directories().nodesOf(cluster) == 0) {
                if (directories().exists(cluster)) {
                    processes.of(cluster, 0, kept);
                }
                directories().remove(cluster);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        } finally {
            place.lock(cluster).unlock();
        }
    }

    @Override
    public NodeChannel channel(ClusterName cluster, SimNode node) throws ChannelException {
        return new ProcessNode(cluster, node.rank(), place, this).channel();
    }

    @Override
    public boolean privateFiles() {
        return place.views().isPossible();
    }

    @Override
    public boolean fuse() {
        return Machine.hasFuse();
    }

    @Override
    public boolean serverDisk() {
        return true;
    }

    @Override
    public boolean isBusy(SimCluster cluster, Instant now) {
        return cluster.nodes().stream()
                .filter(SimNode::isLive)
                .anyMatch(node -> isBusy(cluster.name(), node));
    }

    /** What cannot be told counts as busy, for an idle machine costs less than a lost run. */
    private boolean isBusy(ClusterName cluster, SimNode node) {
        try {
            var runs = directories().runsOf(cluster, node.rank());
            if (runs.isEmpty()) {
                return false;
            }
            var channel = channel(cluster, node);
            for (var run : runs) {
                var epoch = Long.parseLong(run.getFileName().toString());
                switch (channel.look(epoch).phase()) {
                    case MOUNTING, SETUP, WAITING, RUNNING, FLUSHING -> {
                        return true;
                    }
                    case NONE, ENDED, LOST -> {}
                }
            }
            return false;
        } catch (IOException | ChannelException | NumberFormatException unknown) {
            return true;
        }
    }

    @Override
    public void watch(Consumer<ClusterName> changed) {
        Map<Path, ClusterName> present = new HashMap<>();
        try {
            for (var name : directories().clusters()) {
                for (var run : directories().runsOf(name)) {
                    present.put(run, name);
                }
            }
        } catch (IOException unreadable) {
            // Hints may be missing; whoever wants facts looks anyway.
            present.clear();
        }
        place.watcher().subscribe(changed, present);
    }

    @Override
    public void close() {
        place.watcher().close();
    }
}
