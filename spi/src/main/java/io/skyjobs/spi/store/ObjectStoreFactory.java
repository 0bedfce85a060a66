package io.skyjobs.spi.store;

import java.util.List;

/**
 * Makes the stores of one SDK; found by {@link java.util.ServiceLoader}, so it has a public
 * constructor without parameters and does nothing until it is asked.
 */
public interface ObjectStoreFactory {
    /**
     * Makes the stores, each with a name that no other has. Must not call out: whether one can be
     * used is for {@link ObjectStore#readiness} to say.
     *
     * @throws IllegalArgumentException when a setting cannot be used; its message is one sentence
     *     that names the setting
     */
    List<ObjectStore> create(StoreContext context);
}
