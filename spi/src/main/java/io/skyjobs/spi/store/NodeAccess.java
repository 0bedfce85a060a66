package io.skyjobs.spi.store;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a node reaches a store: as the options of a remote of {@code rclone}, which every node uses,
 * or as a directory of the control plane's own machine.
 *
 * <p>It holds credentials: it goes to nodes only in files of mode 600, and never into a log.
 *
 * @param options options of the remote by name, {@code type} among them, as {@code rclone.conf} has
 *     them
 * @param root what stands before the bucket's name in a path of the remote; empty for most
 * @param directory the directory where the buckets are, when they are directories that only nodes
 *     of the control plane's own machine can see
 */
public record NodeAccess(Map<String, String> options, String root, Optional<String> directory) {
    public NodeAccess {
        options = Map.copyOf(new TreeMap<>(options));
    }

    /** A store that is reached over the network. */
    public static NodeAccess remote(Map<String, String> options) {
        return new NodeAccess(options, "", Optional.empty());
    }

    /** Names only, so that no log ever has the values. */
    @Override
    public String toString() {
        return "NodeAccess["
                + new TreeMap<>(options).keySet()
                + ", "
                + root
                + ", "
                + directory
                + "]";
    }
}
