package io.skyjobs.core.job;

import io.skyjobs.spi.store.StoreUri;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the files and buckets of a job in object stores stand. They belong to the job as a whole:
 * no task is launched before they are ready, and nothing of the job is over before what is to go is
 * gone. Made only by {@link StorageMachine}.
 */
public sealed interface StorageState {
    /** The job has nothing in object stores. */
    record None() implements StorageState {}

    /**
     * Buckets are looked at and made, and files uploaded.
     *
     * @param planned the buckets that were seen to be missing and are made for the job: the intent
     *     before the effect; empty until all were looked at
     * @param waiting what it waits for
     * @param notBefore the earliest instant of the next try
     */
    record Preparing(Optional<List<StoreUri>> planned, Reason waiting, Instant notBefore)
            implements StorageState {
        public Preparing {
            planned = planned.map(List::copyOf);
        }
    }

    /**
     * Everything is where the tasks find it.
     *
     * @param staged whether the files of the submitting machine are in the store; else they go from
     *     the server to the nodes
     */
    record Ready(boolean staged) implements StorageState {}

    /**
     * No task needs it any more, and what is to go is being removed.
     *
     * @param trouble what stands in the way, when something does
     */
    record Removing(Optional<Reason> trouble) implements StorageState {}

    /** Nothing is left that should not be. */
    record Removed() implements StorageState {}

    /** Whether a task may be launched, as far as storage is concerned. */
    default boolean isReady() {
        return this instanceof None || this instanceof Ready;
    }

    /** Whether the files of the submitting machine are in the store. */
    default boolean isStaged() {
        return this instanceof Ready ready && ready.staged();
    }

    /** Whether nothing is left to do. */
    default boolean isOver() {
        return this instanceof None || this instanceof Removed;
    }
}
