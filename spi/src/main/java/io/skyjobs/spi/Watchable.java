package io.skyjobs.spi;

import java.util.function.Consumer;

/**
 * A provider that can tell at once when something about a cluster or a run on it may have changed.
 */
public interface Watchable {
    /**
     * Calls {@code changed} with the name of a cluster soon after a node of it or a run on it
     * changed. A call is a hint to look, never a fact; calls may be repeated, late, or missing, and
     * come on threads of the provider, which the consumer must not block.
     *
     * @return close to stop
     */
    Watch watch(Consumer<ClusterName> changed);

    /** A watch that is going on. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
