package io.skyjobs.providers.store.azureblob;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.specialized.BlockBlobClient;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls Azure, with a client for each account, and tells its errors as ours. Safe for use from many
 * threads.
 */
final class AzureCalls {
    private final AzureLogin login;
    private final AzureClients maker;
    private final Map<Key, BlobServiceClient> clients = new ConcurrentHashMap<>();

    private record Key(String account, String endpoint, AzureGrant grant) {}

    AzureCalls(AzureLogin login) {
        this.login = login;
        this.maker = new AzureClients(login);
    }

    /** A call to an account. */
    interface Call<T> {
        T at(BlobServiceClient client) throws ObjectStoreException;
    }

    /** A call that answers nothing of use. */
    interface Act {
        void at(BlobServiceClient client) throws ObjectStoreException;
    }

    /**
     * Makes a call, unless the thread was interrupted already.
     *
     * @param what what is being done, as it goes on after "Cannot"
     */
    <T> T call(String what, StoreUri uri, Call<T> call) throws ObjectStoreException {
        AzureErrors.endIfInterrupted(what, uri);
        try {
            return call.at(client(uri));
        } catch (RuntimeException error) {
            throw AzureErrors.with(grant(), AzureErrors.of(error, what, uri), what, uri);
        }
    }

    /** Makes a call whose answer is of no use. */
    void act(String what, StoreUri uri, Act act) throws ObjectStoreException {
        call(
                what,
                uri,
                client -> {
                    act.at(client);
                    return uri;
                });
    }

    private BlobServiceClient client(StoreUri uri) throws ObjectStoreException {
        AzureGrant grant = grant(uri);
        Key key = new Key(uri.area(), login.endpoint(uri.area()), grant);
        try {
            return clients.computeIfAbsent(key, it -> maker.make(it.account(), it.grant()));
        } catch (IllegalArgumentException unusable) {
            throw new ObjectStoreException(
                    Kind.AUTH,
                    "UNUSABLE",
                    grant.source()
                            + " cannot be used at "
                            + key.endpoint()
                            + ": correct what is set, then ask again.",
                    unusable);
        }
    }

    /** What lets us use the account of an address. */
    AzureGrant grant(StoreUri uri) throws ObjectStoreException {
        AzureGrant grant = grant();
        if (uri.area().isEmpty()) {
            throw new ObjectStoreException(Kind.AUTH, "NO_ACCOUNT", login.missingAccount());
        }
        if (grant.isOfOneAccount() && !login.isConfigured(uri.area())) {
            throw new ObjectStoreException(
                    Kind.AUTH,
                    "OTHER_ACCOUNT",
                    grant.source()
                            + " is for storage account '"
                            + login.account().orElse("")
                            + "', not for '"
                            + uri.area()
                            + "': run `az login` to use several.");
        }
        return grant;
    }

    /** What lets us use accounts. */
    AzureGrant grant() throws ObjectStoreException {
        return login.grant()
                .orElseThrow(
                        () ->
                                new ObjectStoreException(
                                        Kind.AUTH, "NO_CREDENTIALS", login.missing()));
    }

    /** The container of an address. */
    static BlobContainerClient container(BlobServiceClient client, StoreUri uri) {
        return client.getBlobContainerClient(uri.bucket());
    }

    /** The object of an address. */
    static BlockBlobClient blob(BlobServiceClient client, StoreUri uri) {
        return container(client, uri).getBlobClient(uri.key()).getBlockBlobClient();
    }
}
