package io.skyjobs.spi.store;

import io.skyjobs.spi.store.ObjectStore.Moved;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What can be done with the objects of a store; what all calls promise is said at {@link
 * ObjectStore}.
 */
public interface StoreObjects {
    /**
     * Objects whose key begins with the address' key, in the order of their keys' bytes.
     *
     * @param after only keys after this one; empty for all
     * @param limit at most so many, 1 to 1,000
     */
    List<StoredObject> list(StoreUri prefix, String after, int limit) throws ObjectStoreException;

    /** One object; empty when there is none. */
    Optional<StoredObject> look(StoreUri object) throws ObjectStoreException;

    /**
     * Writes an object as a whole: a reader sees all of it or what was before. Large ones go in
     * parts, and of a failure no part stays that could be seen.
     *
     * @param moved told of bytes as they are sent
     * @throws ObjectStoreException {@code CONFLICT} when the condition does not hold
     */
    StoredObject put(StoreUri object, Path content, PutCondition condition, Moved moved)
            throws ObjectStoreException;

    /** As {@link #put(StoreUri, Path, PutCondition, Moved)}, of little content. */
    StoredObject put(StoreUri object, byte[] content, PutCondition condition)
            throws ObjectStoreException;

    /**
     * The bytes of an object from an offset on; the caller closes the stream, and an {@link
     * IOException} while reading means that the rest was not had.
     *
     * @throws ObjectStoreException {@code NO_OBJECT}
     */
    InputStream get(StoreUri object, long from) throws ObjectStoreException;

    /** Makes a copy of an object inside the store, without moving its bytes through us. */
    void copy(StoreUri from, StoreUri to) throws ObjectStoreException;

    /** Removes an object; one that is gone is a success. */
    void delete(StoreUri object) throws ObjectStoreException;

    /**
     * Removes every object whose key begins with the address' key, and unfinished uploads to such
     * keys. The key must not be empty: a whole bucket goes by {@link ObjectStore#remove}.
     */
    void deleteAll(StoreUri prefix) throws ObjectStoreException;
}
