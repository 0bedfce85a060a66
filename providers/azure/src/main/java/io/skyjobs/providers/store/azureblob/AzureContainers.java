package io.skyjobs.providers.store.azureblob;

import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobContainerItem;
import com.azure.storage.blob.models.ListBlobContainersOptions;

import io.skyjobs.spi.store.ObjectStore.Presence;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreAccount;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The containers of an account as wholes. */
final class AzureContainers implements StoreAccount.Buckets {
    /** Somebody waits for the list before a job is taken. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final AzureCalls calls;

    AzureContainers(AzureCalls calls) {
        this.calls = calls;
    }

    @Override
    public Presence presence(StoreUri bucket) throws ObjectStoreException {
        try {
            calls.act(
                    "look at",
                    bucket,
                    client -> AzureCalls.container(client, bucket).getProperties());
            return Presence.USABLE;
        } catch (ObjectStoreException answer) {
            if (isGone(answer)) {
                return Presence.ABSENT;
            }
            if (answer.kind() == Kind.DENIED) {
                return Presence.DENIED;
            }
            throw answer;
        }
    }

    /** Names of containers belong to an account: one that is there is ours. */
    @Override
    public void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException {
        try {
            calls.act("make", bucket, client -> AzureCalls.container(client, bucket).create());
        } catch (ObjectStoreException refused) {
            if (!refused.code().equals("ContainerAlreadyExists")) {
                throw refused;
            }
        }
    }

    @Override
    public void remove(StoreUri bucket) throws ObjectStoreException {
        try {
            calls.act(
                    "remove",
                    bucket,
                    client ->
                            AzureCalls.container(client, bucket)
                                    .deleteWithResponse(null, null, Context.NONE));
        } catch (ObjectStoreException answer) {
            if (!isGone(answer)) {
                throw answer;
            }
        }
    }

    private static boolean isGone(ObjectStoreException answer) {
        return answer.kind() == Kind.NO_BUCKET || answer.code().equals(AzureErrors.BEING_DELETED);
    }

    @Override
    public List<String> names(StoreUri all) throws ObjectStoreException {
        return calls.call(
                "list the containers of",
                all,
                client ->
                        client.listBlobContainers(new ListBlobContainersOptions(), SOON).stream()
                                .map(BlobContainerItem::getName)
                                .toList());
    }
}
