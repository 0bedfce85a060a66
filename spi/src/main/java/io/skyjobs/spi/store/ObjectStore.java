package io.skyjobs.spi.store;

import io.skyjobs.spi.Readiness;

import java.util.List;
import java.util.Optional;

/**
 * One kind of object store with one account, such as S3 or a directory of this machine.
 *
 * <p>Safe for use from many threads. Calls block; those that move bytes fail once nothing has moved
 * for a minute, others after the SDK's own retries, and all of them soon after their thread was
 * interrupted. Unless it says otherwise, a call may be repeated with the same effect.
 */
public interface ObjectStore extends StoreObjects, AutoCloseable {
    /** The name in {@code store:}, such as {@code s3}. */
    String name();

    /** The name for people, such as {@code AWS S3}. */
    String title();

    /**
     * Whether it can be used, found as the store's own tools find credentials; may call out, and
     * the answer may be some minutes old.
     */
    Readiness readiness();

    /**
     * What is wrong with a name for a new bucket, in the words of the reference system; empty when
     * nothing is. Does not call out.
     */
    Optional<String> nameProblem(String bucket);

    /**
     * The bucket that a name means here: fills in the account or the region where an address holds
     * one.
     */
    StoreUri bucket(String name);

    /** Whether there is such a bucket, and it is ours to use. */
    Presence presence(StoreUri bucket) throws ObjectStoreException;

    /**
     * Makes a bucket unless it is there and ours.
     *
     * @param region where; empty for the configured one
     * @throws ObjectStoreException {@code DENIED} when the name belongs to somebody else
     */
    void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException;

    /**
     * Removes a bucket with all that is in it, unfinished uploads and old versions too. A bucket
     * that is gone is a success. After a failure a part may be gone; ask again.
     */
    void remove(StoreUri bucket) throws ObjectStoreException;

    /** Names of the buckets of the account. */
    List<String> buckets() throws ObjectStoreException;

    /**
     * How a node reaches the store by itself.
     *
     * @throws ObjectStoreException {@code AUTH} when there are no credentials that can be given to
     *     a node
     */
    NodeAccess access(StoreUri bucket) throws ObjectStoreException;

    @Override
    void close();

    /** What is at the name of a bucket. */
    enum Presence {
        /** Nothing. */
        ABSENT,
        /** A bucket that this account may use. */
        USABLE,
        /** A bucket that this account may not use. */
        DENIED
    }

    /** Told of progress; called from the thread that moves the bytes, and must return at once. */
    @FunctionalInterface
    interface Moved {
        /** Nobody listens. */
        Moved UNHEARD = bytes -> {};

        /** So many more bytes were moved; negative when they have to be moved again. */
        void moved(long bytes);
    }
}
