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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Uploads trees of files as one object for each file, many at a time. What is there already is not
 * sent again: in a job's own place an object of the right size, elsewhere one that is also younger
 * than the file's last change.
 */
public final class TreeUpload implements TreeUploads {
    /** Small files wait for answers rather than for bytes. Ours. */
    private static final int AT_ONCE = 16;

    private static final int PAGE = 1_000;

    /** How far the clocks of a store and of a user's machine may be apart. Ours. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

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
        if (Files.isRegularFile(tree.source())) {
            String source = order.source();
            StoreUri key =
                    target.key().isEmpty()
                            ? target.resolve(source.substring(source.lastIndexOf('/') + 1))
                            : target;
            BasicFileAttributes of = Files.readAttributes(tree.source(), BasicFileAttributes.class);
            boolean there = store.look(key).filter(it -> isSame(order, of, it)).isPresent();
            return List.of(new Item(tree.source(), key, of.size(), !there));
        }
        Map<String, BasicFileAttributes> sources = new TreeMap<>();
        Files.walkFileTree(
                tree.source(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        // Links and empty directories have no place in a store.
                        if (attributes.isRegularFile()) {
                            sources.put(slashed(tree.source().relativize(file)), attributes);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        Set<String> there = there(order, sources, store, target);
        List<Item> items = new ArrayList<>();
        sources.forEach(
                (path, of) ->
                        items.add(
                                new Item(
                                        tree.source().resolve(path),
                                        target.resolve(path),
                                        of.size(),
                                        !there.contains(path))));
        return items;
    }

    /**
     * Whether an object is what would be uploaded. The trees of a job never change, so in a place
     * of its own what is there is what an interrupted upload left; elsewhere an earlier job may
     * have left another content of the same size.
     */
    private static boolean isSame(Order order, BasicFileAttributes of, StoredObject object) {
        return object.size() == of.size()
                && (order.staged()
                        || object.modified()
                                .isAfter(of.lastModifiedTime().toInstant().plus(CLOCKS)));
    }

    private static String slashed(Path relative) {
        List<String> names = new ArrayList<>();
        relative.forEach(name -> names.add(name.toString()));
        return String.join("/", names);
    }

    /** Paths of the files that are there already; the memory it takes is that of the sources. */
    private static Set<String> there(
            Order order,
            Map<String, BasicFileAttributes> sources,
            ObjectStore store,
            StoreUri target)
            throws ObjectStoreException {
        StoreUri prefix = target.key().isEmpty() ? target : target.resolve("");
        int cut = prefix.key().length();
        Set<String> there = new HashSet<>();
        List<StoredObject> page;
        String after = "";
        do {
            page = store.list(prefix, after, PAGE);
            for (StoredObject object : page) {
                String path = object.uri().key().substring(cut);
                BasicFileAttributes of = sources.get(path);
                if (of != null && isSame(order, of, object)) {
                    there.add(path);
                }
                after = object.uri().key();
            }
        } while (page.size() == PAGE);
        return there;
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

        private static void awaitAll(CountDownLatch open) {
            while (true) {
                try {
                    open.await();
                    return;
                } catch (InterruptedException again) {
                    // It is going home already.
                }
            }
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
                // What is removed next must not appear again: they end soon, by contract.
                awaitAll(open);
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
