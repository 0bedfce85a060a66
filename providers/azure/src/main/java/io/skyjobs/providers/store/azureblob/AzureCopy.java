package io.skyjobs.providers.store.azureblob;

import com.azure.core.util.polling.SyncPoller;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobCopyInfo;
import com.azure.storage.blob.models.CopyStatusType;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;

/** A copy of an object that Azure makes by itself, of any size. */
final class AzureCopy {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final BlobServiceClient client;
    private final AzureGrant grant;
    private final StoreUri from;

    AzureCopy(BlobServiceClient client, AzureGrant grant, StoreUri from) {
        this.client = client;
        this.grant = grant;
        this.from = from;
    }

    /** Makes the copy, and waits until Azure has made it. */
    void to(StoreUri to) throws ObjectStoreException {
        if (!to.area().equals(from.area())) {
            throw new ObjectStoreException(
                    Kind.INVALID,
                    "OTHER_ACCOUNT",
                    "Cannot copy " + from + ": the copy would be in another storage account.");
        }
        SyncPoller<BlobCopyInfo, Void> poller =
                AzureCalls.blob(client, to).beginCopy(source(), BETWEEN_LOOKS);
        BlobCopyInfo info = poller.poll().getValue();
        if (info.getCopyStatus() == CopyStatusType.PENDING) {
            info = poller.waitForCompletion().getValue();
        }
        if (info.getCopyStatus() != CopyStatusType.SUCCESS) {
            throw new ObjectStoreException(
                    Kind.INFRASTRUCTURE,
                    String.valueOf(info.getCopyStatus()),
                    "Cannot copy " + from + ": Azure gave it up.");
        }
    }

    /** The signature of a client is no part of the address of its objects. */
    private String source() {
        String address = AzureCalls.blob(client, from).getBlobUrl();
        return grant instanceof AzureGrant.Sas sas && !address.contains("?")
                ? address + "?" + sas.token()
                : address;
    }
}
