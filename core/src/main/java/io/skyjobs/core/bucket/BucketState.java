package io.skyjobs.core.bucket;

import java.time.Instant;

/** Where a bucket of ours stands; it only moves forward. */
public sealed interface BucketState {
    /** The intent to make it is committed; it may exist. */
    record Intended() implements BucketState {}

    /** It was made. */
    record Made() implements BucketState {}

    /** It is to go, and may still exist. */
    record Removing(Instant since) implements BucketState {}

    /** The store said that it is gone. */
    record Gone(Instant at) implements BucketState {}

    /** Whether it may still exist. */
    default boolean mayExist() {
        return !(this instanceof Gone);
    }
}
