package io.skyjobs.providers.store.azureblob;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.BlockBlobItem;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreObjects;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The objects of an account. */
final class AzureObjects implements StoreObjects {
    private static final int NOT_FOUND = 404;

    private final AzureCalls calls;
    private final InstantSource clock;
    private final AzureListing listing = new AzureListing();

    AzureObjects(AzureCalls calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public List<StoredObject> list(StoreUri prefix, String after, int limit)
            throws ObjectStoreException {
        return calls.call(
                "list",
                prefix,
                client -> listing.list(AzureCalls.container(client, prefix), prefix, after, limit));
    }

    @Override
    public Optional<StoredObject> look(StoreUri object) throws ObjectStoreException {
        return calls.call(
                "look at",
                object,
                client -> {
                    try {
                        BlobProperties found = AzureCalls.blob(client, object).getProperties();
                        return Optional.of(
                                new StoredObject(
                                        object,
                                        found.getBlobSize(),
                                        tag(found.getETag()),
                                        found.getLastModified().toInstant()));
                    } catch (BlobStorageException answer) {
                        if (answer.getStatusCode() != NOT_FOUND
                                || AzureErrors.code(answer).equals("ContainerNotFound")) {
                            throw answer;
                        }
                        if (!AzureErrors.code(answer).equals("BlobNotFound")) {
                            // It does not say whether the container is what is missing.
                            AzureCalls.container(client, object).getProperties();
                        }
                        return Optional.empty();
                    }
                });
    }

    /** A list has tags without the quotes that all other answers have. */
    static String tag(String written) {
        boolean quoted = written.length() > 1 && written.startsWith("\"") && written.endsWith("\"");
        return quoted ? written.substring(1, written.length() - 1) : written;
    }

    @Override
    public StoredObject put(
            StoreUri object, Path content, PutCondition condition, ObjectStore.Moved moved)
            throws ObjectStoreException {
        try {
            long size = Files.size(content);
            if (size <= AzureUpload.BLOCK_BYTES) {
                BinaryData body =
                        size == 0
                                ? BinaryData.fromBytes(new byte[0])
                                : BinaryData.fromFile(content);
                StoredObject stored = put(object, body, size, condition);
                moved.moved(size);
                return stored;
            }
            return calls.call(
                    "write",
                    object,
                    client ->
                            stored(
                                    object,
                                    size,
                                    new AzureUpload(
                                                    AzureCalls.blob(client, object),
                                                    object,
                                                    content,
                                                    moved)
                                            .run(size, conditions(condition))));
        } catch (IOException | UncheckedIOException unreadable) {
            throw new ObjectStoreException(
                    Kind.INFRASTRUCTURE,
                    "UNREADABLE",
                    "Cannot read what is to be written to " + object + ".",
                    unreadable);
        }
    }

    @Override
    public StoredObject put(StoreUri object, byte[] content, PutCondition condition)
            throws ObjectStoreException {
        return put(object, BinaryData.fromBytes(content), content.length, condition);
    }

    private StoredObject put(StoreUri object, BinaryData body, long size, PutCondition condition)
            throws ObjectStoreException {
        return calls.call(
                "write",
                object,
                client ->
                        stored(
                                object,
                                size,
                                AzureCalls.blob(client, object)
                                        .uploadWithResponse(
                                                new BlockBlobSimpleUploadOptions(body)
                                                        .setRequestConditions(
                                                                conditions(condition)),
                                                null,
                                                Context.NONE)
                                        .getValue()));
    }

    private StoredObject stored(StoreUri object, long size, BlockBlobItem written) {
        return new StoredObject(object, size, tag(written.getETag()), clock.instant());
    }

    static BlobRequestConditions conditions(PutCondition condition) {
        BlobRequestConditions conditions = new BlobRequestConditions();
        return switch (condition) {
            case PutCondition.Always always -> conditions;
            case PutCondition.IfAbsent absent -> conditions.setIfNoneMatch("*");
            case PutCondition.IfUnchanged same ->
                    conditions.setIfMatch("\"" + tag(same.tag()) + "\"");
        };
    }

    @Override
    public InputStream get(StoreUri object, long from) throws ObjectStoreException {
        return calls.call(
                "read",
                object,
                client -> {
                    try {
                        return AzureInput.open(AzureCalls.blob(client, object), from);
                    } catch (IOException lost) {
                        throw new UncheckedIOException(lost);
                    }
                });
    }

    @Override
    public void copy(StoreUri from, StoreUri to) throws ObjectStoreException {
        AzureGrant grant = calls.grant(from);
        calls.act("copy", from, client -> new AzureCopy(client, grant, from).to(to));
    }

    @Override
    public void delete(StoreUri object) throws ObjectStoreException {
        try {
            calls.act(
                    "delete",
                    object,
                    client ->
                            AzureCalls.blob(client, object)
                                    .deleteWithResponse(
                                            DeleteSnapshotsOptionType.INCLUDE,
                                            null,
                                            null,
                                            Context.NONE));
        } catch (ObjectStoreException answer) {
            if (answer.kind() != Kind.NO_OBJECT) {
                throw answer;
            }
        }
    }

    @Override
    public void deleteAll(StoreUri prefix) throws ObjectStoreException {
        calls.act("delete", prefix, client -> new AzureEmptying(client, prefix).run());
    }
}
