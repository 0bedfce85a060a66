package io.skyjobs.providers.store.gcs;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;

/** What the store does once there may be credentials for it: all that needs the SDK. */
final class GcsAccount {
    private final GcsCalls calls;
    private final GcsBuckets buckets;
    private final GcsObjects objects;

    GcsAccount(GcsLogin login, StoreContext context, Duration firstPause) {
        this.calls = new GcsCalls(login, firstPause);
        this.buckets = new GcsBuckets(login, calls);
        this.objects = new GcsObjects(calls, context.clock());
    }

    /** Where the credentials come from, for people. */
    String source() throws ObjectStoreException {
        return calls.credentials().name();
    }

    GcsBuckets buckets() {
        return buckets;
    }

    GcsObjects objects() {
        return objects;
    }

    /** How a node reaches the store. */
    NodeAccess access(StoreUri bucket) throws ObjectStoreException {
        return calls.call(
                "give nodes a way to",
                bucket,
                ignored -> GcsAccess.of(calls.credentials(), calls.endpoint()));
    }
}
