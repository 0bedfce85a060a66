package io.skyjobs.core.controller;

import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreUri;

/** Brings the stored files of jobs into object stores. Safe for use from many threads. */
public interface TreeUploads {
    /** Has no files. */
    TreeUploads NONE =
            (order, store, target, moved) -> {
                throw new TaskFiles.MissingFiles("This server keeps no files.");
            };

    /**
     * Sees that a place of a store holds what a source of a job holds; what is there already and
     * the same is not sent again, and what else is there is left. May take as long as it takes, and
     * ends soon after its thread was interrupted. Idempotent: after a failure, ask again.
     *
     * @param target prefix of a directory, or the key of a single file
     * @param moved told of bytes that need not be sent any more
     * @throws TaskFiles.MissingFiles when the server does not have the files
     */
    Sent upload(Order order, ObjectStore store, StoreUri target, ObjectStore.Moved moved)
            throws ObjectStoreException, TaskFiles.MissingFiles;

    /**
     * What to upload.
     *
     * @param job the job whose files they are
     * @param source path on the submitting machine
     */
    record Order(JobSpec job, String source, boolean staged) {}

    /**
     * What there was to upload.
     *
     * @param files how many files
     * @param bytes how many bytes they have together
     */
    record Sent(long files, long bytes) {
        /** Nothing. */
        public static final Sent NOTHING = new Sent(0, 0);

        /** Both together. */
        public Sent and(Sent other) {
            return new Sent(files + other.files, bytes + other.bytes);
        }
    }
}
