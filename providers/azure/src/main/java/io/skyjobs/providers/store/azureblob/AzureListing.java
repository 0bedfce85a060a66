package io.skyjobs.providers.store.azureblob;

import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lists of objects. Azure goes on only from where a page of its own ended; since 2026 it begins at
 * a key as well, which other servers do not know. So where pages ended is kept for a while, and who
 * reads page by page never begins anew. Safe for use from many threads.
 */
final class AzureListing {
    /** The most of one page of Azure. */
    private static final int LARGEST_PAGE = 5_000;

    private static final int PLACES = 256;
    private static final int BAD_REQUEST = 400;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Start> starts = new LinkedHashMap<>(16, 0.75f, true);

    private record Place(String container, String prefix, String after) {}

    private record Wanted(Place place, StoreUri prefix, int limit) {}

    /**
     * Where a list goes on.
     *
     * @param marker where a page begins
     * @param exact whether all of that page is wanted, and not only what comes after the key
     */
    private record Start(String marker, boolean exact) {}

    /** Objects after a key. */
    List<StoredObject> list(BlobContainerClient container, StoreUri prefix, String after, int limit)
            throws ObjectStoreException {
        Place place = new Place(container.getBlobContainerUrl(), prefix.key(), after);
        Optional<Start> start = start(place);
        Wanted wanted = new Wanted(place, prefix, limit);
        try {
            return pages(container, wanted, start, start.isPresent() ? "" : after);
        } catch (BlobStorageException answer) {
            if (after.isEmpty() || answer.getStatusCode() != BAD_REQUEST) {
                throw answer;
            }
            // A marker of a container that is another by now, or a server that refuses to begin at
            // a key. What is wrong besides is told by the list from the beginning.
            return pages(container, wanted, Optional.empty(), "");
        }
    }

    private List<StoredObject> pages(
            BlobContainerClient container, Wanted wanted, Optional<Start> start, String from)
            throws ObjectStoreException {
        String after = wanted.place().after();
        int limit = wanted.limit();
        @Nullable String marker = start.map(Start::marker).orElse(null);
        boolean all = after.isEmpty() || start.map(Start::exact).orElse(false);
        int size = all ? limit : from.isEmpty() ? LARGEST_PAGE : limit + 1;
        List<StoredObject> found = new ArrayList<>();
        while (true) {
            AzureErrors.endIfInterrupted("list", wanted.prefix());
            PagedResponse<BlobItem> page =
                    page(container, wanted.prefix().key(), marker, from, size);
            @Nullable String next = page.getContinuationToken();
            boolean ended = next == null || next.isEmpty();
            boolean whole = true;
            for (BlobItem item : page.getValue()) {
                if (!all && !isAfter(item.getName(), after)) {
                    continue;
                }
                if (found.size() == limit) {
                    whole = false;
                    break;
                }
                found.add(stored(wanted.prefix(), item));
            }
            if (ended || found.size() == limit) {
                keep(wanted.place(), found, marker, whole && !ended ? next : null);
                return found;
            }
            marker = next;
            size = all ? limit - found.size() : LARGEST_PAGE;
        }
    }

    private Optional<Start> start(Place place) {
        lock.lock();
        try {
            return Optional.ofNullable(starts.get(place));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps where the list goes on after its last object: with the next page, else inside this one.
     */
    private void keep(
            Place place, List<StoredObject> found, @Nullable String marker, @Nullable String next) {
        if (found.isEmpty() || (marker == null && next == null)) {
            return;
        }
        Start start =
                next == null ? new Start(String.valueOf(marker), false) : new Start(next, true);
        lock.lock();
        try {
            String last = found.getLast().uri().key();
            starts.put(new Place(place.container(), place.prefix(), last), start);
            if (starts.size() > PLACES) {
                starts.remove(starts.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    private static PagedResponse<BlobItem> page(
            BlobContainerClient container,
            String prefix,
            @Nullable String marker,
            String from,
            int size) {
        ListBlobsOptions options = new ListBlobsOptions().setMaxResultsPerPage(size);
        if (!prefix.isEmpty()) {
            options.setPrefix(prefix);
        }
        if (marker == null && !from.isEmpty()) {
            options.setStartFrom(from);
        }
        return container.listBlobs(options, marker, null).iterableByPage().iterator().next();
    }

    private static StoredObject stored(StoreUri prefix, BlobItem item) {
        return new StoredObject(
                new StoreUri(prefix.store(), prefix.area(), prefix.bucket(), item.getName()),
                item.getProperties().getContentLength(),
                AzureObjects.tag(item.getProperties().getETag()),
                item.getProperties().getLastModified().toInstant());
    }

    private static boolean isAfter(String key, String after) {
        return Arrays.compareUnsigned(
                        key.getBytes(StandardCharsets.UTF_8),
                        after.getBytes(StandardCharsets.UTF_8))
                > 0;
    }
}
