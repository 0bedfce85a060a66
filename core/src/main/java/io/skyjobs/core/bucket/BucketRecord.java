package io.skyjobs.core.bucket;

import io.skyjobs.spi.store.StoreUri;

import java.time.Instant;

/**
 * A bucket that this installation made, or is about to make, for a job, or the place of a job's
 * files in a bucket that many share; what others made is never in a record.
 *
 * @param uri its address, with a key only where it is a place in a bucket
 * @param job the job that it was made for
 * @param persistent whether it outlives the job
 * @param made when the intent to make it was committed
 * @param state where it stands
 */
public record BucketRecord(
        StoreUri uri, long job, boolean persistent, Instant made, BucketState state) {
    /** Whether it is a place in a bucket that is not ours, and not a bucket. */
    public boolean isPlace() {
        return !uri.key().isEmpty();
    }

    /** The record of the same bucket, which outlives its job from now on. */
    public BucketRecord kept() {
        return new BucketRecord(uri, job, true, made, state);
    }

    /** The record with another state. */
    public BucketRecord with(BucketState next) {
        return new BucketRecord(uri, job, persistent, made, next);
    }
}
