package io.skyjobs.core.controller;

import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Uploads trees of files as one object for each file, many at a time. An object of the right size
 * that is younger than the file's last change is not sent again: the trees of a job never change,
 * so only what an interrupted upload left is found there.
 */
public final class TreeUpload implements TreeUploads {
    /** Small files wait for answers rather than for bytes. Ours. */
    private static final int AT_ONCE = 16;

    private static final int PAGE = 1_000;

    private final TaskFiles files;
    private final Executor executor;

    /**
     * @param files where the files are kept
     * @param executor runs the uploads of single files; tasks block
     */
    public TreeUpload(TaskFiles files, Executor executor) {
        this.files = files;
        this.executor = executor;
    }

    /** A file, and the key that it is to have. */
    private record Item(Path file, StoreUri target, long size, boolean fresh) {}

    @Override
    public Sent upload(Order order, ObjectStore store, StoreUri target, ObjectStore.Moved moved)
            throws ObjectStoreException, TaskFiles.MissingFiles {
        try (TaskFiles.Held held = files.hold(order.job(), order.source())) {
            FileTree tree = held.trees().getFirst();
            List<Item> items = items(order, tree, store, target);
            new Round(store, moved, items).run();
            return new Sent(items.size(), items.stream().mapToLong(Item::size).sum());
        } catch (IOException unreadable) {
            throw new TaskFiles.MissingFiles(
                    "The files of "
                            + order.source()
                            + " cannot be read on the server: "
                            + unreadable,
                    false);
        }
    }

    private static List<Item> items(Order order, FileTree tree, ObjectStore store, StoreUri target)
            throws IOException, ObjectStoreException {
        List<Item> items = new ArrayList<>();
        if (Files.isRegularFile(tree.source())) {
            String source = order.source();
            StoreUri key =
                    target.key().isEmpty()
                            ? target.resolve(source.substring(source.lastIndexOf('/') + 1))
                            : target;
            long size = Files.size(tree.source());
            boolean there = store.look(key).filter(it -> it.size() == size).isPresent();
            return List.of(new Item(tree.source(), key, size, !there));
        }
        Map<String, Long> there =
                sizes(store, target.key().isEmpty() ? target : target.resolve(""));
        Files.walkFileTree(
                tree.source(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        // Links and empty directories have no place in a store.
                        if (attributes.isRegularFile()) {
                            StoreUri key = target.resolve(slashed(tree.source().relativize(file)));
                            Long size = there.get(key.key());
                            boolean fresh = size == null || size != attributes.size();
                            items.add(new Item(file, key, attributes.size(), fresh));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return items;
    }

    private static String slashed(Path relative) {
        List<String> names = new ArrayList<>();
        relative.forEach(name -> names.add(name.toString()));
        return String.join("/", names);
    }

    private static Map<String, Long> sizes(ObjectStore store, StoreUri prefix)
            throws ObjectStoreException {
        Map<String, Long> sizes = new HashMap<>();
        List<StoredObject> page = List.of();
        String after = "";
        do {
            page = store.list(prefix, after, PAGE);
            page.forEach(it -> sizes.put(it.uri().key(), it.size()));
            after = page.isEmpty() ? after : page.getLast().uri().key();
        } while (page.size() == PAGE);
        return sizes;
    }

    /** The uploads of one tree: a few workers take one file after the other. */
    private final class Round {
        private final ObjectStore store;
        private final ObjectStore.Moved moved;
        private final List<Item> items;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Optional<ObjectStoreException>> trouble =
                new AtomicReference<>(Optional.empty());

        Round(ObjectStore store, ObjectStore.Moved moved, List<Item> items) {
            this.store = store;
            this.moved = moved;
            this.items = items;
        }

        void run() throws ObjectStoreException {
            int workers = Math.min(AT_ONCE, items.size());
            CountDownLatch open = new CountDownLatch(workers);
            List<Runnable> stops = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                stops.add(
                        Interruptible.begin(
                                executor,
                                () -> {
                                    try {
                                        work();
                                    } finally {
                                        open.countDown();
                                    }
                                }));
            }
            try {
                open.await();
            } catch (InterruptedException stopped) {
                next.set(items.size());
                stops.forEach(Runnable::run);
                Thread.currentThread().interrupt();
                throw interrupted();
            }
            Optional<ObjectStoreException> first = trouble.get();
            if (first.isPresent()) {
                throw first.get();
            }
        }

        private void work() {
            for (int at = next.getAndIncrement();
                    at < items.size() && trouble.get().isEmpty();
                    at = next.getAndIncrement()) {
                Item item = items.get(at);
                try {
                    if (item.fresh()) {
                        store.put(item.target(), item.file(), PutCondition.ALWAYS, moved);
                    } else {
                        moved.moved(item.size());
                    }
                } catch (ObjectStoreException failed) {
                    fail(failed);
                } catch (RuntimeException | LinkageError bug) {
                    fail(
                            new ObjectStoreException(
                                    ObjectStoreException.Kind.INFRASTRUCTURE,
                                    "BUG",
                                    "Uploading " + item.target() + " broke: " + bug,
                                    bug));
                }
            }
        }

        private void fail(ObjectStoreException failed) {
            trouble.updateAndGet(first -> first.isPresent() ? first : Optional.of(failed));
        }

        private ObjectStoreException interrupted() {
            return new ObjectStoreException(
                    ObjectStoreException.Kind.INFRASTRUCTURE,
                    "INTERRUPTED",
                    "The upload was stopped.");
        }
    }
}
