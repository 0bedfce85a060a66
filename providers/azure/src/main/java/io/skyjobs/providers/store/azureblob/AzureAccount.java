package io.skyjobs.providers.store.azureblob;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreAccount;
import io.skyjobs.spi.store.StoreObjects;
import io.skyjobs.spi.store.StoreUri;

import java.time.InstantSource;

/** The account, which knows the SDK. */
final class AzureAccount implements StoreAccount {
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

    @Override
    public String source() throws ObjectStoreException {
        return calls.grant().source();
    }

    @Override
    public Buckets buckets() {
        return containers;
    }

    @Override
    public StoreObjects objects() {
        return objects;
    }

    @Override
    public NodeAccess access(StoreUri bucket) throws ObjectStoreException {
        return access.of(bucket);
    }
}
