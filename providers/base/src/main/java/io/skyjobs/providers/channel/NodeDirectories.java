package io.skyjobs.providers.channel;

import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the nodes of clusters are: {@code <root>/<cluster>/node<k>}, with the node's home and its
 * id in it. Safe for use from many threads as long as one cluster is changed by one at a time.
 */
public final class NodeDirectories {
    private final Path root;

    /**
     * @param root directory of all clusters; made when first needed
     */
    public NodeDirectories(Path root) {
        this.root = root;
    }

    /** The directory of a cluster. */
    public Path cluster(ClusterName name) {
        return root.resolve(name.value());
    }

    /** The directory of a node. */
    public Path node(ClusterName name, int rank) {
        return cluster(name).resolve("node" + rank);
    }

    /** What the processes of a node take for their home. */
    public Path home(ClusterName name, int rank) {
        return node(name, rank).resolve("home");
    }

    /** Where a node has the directories of its runs. */
    public Path runs(ClusterName name, int rank) {
        return home(name, rank).resolve(".sky").resolve("runs");
    }

    /**
     * Makes a node unless it is there. A node whose directory was taken away is another node then.
     */
    public void make(ClusterName name, int rank) throws IOException {
        if (id(name, rank).isPresent()) {
            return;
        }
        Files.createDirectories(root);
        Files.createDirectories(runs(name, rank));
        Files.setPosixFilePermissions(cluster(name), PosixFilePermissions.fromString("rwx------"));
        var id = node(name, rank).resolve("id");
        var draft = node(name, rank).resolve(".id");
        Files.writeString(draft, UUID.randomUUID().toString());
        Files.move(draft, id);
    }

    /** The id of a node that was made completely. */
    public Optional<String> id(ClusterName name, int rank) throws IOException {
        var id = node(name, rank).resolve("id");
        return Files.exists(id) && Files.isDirectory(home(name, rank))
                ? Optional.of(Files.readString(id))
                : Optional.empty();
    }

    /** Whether there is anything of a cluster. */
    public boolean exists(ClusterName name) {
        return Files.exists(cluster(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** How many nodes have a directory. */
    public int nodesOf(ClusterName name) throws IOException {
        var count = 0;
        if (exists(name)) {
            try (var nodes = Files.newDirectoryStream(cluster(name), "node*")) {
                for (var node : nodes) {
                    count += Files.isDirectory(node) ? 1 : 0;
                }
            }
        }
        return count;
    }

    /**
     * Removes all that is there of a cluster. Buckets that are mounted in it are unmounted first:
     * what is in them stays.
     */
    public void remove(ClusterName name) throws IOException {
        MountTable.clear(cluster(name));
        DirectoryRemoval.remove(cluster(name));
    }

    /** Removes all that is there of one node, as {@link #remove(ClusterName)}. */
    public void remove(ClusterName name, int rank) throws IOException {
        MountTable.clear(node(name, rank));
        DirectoryRemoval.remove(node(name, rank));
    }

    /** Names of all clusters that have a directory. */
    public List<ClusterName> clusters() throws IOException {
        var found = new ArrayList<ClusterName>();
        if (!Files.isDirectory(root)) {
            return found;
        }
        try (var folders = Files.newDirectoryStream(root, "[a-z0-9]*")) {
            for (var folder : folders) {
                named(folder).ifPresent(found::add);
            }
        }
        return found;
    }

    /** The cluster that a file is about; what somebody else put there is about none. */
    public static Optional<ClusterName> named(Path file) {
        try {
            return Optional.of(new ClusterName(file.getFileName().toString()));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** Directories of all runs on a cluster. */
    public List<Path> runsOf(ClusterName name) throws IOException {
        var found = new ArrayList<Path>();
        if (!exists(name)) {
            return found;
        }
        try (var nodes = Files.newDirectoryStream(cluster(name), "node*")) {
            for (var node : nodes) {
                found.addAll(runsBelow(node.resolve("home/.sky/runs")));
            }
        }
        return found;
    }

    /** Directories of all runs on one node. */
    public List<Path> runsOf(ClusterName name, int rank) throws IOException {
        return runsBelow(runs(name, rank));
    }

    private static List<Path> runsBelow(Path runs) throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(runs)) {
            try (var epochs = Files.newDirectoryStream(runs, "[0-9]*")) {
                epochs.forEach(found::add);
            }
        }
        return found;
    }
}
