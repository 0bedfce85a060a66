package io.skyjobs.providers.store.azureblob;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * How a node reaches a container: as a remote of rclone. With the key of an account of Azure it has
 * that key. Everybody else has a signature for the one container, since versions of rclone differ
 * in what they take of logins and of other endpoints, and every one takes a signature.
 */
final class AzureAccess {
    /** Somewhat less than the 7 days that Azure lets a login give away, for clocks that differ. */
    private static final Duration LENT = Duration.ofDays(7).minusHours(1);

    private final AzureLogin login;
    private final AzureCalls calls;
    private final InstantSource clock;

    AzureAccess(AzureLogin login, AzureCalls calls, InstantSource clock) {
        this.login = login;
        this.calls = calls;
        this.clock = clock;
    }

    NodeAccess of(StoreUri bucket) throws ObjectStoreException {
        AzureGrant grant = calls.grant(bucket);
        boolean foreign = login.foreignEndpoint().isPresent() && login.isConfigured(bucket.area());
        if (grant instanceof AzureGrant.Key key && !foreign) {
            return NodeAccess.remote(
                    Map.of("type", "azureblob", "account", bucket.area(), "key", key.key()));
        }
        String address =
                calls.call("give nodes a way to", bucket, client -> address(client, grant, bucket));
        return NodeAccess.remote(Map.of("type", "azureblob", "sas_url", address));
    }

    /** The address of a container with the right to use it. */
    String address(BlobServiceClient client, AzureGrant grant, StoreUri bucket) {
        BlobContainerClient container = AzureCalls.container(client, bucket);
        OffsetDateTime end = clock.instant().plus(LENT).atOffset(ZoneOffset.UTC);
        BlobServiceSasSignatureValues rights =
                new BlobServiceSasSignatureValues(
                        end,
                        new BlobContainerSasPermission()
                                .setReadPermission(true)
                                .setAddPermission(true)
                                .setCreatePermission(true)
                                .setWritePermission(true)
                                .setDeletePermission(true)
                                .setListPermission(true));
        String token =
                switch (grant) {
                    case AzureGrant.Key key -> container.generateSas(rights);
                    case AzureGrant.Sas sas -> sas.token();
                    case AzureGrant.Principal principal -> delegated(client, container, rights);
                    case AzureGrant.Cli cli -> delegated(client, container, rights);
                };
        return login.endpoint(bucket.area()) + "/" + bucket.bucket() + "?" + token;
    }

    private static String delegated(
            BlobServiceClient client,
            BlobContainerClient container,
            BlobServiceSasSignatureValues rights) {
        UserDelegationKey key = client.getUserDelegationKey(null, rights.getExpiryTime());
        return container.generateUserDelegationSas(rights, key);
    }
}
