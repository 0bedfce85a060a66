package io.skyjobs.providers.store.gcs;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreAccount;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreObjects;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;

/** The account, which knows the SDK. */
final class GcsAccount implements StoreAccount {
    private final GcsCalls calls;
    private final GcsBuckets buckets;
    private final GcsObjects objects;

    GcsAccount(GcsLogin login, StoreContext context, Duration firstPause) {
        this.calls = new GcsCalls(login, firstPause);
        this.buckets = new GcsBuckets(login, calls);
        this.objects = new GcsObjects(calls, context.clock());
    }

    @Override
    public String source() throws ObjectStoreException {
        return calls.credentials().name();
    }

    @Override
    public Buckets buckets() {
        return buckets;
    }

    @Override
    public StoreObjects objects() {
        return objects;
    }

    @Override
    public NodeAccess access(StoreUri bucket) throws ObjectStoreException {
        return calls.call(
                "give nodes a way to",
                bucket,
                ignored -> GcsAccess.of(calls.credentials(), calls.endpoint()));
    }
}
