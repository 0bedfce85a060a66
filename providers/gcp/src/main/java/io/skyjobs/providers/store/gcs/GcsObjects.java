package io.skyjobs.providers.store.gcs;

import com.google.api.client.googleapis.media.MediaHttpUploader;
import com.google.api.client.http.AbstractInputStreamContent;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.FileContent;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.util.DateTime;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.RewriteResponse;
import com.google.api.services.storage.model.StorageObject;

import io.skyjobs.spi.store.ObjectStore.Moved;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreObjects;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objects, of which the generation is the tag. */
final class GcsObjects implements StoreObjects {
    private static final String TYPE = "application/octet-stream";
    private static final int NOT_SATISFIABLE = 416;
    private static final int LARGEST_PAGE = 1_000;

    /** What is larger goes in chunks of this size, of which one is held in memory. Ours. */
    private static final int CHUNK = 8 << 20;

    private final GcsCalls calls;
    private final InstantSource clock;

    GcsObjects(GcsCalls calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /** The store begins with the key itself, not after it. */
    @Override
    public List<StoredObject> list(StoreUri prefix, String after, int limit)
            throws ObjectStoreException {
        List<StoredObject> found = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            Optional<String> from = next;
            long wanted = Math.min(limit - found.size() + 1L, LARGEST_PAGE);
            Objects page =
                    calls.call(
                            "list",
                            prefix.bucketUri(),
                            storage -> {
                                Storage.Objects.List list =
                                        storage.objects()
                                                .list(prefix.bucket())
                                                .setMaxResults(wanted);
                                if (!prefix.key().isEmpty()) {
                                    list.setPrefix(prefix.key());
                                }
                                if (!after.isEmpty()) {
                                    list.setStartOffset(after);
                                }
                                from.ifPresent(list::setPageToken);
                                return list.execute();
                            });
            for (StorageObject object : Optional.ofNullable(page.getItems()).orElse(List.of())) {
                if (!object.getName().equals(after) && found.size() < limit) {
                    found.add(seen(prefix, object));
                }
            }
            next = Optional.ofNullable(page.getNextPageToken());
        } while (next.isPresent() && found.size() < limit);
        return found;
    }

    private StoredObject seen(StoreUri at, StorageObject object) {
        return new StoredObject(
                new StoreUri("gcs", "", at.bucket(), object.getName()),
                Optional.ofNullable(object.getSize()).map(it -> it.longValueExact()).orElse(0L),
                String.valueOf(object.getGeneration()),
                Optional.ofNullable(object.getUpdated())
                        .map(DateTime::getValue)
                        .map(Instant::ofEpochMilli)
                        .orElseGet(clock::instant));
    }

    @Override
    public Optional<StoredObject> look(StoreUri object) throws ObjectStoreException {
        try {
            return Optional.of(
                    calls.callOfObject(
                            "look at",
                            object,
                            storage ->
                                    seen(
                                            object,
                                            storage.objects()
                                                    .get(object.bucket(), object.key())
                                                    .execute())));
        } catch (ObjectStoreException told) {
            if (told.kind() == Kind.NO_OBJECT) {
                return Optional.empty();
            }
            throw told;
        }
    }

    @Override
    public StoredObject put(StoreUri object, Path content, PutCondition condition, Moved moved)
            throws ObjectStoreException {
        AbstractInputStreamContent sent = new FileContent(TYPE, content.toFile());
        long size;
        try {
            size = Files.size(content);
        } catch (IOException unreadable) {
            throw new ObjectStoreException(
                    Kind.INVALID,
                    "FILE",
                    "Cannot write " + object + ": " + content + " cannot be read.",
                    unreadable);
        }
        return put(object, sent, size, condition, moved);
    }

    @Override
    public StoredObject put(StoreUri object, byte[] content, PutCondition condition)
            throws ObjectStoreException {
        return put(
                object,
                new ByteArrayContent(TYPE, content),
                content.length,
                condition,
                Moved.UNHEARD);
    }

    private StoredObject put(
            StoreUri object,
            AbstractInputStreamContent content,
            long size,
            PutCondition condition,
            Moved moved)
            throws ObjectStoreException {
        return calls.callOfObject(
                "write",
                object,
                storage -> {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new IOException("interrupted");
                    }
                    Storage.Objects.Insert insert =
                            storage.objects()
                                    .insert(
                                            object.bucket(),
                                            new StorageObject().setName(object.key()),
                                            content);
                    generation(condition).ifPresent(insert::setIfGenerationMatch);
                    MediaHttpUploader uploader = insert.getMediaHttpUploader();
                    uploader.setDirectUploadEnabled(size <= CHUNK);
                    uploader.setChunkSize(CHUNK);
                    long[] told = {0};
                    uploader.setProgressListener(
                            at -> {
                                long now = at.getNumBytesUploaded();
                                moved.moved(now - told[0]);
                                told[0] = now;
                            });
                    StorageObject written = insert.execute();
                    moved.moved(size - told[0]);
                    return seen(object, written);
                });
    }

    private static Optional<Long> generation(PutCondition condition) {
        return switch (condition) {
            case PutCondition.Always always -> Optional.empty();
            case PutCondition.IfAbsent absent -> Optional.of(0L);
            case PutCondition.IfUnchanged same -> Optional.of(Long.parseLong(same.tag()));
        };
    }

    @Override
    public InputStream get(StoreUri object, long from) throws ObjectStoreException {
        return calls.callOfObject(
                "read",
                object,
                storage -> {
                    Storage.Objects.Get get = storage.objects().get(object.bucket(), object.key());
                    if (from > 0) {
                        get.getRequestHeaders().setRange("bytes=" + from + "-");
                    }
                    try {
                        return get.executeMediaAsInputStream();
                    } catch (HttpResponseException answer) {
                        if (answer.getStatusCode() == NOT_SATISFIABLE) {
                            return InputStream.nullInputStream();
                        }
                        throw answer;
                    }
                });
    }

    /** Large ones are copied by the store in several steps. */
    @Override
    public void copy(StoreUri from, StoreUri to) throws ObjectStoreException {
        calls.callOfObject(
                "copy",
                from,
                storage -> {
                    Optional<String> token = Optional.empty();
                    do {
                        Storage.Objects.Rewrite rewrite =
                                storage.objects()
                                        .rewrite(
                                                from.bucket(),
                                                from.key(),
                                                to.bucket(),
                                                to.key(),
                                                new StorageObject());
                        token.ifPresent(rewrite::setRewriteToken);
                        RewriteResponse done = rewrite.execute();
                        token =
                                Boolean.TRUE.equals(done.getDone())
                                        ? Optional.empty()
                                        : Optional.ofNullable(done.getRewriteToken());
                    } while (token.isPresent());
                    return to;
                });
    }

    @Override
    public void delete(StoreUri object) throws ObjectStoreException {
        try {
            calls.callOfObject(
                    "remove",
                    object,
                    storage -> {
                        storage.objects().delete(object.bucket(), object.key()).execute();
                        return object;
                    });
        } catch (ObjectStoreException told) {
            if (told.kind() != Kind.NO_OBJECT) {
                throw told;
            }
        }
    }

    @Override
    public void deleteAll(StoreUri prefix) throws ObjectStoreException {
        new GcsEmptying(calls).below(prefix);
    }
}
