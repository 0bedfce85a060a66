package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** One large object in parts, a few at the same time; of a failure no part stays. */
final class S3Upload {
    /** The size of a part, and the least size of what goes in parts. */
    static final long PART_BYTES = 16L << 20;

    /** The most parts that S3 takes. */
    private static final int MOST_PARTS = 10_000;

    private static final int AT_ONCE = 4;

    private final S3Client client;
    private final StoreUri object;
    private final Path content;
    private final PutCondition condition;

    S3Upload(S3Client client, StoreUri object, Path content, PutCondition condition) {
        this.client = client;
        this.object = object;
        this.content = content;
        this.condition = condition;
    }

    /** Uploads it; answers the tag of the object. */
    String run(long size, ObjectStore.Moved moved) throws ObjectStoreException {
        String id =
                client.createMultipartUpload(it -> it.bucket(object.bucket()).key(object.key()))
                        .uploadId();
        boolean done = false;
        try {
            String tag = complete(id, parts(id, size, moved));
            done = true;
            return tag;
        } finally {
            if (!done) {
                abort(client, object, id);
            }
        }
    }

    private List<CompletedPart> parts(String id, long size, ObjectStore.Moved moved)
            throws ObjectStoreException {
        long part = Math.max(PART_BYTES, (size + MOST_PARTS - 1) / MOST_PARTS);
        int count = (int) ((size + part - 1) / part);
        Semaphore turns = new Semaphore(AT_ONCE);
        List<CompletedPart> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletionService<CompletedPart> sent = new ExecutorCompletionService<>(threads);
            try {
                for (int number = 1; number <= count; number++) {
                    int index = number;
                    long from = (number - 1) * part;
                    long length = Math.min(part, size - from);
                    sent.submit(
                            () -> {
                                turns.acquire();
                                try {
                                    return part(id, index, from, length, moved);
                                } finally {
                                    turns.release();
                                }
                            });
                }
                for (int number = 1; number <= count; number++) {
                    parts.add(sent.take().get());
                }
            } catch (InterruptedException stopped) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new ObjectStoreException(
                        Kind.INFRASTRUCTURE,
                        "INTERRUPTED",
                        "Cannot write " + object + ": the call was interrupted.",
                        stopped);
            } catch (ExecutionException failed) {
                threads.shutdownNow();
                throw failure(failed.getCause());
            }
        }
        parts.sort(Comparator.comparing(CompletedPart::partNumber));
        return parts;
    }

    private ObjectStoreException failure(@Nullable Throwable cause) {
        if (cause instanceof SdkException || cause instanceof LentCredentials.Refused) {
            return S3Errors.of((RuntimeException) cause, "write", object);
        }
        return new ObjectStoreException(
                Kind.INFRASTRUCTURE,
                "PART",
                "Cannot write " + object + ": " + cause + ".",
                cause == null ? new IllegalStateException("no cause") : cause);
    }

    private CompletedPart part(
            String id, int number, long from, long length, ObjectStore.Moved moved) {
        String tag =
                client.uploadPart(
                                it ->
                                        it.bucket(object.bucket())
                                                .key(object.key())
                                                .uploadId(id)
                                                .partNumber(number)
                                                .contentLength(length),
                                RequestBody.fromContentProvider(
                                        () -> slice(from, length),
                                        length,
                                        "application/octet-stream"))
                        .eTag();
        moved.moved(length);
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private InputStream slice(long from, long length) {
        try {
            FileChannel channel = FileChannel.open(content);
            channel.position(from);
            return new LimitedInput(Channels.newInputStream(channel), length);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String complete(String id, List<CompletedPart> parts) {
        return client.completeMultipartUpload(
                        it -> {
                            it.bucket(object.bucket())
                                    .key(object.key())
                                    .uploadId(id)
                                    .multipartUpload(of -> of.parts(parts));
                            switch (condition) {
                                case PutCondition.Always always -> {}
                                case PutCondition.IfAbsent absent -> it.ifNoneMatch("*");
                                case PutCondition.IfUnchanged same -> it.ifMatch(same.tag());
                            }
                        })
                .eTag();
    }

    /** Gives up an upload in parts; one that cannot be given up now goes with its bucket. */
    static void abort(S3Client client, StoreUri object, String id) {
        boolean interrupted = Thread.interrupted();
        try {
            client.abortMultipartUpload(
                    it -> it.bucket(object.bucket()).key(object.key()).uploadId(id));
        } catch (SdkException left) {
            // Removing the bucket or the prefix finds such.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
