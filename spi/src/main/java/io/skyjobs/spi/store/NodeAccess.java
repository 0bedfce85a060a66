package io.skyjobs.spi.store;

import java.time.Instant;
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
 * @param until when the credentials are no longer good and others are to be had by asking again;
 *     somewhat early, so that no call is under way then. Empty when they last, when {@code rclone}
 *     renews them by itself, and when it could not be given others
 */
public record NodeAccess(
        Map<String, String> options,
        String root,
        Optional<String> directory,
        Optional<Instant> until) {
    public NodeAccess {
        options = Map.copyOf(new TreeMap<>(options));
    }

    /** A store that is reached over the network. */
    public static NodeAccess remote(Map<String, String> options) {
        return new NodeAccess(options, "", Optional.empty(), Optional.empty());
    }

    /** Buckets that are directories of the control plane's own machine. */
    public static NodeAccess inDirectory(Map<String, String> options, String directory) {
        return new NodeAccess(options, "", Optional.of(directory), Optional.empty());
    }

    /** The same with credentials that are lent. */
    public NodeAccess lentUntil(Instant end) {
        return new NodeAccess(options, root, directory, Optional.of(end));
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
