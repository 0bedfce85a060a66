package io.skyjobs.core.bundle;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.StoreUri;

import java.util.Map;
import java.util.Optional;

/**
 * Something in an object store that a node is to have at a path before {@code setup}.
 *
 * @param destination where: absolute, or {@code ~} or below {@code ~/}
 * @param address an object, a prefix that is taken as a directory, or a bucket
 * @param access how the node reaches it; holds credentials
 * @param mode how it is made visible
 * @param preset {@code MODEL_CHECKPOINT_RO} and its like
 * @param options mount options: dotted key to JSON text, such as {@code mount_cached.transfers}
 * @param details what of a copied tree the store cannot hold; empty for what people put there
 */
public record NodeMount(
        String destination,
        StoreUri address,
        NodeAccess access,
        Mode mode,
        Optional<String> preset,
        Map<String, String> options,
        TreeDetails details) {
    public NodeMount {
        options = Map.copyOf(options);
    }

    /** How something is made visible. */
    public enum Mode {
        /** Copied before {@code setup}; never written back. */
        COPY,
        /** The bucket itself; what is written is there once its file was closed. */
        MOUNT,
        /** Through a cache on the node's disk; what is written is uploaded later. */
        MOUNT_CACHED
    }
}
