package io.skyjobs.providers.store.azureblob;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlockBlobItem;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreUri;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * One large object in blocks, a few at the same time. Blocks are no object until the last step
 * names them all; what stays of a failure goes with the prefix, or a week later by itself.
 */
final class AzureUpload {
    /** The size of a block, and the least size of what goes in blocks. */
    static final long BLOCK_BYTES = 16L << 20;

    /** The most blocks that an object of Azure can have. */
    private static final int MOST_BLOCKS = 50_000;

    private static final int AT_ONCE = 4;

    private final BlockBlobClient blob;
    private final StoreUri object;
    private final Path content;
    private final ObjectStore.Moved moved;

    AzureUpload(BlockBlobClient blob, StoreUri object, Path content, ObjectStore.Moved moved) {
        this.blob = blob;
        this.object = object;
        this.content = content;
        this.moved = moved;
    }

    /** Uploads it. */
    BlockBlobItem run(long size, BlobRequestConditions conditions) throws ObjectStoreException {
        long block = Math.max(BLOCK_BYTES, (size + MOST_BLOCKS - 1) / MOST_BLOCKS);
        String upload = UUID.randomUUID().toString();
        List<String> ids = new ArrayList<>();
        try (AzureTurns turns = new AzureTurns("write", object, AT_ONCE)) {
            for (long from = 0; from < size; from += block) {
                String id = id(upload, ids.size());
                long begin = from;
                long length = Math.min(block, size - from);
                ids.add(id);
                turns.submit(() -> send(id, begin, length));
            }
            turns.await();
        }
        return blob.commitBlockListWithResponse(
                        new BlockBlobCommitBlockListOptions(ids).setRequestConditions(conditions),
                        null,
                        Context.NONE)
                .getValue();
    }

    /** Blocks of two who upload at once must not be mixed; and all ids must be of one length. */
    private static String id(String upload, int number) {
        String name = upload + "-%06d".formatted(number);
        return Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.US_ASCII));
    }

    private void send(String id, long from, long length) {
        blob.stageBlockWithResponse(
                new BlockBlobStageBlockOptions(id, BinaryData.fromFile(content, from, length)),
                null,
                Context.NONE);
        moved.moved(length);
    }
}
