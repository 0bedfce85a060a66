package io.skyjobs.providers.store.file;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreFactory;
import io.skyjobs.spi.store.StoreContext;

import java.util.List;

/** Makes the store {@code file}. */
public final class FileObjectStoreFactory implements ObjectStoreFactory {
    @Override
    public List<ObjectStore> create(StoreContext context) {
        return List.of(new FileObjectStore(context.stateDirectory().resolve("buckets")));
    }
}
