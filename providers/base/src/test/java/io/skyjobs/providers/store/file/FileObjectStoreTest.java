package io.skyjobs.providers.store.file;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.testkit.ObjectStoreContract;

/** Directories of this machine as a store. */
final class FileObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore store() {
        return new FileObjectStore(directory.resolve("buckets"));
    }

    @Override
    protected boolean takesAnyKey() {
        return false;
    }
}
