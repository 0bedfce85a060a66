package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreObjects;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The objects of a store. */
final class S3Objects implements StoreObjects {
    /** How often S3 may say that somebody else is just writing. */
    private static final int CONFLICTS = 5;

    private static final int RANGE_BEYOND_END = 416;

    private final S3Calls calls;
    private final InstantSource clock;

    S3Objects(S3Calls calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public List<StoredObject> list(StoreUri prefix, String after, int limit)
            throws ObjectStoreException {
        return calls.call(
                "list",
                prefix,
                client ->
                        client
                                .listObjectsV2(
                                        it -> {
                                            it.bucket(prefix.bucket()).maxKeys(limit);
                                            if (!prefix.key().isEmpty()) {
                                                it.prefix(prefix.key());
                                            }
                                            if (!after.isEmpty()) {
                                                it.startAfter(after);
                                            }
                                        })
                                .contents()
                                .stream()
                                .map(
                                        it ->
                                                new StoredObject(
                                                        at(prefix, it.key()),
                                                        it.size(),
                                                        it.eTag(),
                                                        it.lastModified()))
                                .toList());
    }

    private static StoreUri at(StoreUri bucket, String key) {
        return new StoreUri(bucket.store(), bucket.area(), bucket.bucket(), key);
    }

    @Override
    public Optional<StoredObject> look(StoreUri object) throws ObjectStoreException {
        return calls.call(
                "look at",
                object,
                client -> {
                    try {
                        HeadObjectResponse head =
                                S3Calls.head(
                                        client,
                                        object,
                                        it ->
                                                it.headObject(
                                                        of ->
                                                                of.bucket(object.bucket())
                                                                        .key(object.key())));
                        return Optional.of(
                                new StoredObject(
                                        object,
                                        head.contentLength(),
                                        head.eTag(),
                                        head.lastModified()));
                    } catch (NoSuchKeyException none) {
                        // A HEAD does not say whether the bucket is what is missing.
                        client.headBucket(it -> it.bucket(object.bucket()));
                        return Optional.empty();
                    }
                });
    }

    @Override
    public StoredObject put(
            StoreUri object, Path content, PutCondition condition, ObjectStore.Moved moved)
            throws ObjectStoreException {
        try {
            long size = Files.size(content);
            if (size <= S3Upload.PART_BYTES) {
                StoredObject stored = put(object, RequestBody.fromFile(content), size, condition);
                moved.moved(size);
                return stored;
            }
            String tag =
                    calls.call(
                            "write",
                            object,
                            client ->
                                    new S3Upload(client, object, content, condition)
                                            .run(size, moved));
            return new StoredObject(object, size, tag, clock.instant());
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
        return put(object, RequestBody.fromBytes(content), content.length, condition);
    }

    private StoredObject put(StoreUri object, RequestBody body, long size, PutCondition condition)
            throws ObjectStoreException {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(object.bucket()).key(object.key());
        switch (condition) {
            case PutCondition.Always always -> {}
            case PutCondition.IfAbsent absent -> request.ifNoneMatch("*");
            case PutCondition.IfUnchanged same -> request.ifMatch(same.tag());
        }
        String tag = calls.call("write", object, client -> tag(client, request.build(), body));
        return new StoredObject(object, size, tag, clock.instant());
    }

    /** Of two who write under a condition at once, S3 asks one to come again and see. */
    private static String tag(S3Client client, PutObjectRequest request, RequestBody body) {
        for (int turn = 1; ; turn++) {
            try {
                return client.putObject(request, body).eTag();
            } catch (S3Exception refused) {
                boolean again = S3Errors.code(refused).equals("ConditionalRequestConflict");
                if (!again || turn == CONFLICTS) {
                    throw refused;
                }
            }
        }
    }

    @Override
    public InputStream get(StoreUri object, long from) throws ObjectStoreException {
        return calls.call(
                "read",
                object,
                client -> {
                    try {
                        return new CheckedInput(
                                client.getObject(
                                        it -> {
                                            it.bucket(object.bucket()).key(object.key());
                                            if (from > 0) {
                                                it.range("bytes=" + from + "-");
                                            }
                                        }));
                    } catch (S3Exception error) {
                        if (error.statusCode() == RANGE_BEYOND_END) {
                            return InputStream.nullInputStream();
                        }
                        throw error;
                    }
                });
    }

    @Override
    public void copy(StoreUri from, StoreUri to) throws ObjectStoreException {
        calls.act("copy", from, client -> new S3Copy(client, from, to).run());
    }

    @Override
    public void delete(StoreUri object) throws ObjectStoreException {
        calls.act(
                "delete",
                object,
                client -> client.deleteObject(it -> it.bucket(object.bucket()).key(object.key())));
    }

    @Override
    public void deleteAll(StoreUri prefix) throws ObjectStoreException {
        calls.act("delete", prefix, client -> new S3Emptying(client, prefix).below());
    }
}
