package io.skyjobs.providers.store.azureblob;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreUri;

import java.time.InstantSource;

/** What the store does once there may be credentials for it: all that needs the SDK. */
final class AzureAccount {
    private final AzureCalls calls;
    private final AzureContainers containers;
    private final AzureObjects objects;
    private final AzureAccess access;

    AzureAccount(AzureLogin login, InstantSource clock) {
        this.calls = new AzureCalls(login);
        this.containers = new AzureContainers(calls);
        this.objects = new AzureObjects(calls, clock);
        this.access = new AzureAccess(login, calls, clock);
    }

    /** Where the credentials come from, for people. */
    String source() throws ObjectStoreException {
        return calls.grant().source();
    }

    AzureContainers containers() {
        return containers;
    }

    AzureObjects objects() {
        return objects;
    }

    /** How a node reaches the store. */
    NodeAccess access(StoreUri bucket) throws ObjectStoreException {
        return access.of(bucket);
    }
}
