package io.skyjobs.providers.store.gcs;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Removes many objects, some at a time. */
final class GcsEmptying {
    private static final long PAGE = 1_000;

    /** Each is a request of its own. Ours. */
    private static final int AT_ONCE = 16;

    private final GcsCalls calls;

    GcsEmptying(GcsCalls calls) {
        this.calls = calls;
    }

    /** Every generation of every object of a bucket. */
    void all(StoreUri bucket) throws ObjectStoreException {
        empty(bucket, true);
    }

    /** Every object whose key begins with the address' key. */
    void below(StoreUri prefix) throws ObjectStoreException {
        empty(prefix, false);
    }

    private void empty(StoreUri prefix, boolean generations) throws ObjectStoreException {
        Optional<String> next = Optional.empty();
        do {
            Optional<String> from = next;
            Objects page =
                    calls.call(
                            "empty",
                            prefix.bucketUri(),
                            storage -> {
                                Storage.Objects.List list =
                                        storage.objects()
                                                .list(prefix.bucket())
                                                .setVersions(generations)
                                                .setMaxResults(PAGE);
                                if (!prefix.key().isEmpty()) {
                                    list.setPrefix(prefix.key());
                                }
                                from.ifPresent(list::setPageToken);
                                return list.execute();
                            });
            if (page.getItems() != null) {
                delete(prefix, page.getItems(), generations);
            }
            next = Optional.ofNullable(page.getNextPageToken());
        } while (next.isPresent());
    }

    private void delete(StoreUri prefix, List<StorageObject> objects, boolean generations)
            throws ObjectStoreException {
        Semaphore free = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<StoreUri>> answers =
                    objects.stream()
                            .map(
                                    object ->
                                            threads.submit(
                                                    () -> one(prefix, object, generations, free)))
                            .toList();
            for (Future<StoreUri> answer : answers) {
                try {
                    answer.get();
                } catch (ExecutionException broke) {
                    threads.shutdownNow();
                    if (broke.getCause() instanceof ObjectStoreException told) {
                        throw told;
                    }
                    throw new IllegalStateException(broke.getCause());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ObjectStoreException(
                    Kind.INFRASTRUCTURE,
                    "INTERRUPTED",
                    "Cannot empty " + prefix + ": the call was interrupted.",
                    stopped);
        }
    }

    private StoreUri one(StoreUri prefix, StorageObject object, boolean generation, Semaphore free)
            throws ObjectStoreException, InterruptedException {
        StoreUri uri = new StoreUri("gcs", "", prefix.bucket(), object.getName());
        free.acquire();
        try {
            calls.call(
                    "remove",
                    uri,
                    storage -> {
                        Storage.Objects.Delete delete =
                                storage.objects().delete(uri.bucket(), uri.key());
                        if (generation) {
                            delete.setGeneration(object.getGeneration());
                        }
                        return delete.execute();
                    });
        } catch (ObjectStoreException told) {
            if (told.kind() != Kind.NO_OBJECT) {
                throw told;
            }
        } finally {
            free.release();
        }
        return uri;
    }
}
