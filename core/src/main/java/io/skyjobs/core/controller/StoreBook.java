package io.skyjobs.core.controller;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.StoreUri;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The object stores that there are, by name, and the way into them; never changes. Safe for use
 * from many threads.
 */
public final class StoreBook {
    /** No store. */
    public static final StoreBook NONE = new StoreBook(List.of(), TreeUploads.NONE);

    private final Map<String, ObjectStore> stores = new LinkedHashMap<>();
    private final TreeUploads uploads;
    private final Optional<StoreUri> shared;

    /**
     * @param stores each of another name, in the order in which they are preferred
     * @param uploads brings the files of jobs into them
     */
    public StoreBook(List<ObjectStore> stores, TreeUploads uploads) {
        this(stores, uploads, Optional.empty());
    }

    /**
     * @param shared the bucket in which the files of all jobs lie, when there is one
     */
    public StoreBook(List<ObjectStore> stores, TreeUploads uploads, Optional<StoreUri> shared) {
        this.uploads = uploads;
        this.shared = shared;
        stores.forEach(store -> this.stores.put(store.name(), store));
    }

    /** All of them, the preferred first. */
    public Collection<ObjectStore> all() {
        return stores.values();
    }

    /** Brings the files of jobs into them. */
    public TreeUploads uploads() {
        return uploads;
    }

    /** The bucket in which the files of all jobs lie; each has a place of its own there. */
    public Optional<StoreUri> shared() {
        return shared;
    }

    /** The store of a name. */
    public Optional<ObjectStore> named(String name) {
        return Optional.ofNullable(stores.get(name));
    }

    /** The store that an address is in. */
    public Optional<ObjectStore> of(StoreUri uri) {
        return named(uri.store());
    }
}
