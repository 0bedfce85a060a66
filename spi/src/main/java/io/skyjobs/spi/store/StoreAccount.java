package io.skyjobs.spi.store;

import io.skyjobs.spi.store.ObjectStore.Presence;

import java.util.List;
import java.util.Optional;

/**
 * What a store does once there may be credentials for it: all that needs the store's SDK. Each
 * method is the one of {@link ObjectStore} of the same name, and holds to what that promises. Safe
 * for use from many threads.
 */
public interface StoreAccount extends AutoCloseable {
    /** Where the credentials come from, for people. */
    String source() throws ObjectStoreException;

    /** Its buckets as wholes. */
    Buckets buckets();

    /** What is in them. */
    StoreObjects objects();

    /** How a node reaches the store. */
    NodeAccess access(StoreUri bucket) throws ObjectStoreException;

    /** Lets go of what it holds; most hold nothing. */
    @Override
    default void close() {}

    /** Buckets as wholes. */
    interface Buckets {
        Presence presence(StoreUri bucket) throws ObjectStoreException;

        void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException;

        void remove(StoreUri bucket) throws ObjectStoreException;

        /**
         * Names of the buckets of the account.
         *
         * @param all the address without a bucket, to be named in what is told
         */
        List<String> names(StoreUri all) throws ObjectStoreException;
    }
}
