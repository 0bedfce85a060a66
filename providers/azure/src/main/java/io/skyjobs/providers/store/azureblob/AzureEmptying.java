package io.skyjobs.providers.store.azureblob;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;

import java.util.Set;

/** Removes objects and unfinished uploads below a prefix, some at the same time. */
final class AzureEmptying {
    private static final int AT_ONCE = 16;
    private static final Set<String> GONE = Set.of("BlobNotFound", "ContainerNotFound");
    private static final Set<String> WRITTEN = Set.of("BlobAlreadyExists", "ConditionNotMet");

    private final BlobServiceClient client;
    private final StoreUri prefix;

    AzureEmptying(BlobServiceClient client, StoreUri prefix) {
        this.client = client;
        this.prefix = prefix;
    }

    /** Removes all. */
    void run() throws ObjectStoreException {
        ListBlobsOptions options =
                new ListBlobsOptions()
                        .setPrefix(prefix.key())
                        .setDetails(new BlobListDetails().setRetrieveUncommittedBlobs(true));
        for (PagedResponse<BlobItem> page :
                AzureCalls.container(client, prefix).listBlobs(options, null).iterableByPage()) {
            try (AzureTurns turns = new AzureTurns("delete", prefix, AT_ONCE)) {
                for (BlobItem item : page.getValue()) {
                    turns.submit(() -> remove(item.getName()));
                }
                turns.await();
            }
        }
    }

    private void remove(String key) {
        BlockBlobClient blob =
                AzureCalls.blob(
                        client, new StoreUri(prefix.store(), prefix.area(), prefix.bucket(), key));
        if (delete(blob)) {
            return;
        }
        // Of an upload that nobody finished there are blocks, but no object that could be deleted:
        // an empty object takes the place of the blocks.
        try {
            blob.uploadWithResponse(
                    new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(new byte[0]))
                            .setRequestConditions(AzureObjects.conditions(PutCondition.IF_ABSENT)),
                    null,
                    Context.NONE);
        } catch (BlobStorageException answer) {
            if (GONE.contains(AzureErrors.code(answer))) {
                return;
            }
            if (!WRITTEN.contains(AzureErrors.code(answer))) {
                throw answer;
            }
        }
        delete(blob);
    }

    /** Whether there was something to delete. */
    private static boolean delete(BlockBlobClient blob) {
        try {
            blob.deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE, null, null, Context.NONE);
            return true;
        } catch (BlobStorageException answer) {
            if (GONE.contains(AzureErrors.code(answer))) {
                return false;
            }
            throw answer;
        }
    }
}
